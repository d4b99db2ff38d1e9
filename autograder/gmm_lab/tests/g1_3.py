from otter.test_files import test_case

OK_FORMAT = False

name = 'g1_3'
points = 3


@test_case(points=0, hidden=False)
def test_two_groups(fit_labelled):
    import numpy as np
    from emkit.check import call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    parts = call("fit_labelled", fit_labelled, X, np.array([0, 0, 0, 1, 1]), 2)
    require(len(parts) == 3, "`fit_labelled` should return three things: pi, mu, Sigma.")
    share = "A weight is the share of the points that carry the label."
    close("pi", parts[0], (0.6, 0.4), slips=[((0.5, 0.5), share), ((3, 2), share)])
    close(
        "mu",
        parts[1],
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
    close("Sigma", parts[2], want, slips=slips)


@test_case(points=1, hidden=True)
def test_one_column(fit_labelled):
    import numpy as np
    from emkit.check import call, close

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])[:, None]
    pi, mu, Sigma = call("fit_labelled", fit_labelled, x, np.array([1, 1, 0, 0, 0]), 2)
    close("pi", pi, (0.6, 0.4))
    close("mu", mu, [(5,), (-0.5,)])
    close("Sigma", Sigma, [[(2 / 3,)], [(0.25,)]])


@test_case(points=1, hidden=True)
def test_six_points(fit_labelled):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu, Sigma = call("fit_labelled", fit_labelled, X, np.array([0, 0, 0, 1, 1, 1]), 2)
    close("pi", pi, (0.5, 0.5))
    close("mu", mu, [(1, 1), (5, 5.3333333333)])
    want = [
        [(0.6666666667, 0.3333333333), (0.3333333333, 0.6666666667)],
        [(0.6666666667, -1), (-1, 1.5555555556)],
    ]
    close("Sigma", Sigma, want)


@test_case(points=1, hidden=True)
def test_three_groups_in_space(fit_labelled):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu, Sigma = call("fit_labelled", fit_labelled, X, np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0]), 3)
    close("pi", pi, (0.5, 0.3, 0.2))
    close("mu", mu, [[0.2, 1.4, 3.0], [2.0, 2.6666666667, 10 / 3], [1.0, 2.5, 2.5]])
    want = [
        [[0.16, -0.08, 0.0], [-0.08, 1.84, -0.0], [0.0, -0.0, 4.0]],
        [[0.0, 0.0, 0.0], [0.0, 3.5555555556, 3.1111111111], [0.0, 3.1111111111, 4.2222222222]],
        [[0.0, 0.0, 0.0], [0.0, 2.25, -3.75], [0.0, -3.75, 6.25]],
    ]
    close("Sigma", Sigma, want, atol=1e-9)
