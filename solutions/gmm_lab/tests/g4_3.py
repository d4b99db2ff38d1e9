from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_pair_and_letter(blobs_ari, blobs_claim):
    from emkit.check import array, one_of, require

    require((array("blobs_ari", blobs_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("blobs_claim", blobs_claim, "ABCD")


@test_case(points=1, hidden=True)
def test_indices_on_blobs(blobs_ari, blobs, fit_gmm, e_step):
    # Right, or what the student's own fit gives: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import array, call, close

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    pair = array("blobs_ari", blobs_ari, (2,))
    close("blobs_ari", pair[0], 0.9800166697, rtol=0, atol=1e-3)
    if abs(pair[1] - 0.9701518593) > 1e-3:
        means = np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)])
        start = np.ones(3) / 3, means, np.array([np.eye(2)] * 3)
        fit = call("fit_gmm", fit_gmm, blobs.copy(), *start)
        resp = array("resp", e_step(blobs.copy(), fit["pi"], fit["mu"], fit["Sigma"]), (300, 3))
        own = adjusted_rand(resp.argmax(axis=1), np.repeat([0, 1, 2], 100))
        close("blobs_ari", pair[1], own if own > 0.3 else 0.9701518593, rtol=0, atol=1e-3)


@test_case(points=1, hidden=True)
def test_claim_on_blobs(blobs_claim):
    from emkit.check import one_of, require

    reasons = {
        "B": "The more general method is not the better one where the simple one already fits.",
        "C": "A component with equal variances and no covariance is round.",
        "D": "Compare your two indices with 1 and with 0.",
    }
    letter = one_of("blobs_claim", blobs_claim, "ABCD")
    require(letter == "A", reasons.get(letter, ""))
