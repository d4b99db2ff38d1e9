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
