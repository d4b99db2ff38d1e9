from otter.test_files import test_case

OK_FORMAT = False

name = 'q5_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_kind_of_answer(far_code, far_log_odds):
    from emkit.check import number, one_of

    one_of("far_code", far_code, "ABCD")
    number("far_log_odds", far_log_odds)


@test_case(points=1, hidden=True)
def test_code(far_code):
    from emkit.check import one_of, require

    require(one_of("far_code", far_code, "ABCD") == "A", "Try it: 0.0 divided by a NumPy zero.")


@test_case(points=1, hidden=True)
def test_who_wins(far_log_odds):
    from emkit.check import number, require

    wide = "Far out the component with the larger variance wins; which sign does that give?"
    require(number("far_log_odds", far_log_odds) < -1000, wide)


@test_case(points=1, hidden=True)
def test_log_odds(far_log_odds):
    from emkit.check import close

    slips = [
        (370761.1818528, "That is the logarithm of the reciprocal."),
        (
            -370761.8750000,
            "The normalisers differ too: the variance stands in front of the exponential as well.",
        ),
        (-463183.4318528, "Square the standard deviation once: the variance of component 2 is 4."),
    ]
    close("far_log_odds", far_log_odds, -370761.1818528, rtol=0, atol=0.6, slips=slips)
