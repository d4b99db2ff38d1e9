from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_numbers(ll_one, ll_two):
    from emkit.check import number, require

    one, two = number("ll_one", ll_one), number("ll_two", ll_two)
    per_point = "Is that a sum over all 272 points? A mean per point is much closer to zero."
    require(abs(one) > 50 and abs(two) > 50, per_point)
    require(two > one, "Two components contain the single one as a special case, so they cannot fit worse.")
