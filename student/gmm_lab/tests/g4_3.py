from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_pair_and_letter(blobs_ari, blobs_claim):
    from emkit.check import array, one_of, require

    require((array("blobs_ari", blobs_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("blobs_claim", blobs_claim, "ABCD")
