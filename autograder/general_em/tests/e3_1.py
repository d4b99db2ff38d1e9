from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_1'
points = 2


@test_case(points=0, hidden=False)
def test_numbers_of_the_right_kind(on_rate, ll_k1):
    from emkit.check import number, require

    require(0 < number("on_rate", on_rate) < 1, "A share lies between 0 and 1.")
    value = number("ll_k1", ll_k1)
    require(value < 0, "Every probability of an image is below one. Which sign does its logarithm have?")
    require(value < -1797, "Add up over all images and pixels; do not average.")


@test_case(points=1, hidden=True)
def test_share_of_pixels(on_rate):
    from emkit.check import close

    close("on_rate", on_rate, 0.3230297023, rtol=1e-3)


@test_case(points=1, hidden=True)
def test_baseline(ll_k1):
    from emkit.check import close

    close("ll_k1", ll_k1, -45139.1184160, rtol=1e-3)
