from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_pair_and_letter(spread_ari, spread_claim):
    from emkit.check import array, one_of, require

    require((array("spread_ari", spread_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("spread_claim", spread_claim, "ABCD")


@test_case(points=1, hidden=True)
def test_indices_on_spread(spread_ari, spread, fit_gmm, e_step):
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

    pair = array("spread_ari", spread_ari, (2,))
    close("spread_ari", pair[0], 0.4078763061, rtol=0, atol=1e-3)
    if abs(pair[1] - 0.8214511128) > 1e-3:
        means = np.array([(4.0, 0.0), (0.0, 0.0)])
        start = np.ones(2) / 2, means, np.array([np.eye(2)] * 2)
        fit = call("fit_gmm", fit_gmm, spread.copy(), *start)
        resp = array("resp", e_step(spread.copy(), fit["pi"], fit["mu"], fit["Sigma"]), (300, 2))
        own = adjusted_rand(resp.argmax(axis=1), np.repeat([0, 1], 150))
        close("spread_ari", pair[1], own if own > 0.3 else 0.8214511128, rtol=0, atol=1e-3)


@test_case(points=1, hidden=True)
def test_claim_on_spread(spread_claim):
    from emkit.check import one_of, require

    reasons = {
        "A": "Compare your two indices: which is nearer to 1?",
        "C": "More updates of k-means change nothing: it has come to rest.",
        "D": "The border of EM is a closed curve around the narrow cluster, that of k-means a line.",
    }
    letter = one_of("spread_claim", spread_claim, "ABCD")
    require(letter == "B", reasons.get(letter, ""))
