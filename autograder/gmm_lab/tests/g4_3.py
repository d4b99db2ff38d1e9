from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_3'
points = 2


@test_case(points=0, hidden=False)
def test_pair_and_letter(spread_ari, spread_claim):
    from emkit.check import array, one_of, require

    require((array("spread_ari", spread_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("spread_claim", spread_claim, "ABCD")


@test_case(points=1, hidden=True)
def test_indices_on_spread(spread_ari):
    from emkit.check import close

    close("spread_ari", spread_ari, (0.4078763061, 0.8214511128), rtol=0, atol=5e-3)


@test_case(points=1, hidden=True)
def test_claim_on_spread(spread_claim):
    from emkit.check import one_of, require

    require(one_of("spread_claim", spread_claim, "ABCD") == "B", "Your two indices say something else.")
