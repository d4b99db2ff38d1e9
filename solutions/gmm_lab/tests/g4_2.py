from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_2'
points = 2


@test_case(points=0, hidden=False)
def test_pair_and_letter(blobs_ari, blobs_claim):
    from emkit.check import array, one_of, require

    require((array("blobs_ari", blobs_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("blobs_claim", blobs_claim, "ABCD")


@test_case(points=1, hidden=True)
def test_indices_on_blobs(blobs_ari):
    from emkit.check import close

    close("blobs_ari", blobs_ari, (0.9800166697, 0.9701518593), rtol=0, atol=4e-3)


@test_case(points=1, hidden=True)
def test_claim_on_blobs(blobs_claim):
    from emkit.check import one_of, require

    require(one_of("blobs_claim", blobs_claim, "ABCD") == "A", "Your two indices say something else.")
