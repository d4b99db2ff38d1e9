from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_1'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_numbers_of_the_right_kind(on_rate, ll_k1):
    from emkit.check import number, require

    require(0 < number("on_rate", on_rate) < 1, "A share lies between 0 and 1.")
    value = number("ll_k1", ll_k1)
    require(value < 0, "Every probability of an image is below one. Which sign does its logarithm have?")
    require(value < -1797, "Add up over all images and pixels; do not average.")
