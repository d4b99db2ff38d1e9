from otter.test_files import test_case

OK_FORMAT = False

name = 'b3_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_are_letters(jensen_ln, jensen_exp):
    from emkit.check import one_of

    one_of("jensen_ln", jensen_ln, "ABC")
    one_of("jensen_exp", jensen_exp, "ABC")
