from otter.test_files import test_case

OK_FORMAT = False

name = 'g5_2'
points = 2


@test_case(points=0, hidden=False)
def test_share_and_worst(share_best, worst_ll):
    from emkit.check import number, require

    share = number("share_best", share_best)
    require(0 < share <= 1, "A share lies between 0 and 1; divide the count by the number of starts.")
    require(share < 1, "All starts agree? Try a second start before trusting the first.")
    number("worst_ll", worst_ll)


@test_case(points=1, hidden=True)
def test_share(share_best):
    from emkit.check import number, require

    require(
        0.795 <= number("share_best", share_best) <= 0.985,
        "Another share of the starts reaches the best value.",
    )


@test_case(points=1, hidden=True)
def test_worst(worst_ll):
    from emkit.check import number, require

    require(-1253.6 <= number("worst_ll", worst_ll) <= -1241.4, "The worst start ends somewhere else.")
