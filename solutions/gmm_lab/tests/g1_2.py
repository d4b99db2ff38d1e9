from otter.test_files import test_case

OK_FORMAT = False

name = 'g1_2'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_letter(why_log):
    from emkit.check import one_of

    one_of("why_log", why_log, "ABCD")


@test_case(points=1, hidden=True)
def test_why_log(why_log):
    from emkit.check import one_of, require

    reasons = {
        "A": "Below 1 a logarithm is negative: it is no larger than the likelihood, and larger would not help.",
        "B": "The log-likelihood of a mixture has several maxima; the logarithm does not make it concave.",
        "C": "A density may well be above 1; only probabilities are not.",
    }
    letter = one_of("why_log", why_log, "ABCD")
    require(letter == "D", reasons.get(letter, ""))
