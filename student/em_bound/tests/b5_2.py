from otter.test_files import test_case

OK_FORMAT = False

name = 'b5_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_are_numbers(bound_after_e, q_minus_bound):
    from emkit.check import number

    number("bound_after_e", bound_after_e)
    number("q_minus_bound", q_minus_bound)
