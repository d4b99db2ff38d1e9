from otter.test_files import test_case

OK_FORMAT = False

name = 'b2_2'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_letter(why_hard):
    from emkit.check import one_of

    one_of("why_hard", why_hard, "ABCD")
