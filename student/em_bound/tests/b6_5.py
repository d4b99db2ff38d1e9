from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_5'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_are_an_order_and_a_number(lagrange_lines, multiplier):
    from emkit.check import number
    from emkit.order import read_order

    read_order("lagrange_lines", lagrange_lines, "ABCDEFG", 5)
    number("multiplier", multiplier)
