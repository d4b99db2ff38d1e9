from otter.test_files import test_case

OK_FORMAT = False

name = 'g5_4'
points = 2


@test_case(points=0, hidden=False)
def test_two_clusters(kmeans_start, stripes_updates):
    import numpy as np
    from emkit.check import call, close, number, parts, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    pi, mu, Sigma = parts("kmeans_start", call("kmeans_start", kmeans_start, X, np.array([0, 0, 0, 1, 1])), 3)
    sizes = "The start should know how large the clusters are."
    close("pi", pi, (0.6, 0.4), slips=[((0.5, 0.5), sizes)])
    close("mu", mu, [(2, 2), (7, 4.5)])
    want = np.array([[(8 / 3, 4 / 3), (4 / 3, 8 / 3)], [(1, -1.5), (-1.5, 2.25)]])
    unit = [[(1, 0), (0, 1)], [(1, 0), (0, 1)]]
    slips = [
        (unit, "The start should know the shape of the clusters."),
        (want * np.array([1.5, 2])[:, None, None], "Look at the divisor of the covariances."),
    ]
    close("Sigma", Sigma, want, slips=slips)
    updates = number("stripes_updates", stripes_updates)
    require(updates == int(updates) and updates > 0, "`stripes_updates` should count updates.")


@test_case(points=1, hidden=True)
def test_starts(kmeans_start, m_step):
    # Right, or what the student's own M-step makes of whole points: a slip there is not paid for again.
    import numpy as np
    from emkit.check import array, call, close, parts

    six = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    space = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    for X, labels in ((six, [0, 0, 0, 0, 1, 1]), (space, [0, 0, 1, 0, 2, 1, 0, 2, 1, 0])):
        z, K = np.array(labels), max(labels) + 1
        groups = [X[z == k] for k in range(K)]
        pi, mu, Sigma = parts("kmeans_start", call("kmeans_start", kmeans_start, X.copy(), z.copy()), 3)
        close("pi", pi, [len(G) / len(X) for G in groups])
        close("mu", mu, [G.mean(axis=0) for G in groups])
        right = np.array([(G - G.mean(axis=0)).T @ (G - G.mean(axis=0)) / len(G) for G in groups])
        if not np.allclose(array("Sigma", Sigma, right.shape), right, rtol=1e-5, atol=1e-9):
            own = parts("m_step", call("m_step", m_step, X.copy(), np.eye(K)[z]), 3)[2]
            close("Sigma", Sigma, own, rtol=1e-5, atol=1e-9)


@test_case(points=1, hidden=True)
def test_slow_but_right(stripes_updates, kmeans_start, fit_gmm, stripes, z_kmeans):
    import numpy as np
    from emkit.check import call, close, number, parts

    updates = number("stripes_updates", stripes_updates)
    if abs(updates - 58) > 2:
        own = parts("kmeans_start", call("kmeans_start", kmeans_start, stripes.copy(), np.array(z_kmeans)), 3)
        history = call("fit_gmm", fit_gmm, stripes.copy(), *own, 1e-6)["history"]
        close("stripes_updates", updates, len(history) - 1 if len(history) > 20 else 58, rtol=0, atol=0.5)
