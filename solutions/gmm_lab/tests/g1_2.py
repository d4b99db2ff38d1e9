from otter.test_files import test_case

OK_FORMAT = False

name = 'g1_2'
points = 1


@test_case(points=0, hidden=False)
def test_is_a_letter(why_log):
    from emkit.check import one_of

    one_of("why_log", why_log, "ABCD")


@test_case(points=1, hidden=True)
def test_why_log(why_log):
    from emkit.check import one_of, require

    require(one_of("why_log", why_log, "ABCD") == "D", "That is not why the logarithm is taken.")
