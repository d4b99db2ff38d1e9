from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_4'
points = 3


@test_case(points=0, hidden=False)
def test_public_data_set(kl_rows):
    import numpy as np
    from emkit.check import array, call, close, require

    p = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    same = array("kl_rows", call("kl_rows", kl_rows, p, p.copy()), (3,))
    close(
        "kl_rows(p, p)",
        same,
        [0.0, 0.0, 0.0],
        atol=1e-12,
        otherwise="kl_rows(p, p) should be zero to the last digits. Nothing may be added to q or p to avoid zeros.",
    )
    slips = [
        (
            [0.1514428380, 0.5056831629, 0.5539896795],
            "The two distributions do not play the same role; which one is averaged over?",
        ),
        ([-0.1693160876, -0.8668937801, -1.0551592313], "A divergence is never negative: check the ratio."),
        ([0.3386321752, 1.7337875603, 2.1103184627], "Each logarithm is weighted with q."),
        ([0.2442714799, 1.2506633576, 1.5222729904], "Which logarithm does the text ask for?"),
    ]
    uniform = np.full((3, 2), 0.5)
    close(
        "kl_rows",
        call("kl_rows", kl_rows, uniform, p),
        [0.1693160876, 0.8668937801, 1.0551592313],
        slips=slips,
    )
    one_hot = np.asarray(
        call("kl_rows", kl_rows, np.array([[1.0, 0.0]]), np.array([[0.25, 0.75]])), dtype=float
    )
    require(np.all(np.isfinite(one_hot)), "A q with zeros gives nan. What is t ln t when t goes to zero?")


@test_case(points=1, hidden=True)
def test_mirrored_rows(kl_rows):
    # Of two rows that mirror each other both directions are equal, so that a wrong one costs the other points only.
    import numpy as np
    from emkit.check import array, call, close

    p = np.array([[0.25, 0.75], [0.5, 0.5], [0.9, 0.1]])
    rows = array("kl_rows", call("kl_rows", kl_rows, p[:, ::-1].copy(), p), (3,))
    close("kl_rows", rows, [0.5493061443, 0.0, 1.7577796619], rtol=1e-6, atol=1e-9)


@test_case(points=1, hidden=True)
def test_uniform_against_posterior(kl_rows):
    import numpy as np
    from emkit.check import array, call, close

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    p = np.array([[g, 1 - g] for g in first])

    wanted = [7.2102793657, 4.8977931537, 0.0041281224, 0.0588915178, 0.0814361279]
    rows = array("kl_rows", call("kl_rows", kl_rows, np.full((5, 2), 0.5), p), (5,))
    close("kl_rows", rows, wanted, rtol=1e-6, atol=1e-9)


@test_case(points=1, hidden=True)
def test_zeros_in_q(kl_rows):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    p = np.array([[g, 1 - g] for g in first])

    q = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    rows = array("kl_rows", call_unchanged("kl_rows", kl_rows, q, p), (5,))
    close("kl_rows, sum", rows.sum(), 1.3773377804)
    close("kl_rows, last", rows[3:], [0.4054651081, 0.3655097180])
