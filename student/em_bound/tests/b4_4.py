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
