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
