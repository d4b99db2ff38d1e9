from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_1'
points = 1


@test_case(points=0, hidden=False)
def test_two_numbers(ll_collapse, growth_per_decade):
    from emkit.check import number, require

    number("ll_collapse", ll_collapse)
    sentence = (
        "It rises as the variance shrinks. A variance that keeps shrinking is a warning, not a success."
    )
    require(number("growth_per_decade", growth_per_decade) > 0, sentence)


@test_case(points=1, hidden=True)
def test_collapse(ll_collapse, growth_per_decade):
    from emkit.check import close

    close("ll_collapse", ll_collapse, 130.442430, rtol=1e-3)
    close("growth_per_decade", growth_per_decade, 1.151293, rtol=2e-3)
