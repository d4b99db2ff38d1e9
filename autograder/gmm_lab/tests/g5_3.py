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


@test_case(points=1, hidden=True)
def test_start_of_six(kmeans_start):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu, Sigma = call("kmeans_start", kmeans_start, X, np.array([0, 0, 0, 1, 1, 1]))
    close("pi", pi, (0.5, 0.5))
    close("mu", mu, [(1, 1), (5, 5.3333333333)])
    want = [
        [(0.6666666667, 0.3333333333), (0.3333333333, 0.6666666667)],
        [(0.6666666667, -1), (-1, 1.5555555556)],
    ]
    close("Sigma", Sigma, want)


@test_case(points=1, hidden=True)
def test_start_of_three_clusters(kmeans_start):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu, Sigma = call("kmeans_start", kmeans_start, X, np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0]))
    close("pi", pi, (0.5, 0.3, 0.2))
    close("mu", mu, [[0.2, 1.4, 3.0], [2.0, 2.6666666667, 10 / 3], [1.0, 2.5, 2.5]])
    want = [
        [[0.16, -0.08, 0.0], [-0.08, 1.84, -0.0], [0.0, -0.0, 4.0]],
        [[0.0, 0.0, 0.0], [0.0, 3.5555555556, 3.1111111111], [0.0, 3.1111111111, 4.2222222222]],
        [[0.0, 0.0, 0.0], [0.0, 2.25, -3.75], [0.0, -3.75, 6.25]],
    ]
    close("Sigma", Sigma, want, atol=1e-9)


@test_case(points=1, hidden=True)
def test_slow_but_right(stripes_start_ll, stripes_updates):
    from emkit.check import close

    close("stripes_start_ll", stripes_start_ll, -1297.8834610, rtol=1e-5)
    close("stripes_updates", stripes_updates, 58, rtol=0, atol=0.5)
