from otter.test_files import test_case

OK_FORMAT = False

name = 'g5_3'
points = 3


@test_case(points=0, hidden=False)
def test_two_clusters(kmeans_start, stripes_start_ll, stripes_updates):
    import numpy as np
    from emkit.check import call, close, number, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    parts = call("kmeans_start", kmeans_start, X, np.array([0, 0, 0, 1, 1]))
    require(len(parts) == 3, "`kmeans_start` should return three things: pi, mu, Sigma.")
    close(
        "pi", parts[0], (0.6, 0.4), slips=[((0.5, 0.5), "The start should know how large the clusters are.")]
    )
    close("mu", parts[1], [(2, 2), (7, 4.5)])
    want = [[(8 / 3, 4 / 3), (4 / 3, 8 / 3)], [(1, -1.5), (-1.5, 2.25)]]
    unit = [[(1, 0), (0, 1)], [(1, 0), (0, 1)]]
    close("Sigma", parts[2], want, slips=[(unit, "The start should know the shape of the clusters.")])
    number("stripes_start_ll", stripes_start_ll)
    updates = number("stripes_updates", stripes_updates)
    require(updates == int(updates) and updates > 0, "`stripes_updates` should count updates.")
