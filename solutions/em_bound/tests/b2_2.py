from otter.test_files import test_case

OK_FORMAT = False

name = 'b2_2'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_letter(why_hard):
    from emkit.check import one_of

    one_of("why_hard", why_hard, "ABCD")


@test_case(points=1, hidden=True)
def test_reason(why_hard):
    from emkit.check import one_of, require

    letter = one_of("why_hard", why_hard, "ABCD")
    require(letter == "C", "Solve the equation for the mean and look at what is left on the other side.")
