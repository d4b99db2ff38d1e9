from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_numbers_and_a_start(ll_collapse, growth_per_decade, my_collapse):
    from emkit.check import array, number, parts, require

    number("ll_collapse", ll_collapse)
    sentence = (
        "It rises as the variance shrinks. A variance that keeps shrinking is a warning, not a success."
    )
    require(number("growth_per_decade", growth_per_decade) > 0, sentence)
    pi, mu, Sigma = parts("my_collapse", my_collapse, 3)
    require(abs(array("pi", pi, (2,)).sum() - 1) < 1e-6, "The weights should add up to one.")
    array("mu", mu, (2, 1))
    require(
        array("Sigma", Sigma, (2, 1, 1)).min() >= 1, "Both variances of `my_collapse` should be at least 1."
    )
