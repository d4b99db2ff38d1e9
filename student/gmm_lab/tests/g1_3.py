from otter.test_files import test_case

OK_FORMAT = False

name = 'g1_3'
points = 3


@test_case(points=0, hidden=False)
def test_two_groups(fit_labelled):
    import numpy as np
    from emkit.check import array, call_unchanged, close, parts

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    z = np.array([0, 0, 0, 1, 1])
    found = parts("fit_labelled", call_unchanged("fit_labelled", fit_labelled, X, z, 2), 3)
    share = "A weight is the share of the points that carry the label."
    zero = "Labels run from 0 to K - 1: which points have label 0?"
    close("pi", found[0], (0.6, 0.4), slips=[((0.5, 0.5), share), ((3, 2), share), ((0.4, 0), zero)])
    close(
        "mu",
        found[1],
        [(2, 2), (7, 4.5)],
        slips=[([(1.2, 1.2), (2.8, 1.8)], "Divide by the points of the group.")],
    )
    want = np.array([[(8 / 3, 4 / 3), (4 / 3, 8 / 3)], [(1, -1.5), (-1.5, 2.25)]])
    slips = [
        (
            want * np.array([1.5, 2])[:, None, None],
            "Look at the divisor in (1.2); libraries may subtract one from it.",
        ),
        (want * np.array([3, 2])[:, None, None], "A covariance is an average; yours is a sum."),
        (want * np.eye(2), "Off-diagonal entries describe how the two coordinates move together."),
        (want * np.array([0.6, 0.4])[:, None, None], "Divide by the points of the group, not by all points."),
    ]
    close("Sigma", found[2], want, slips=slips)
    column = parts("fit_labelled", call_unchanged("fit_labelled", fit_labelled, X[:, :1], z, 2), 3)
    array("mu", column[1], (2, 1))
    array("Sigma", column[2], (2, 1, 1))
