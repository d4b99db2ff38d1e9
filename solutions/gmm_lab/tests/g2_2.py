from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_2'
points = 4


@test_case(points=0, hidden=False)
def test_four_points(e_step):
    import numpy as np
    from emkit.check import array, call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    pi, mu = np.array([0.25, 0.75]), np.array([(2.0, 2.0), (4.0, 5.0)])
    Sigma = np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]])
    want = [
        (0.9999925921, 7.4079e-06),
        (0.2337886554, 0.7662113446),
        (0.4533757185, 0.5466242815),
        (0.0396563344, 0.9603436656),
    ]
    rows = "Sum along each row and along each column: which should be one?"
    slips = [
        (
            [
                (0.9999975307, 2.4693e-06),
                (0.4779073383, 0.5220926617),
                (0.713321689, 0.286678311),
                (0.1102266346, 0.8897733654),
            ],
            "A component with weight zero should get no responsibility.",
        ),
        (
            [
                (0.4136219764, 2.0481e-06),
                (0.1521630215, 0.3333326506),
                (0.4136219764, 0.3333326506),
                (0.0205930256, 0.3333326506),
            ],
            rows,
        ),
        (
            [
                (0.0073187289, 5.42e-08),
                (0.0026924099, 0.0088240168),
                (0.0073187289, 0.0088240168),
                (0.0003643781, 0.0088240168),
            ],
            rows,
        ),
        (
            [
                (7.4079e-06, 0.9999925921),
                (0.7662113446, 0.2337886554),
                (0.5466242815, 0.4533757185),
                (0.9603436656, 0.0396563344),
            ],
            "The first column belongs to the first component.",
        ),
        ([(1, 0), (0, 1), (0, 1), (0, 1)], "A point halfway between two components should be shared."),
        (
            [
                (0.9999917178, 8.2822e-06),
                (0.2143986591, 0.7856013409),
                (0.4258967558, 0.5741032442),
                (0.0356188266, 0.9643811734),
            ],
            "A wide component is also a low one; is the determinant in your densities?",
        ),
        (
            [
                (0.2271530958, 0.7728469042),
                (0.5557421804, 0.4442578196),
                (0.5096936325, 0.4903063675),
                (0.6259939176, 0.3740060824),
            ],
            "The ratio in (2.2) is one of densities, not of their logarithms.",
        ),
        (
            [
                (-7.4079e-06, -11.8129668949),
                (-1.4533377536, -0.2662972406),
                (-0.7910340966, -0.6039935836),
                (-3.2275045866, -0.0404640735),
            ],
            "Those are logarithms; return the responsibilities themselves.",
        ),
    ]
    resp = array("resp", call("e_step", e_step, X, pi, mu, Sigma))
    require(resp.shape != (2, 4), "One row per data point, one column per component.")
    close("resp", resp, want, atol=1e-9, slips=slips)
    far = call("e_step", e_step, np.vstack([X, [(400.0, -400.0)]]), pi, mu, Sigma)
    sums = np.asarray(far, dtype=float).sum(axis=1)
    log_space = "Never leave log space before all components are added up: a point at (400, -400) breaks it."
    require(np.allclose(sums, 1), log_space)


@test_case(points=1, hidden=True)
def test_six_points(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, mu, Sigma):
        # A slip in Question 2.1 costs nothing here: Bayes' rule on the student's own log densities counts as well.
        columns = [
            np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))
            for p, m, S in zip(pi, mu, Sigma)
        ]
        a = np.column_stack(columns)
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).max() > 0.1, "The log densities hardly vary."
        )
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
        pi, mu = np.array([0.4, 0.6]), np.array([(1.0, 1.0), (4.0, 4.0)])
        Sigma = np.array([[(1, 0.2), (0.2, 1.5)], [(2, -0.5), (-0.5, 1)]])
        first = [
            0.9999999678,
            0.9973061527,
            0.9992323632,
            2.3025905947e-05,
            2.1676141389e-06,
            6.3887709878e-05,
        ]
        want = np.column_stack([first, 1 - np.array(first)])
        want[:3, 1] = 3.2188364401e-08, 2.6938473427e-03, 7.6763678765e-04
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            close("resp", resp, own(X, pi, mu, Sigma), rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


@test_case(points=1, hidden=True)
def test_three_components_in_space(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, mu, Sigma):
        # A slip in Question 2.1 costs nothing here: Bayes' rule on the student's own log densities counts as well.
        columns = [
            np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))
            for p, m, S in zip(pi, mu, Sigma)
        ]
        a = np.column_stack(columns)
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).max() > 0.1, "The log densities hardly vary."
        )
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
        pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
        Sigma = np.array(
            [
                [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
                [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
                [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
            ]
        )
        want = np.array(
            [
                [0.705819593, 0.2932918845, 0.0008885225],
                [0.8473263068, 0.0692801442, 0.0833935491],
                [0.2811795217, 0.0094394801, 0.7093809981],
                [0.0618013852, 0.9110875601, 0.0271110547],
                [0.7085740885, 0.0155621155, 0.2758637959],
                [0.9516990155, 0.0331766993, 0.0151242852],
                [0.8308125818, 0.0803443068, 0.0888431114],
                [0.0351466078, 0.9621831559, 0.0026702363],
                [0.5211463435, 0.2243427949, 0.2545108617],
                [0.7357259633, 0.0189322011, 0.2453418356],
            ]
        )
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            close("resp", resp, own(X, pi, mu, Sigma), rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


@test_case(points=1, hidden=True)
def test_far_row(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, mu, Sigma):
        # A slip in Question 2.1 costs nothing here: Bayes' rule on the student's own log densities counts as well.
        columns = [
            np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))
            for p, m, S in zip(pi, mu, Sigma)
        ]
        a = np.column_stack(columns)
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).max() > 0.1, "The log densities hardly vary."
        )
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
        pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
        Sigma = np.array(
            [
                [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
                [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
                [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
            ]
        )
        X = np.vstack([X[[0, 4]], [(500.0, 500.0, 500.0)]])
        want = np.array(
            [
                (0.7058195930, 0.2932918845, 0.0008885225),
                (0.7085740885, 0.0155621155, 0.2758637959),
                (1, 0, 0),
            ]
        )
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            close("resp", resp, own(X, pi, mu, Sigma), rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


@test_case(points=1, hidden=True)
def test_one_row_and_relabelling(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
        pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
        Sigma = np.array(
            [
                [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
                [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
                [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
            ]
        )
        order = [2, 0, 1]
        X, pi, mu, Sigma = X[:1], pi[order], mu[order], Sigma[order]
        want = np.array([(0.0008885225, 0.7058195930, 0.2932918845)])
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), (1, 3))
        require(abs(resp.sum() - 1) < 1e-9, "The responsibilities of a point add up to one.")
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            a = [
                np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))[0]
                for p, m, S in zip(pi, mu, Sigma)
            ]
            close("resp", resp, [np.exp(np.array(a) - np.logaddexp.reduce(a))], rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))
