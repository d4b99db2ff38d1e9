from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_7'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_number(gap_quarter):
    from emkit.check import number, require

    require(number("gap_quarter", gap_quarter) >= 0, "A divergence is never negative.")
