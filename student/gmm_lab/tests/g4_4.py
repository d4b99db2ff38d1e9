from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_pair_and_letter(spread_ari, spread_claim):
    from emkit.check import array, one_of, require

    require((array("spread_ari", spread_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("spread_claim", spread_claim, "ABCD")
