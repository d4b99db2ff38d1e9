from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_3'
points = 4


@test_case(points=0, hidden=False)
def test_shared_points(m_step):
    import numpy as np
    from emkit.check import call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    parts = call("m_step", m_step, X, np.array([(1, 0), (0.75, 0.25), (0.75, 0.25), (0.5, 0.5)]))
    require(len(parts) == 3, "`m_step` should return three things: pi, mu, Sigma.")
    total = "With four points and two components, what should the weights sum to?"
    close("pi", parts[0], (0.75, 0.25), slips=[((1.5, 0.5), total), ((3, 1), total), ((0.5, 0.5), total)])
    mean = "If all points are equal to c, every mean must be c."
    share = "A point with responsibility zero should drop out of the sum."
    slips = [
        ([(1.875, 1.875), (1.125, 1.125)], mean),
        ([(7.5, 7.5), (4.5, 4.5)], mean),
        ([(3, 3), (3, 3)], share),
    ]
    close("mu", parts[1], [(2.5, 2.5), (4.5, 4.5)], slips=slips)

    def square(a, b, c, d):
        return [[(a, b), (b, a)], [(c, d), (d, c)]]

    tens = "Multiply all responsibilities by ten: a covariance should not change."
    slips = [
        (square(4.75, 0, 2.75, 0), "Off-diagonal entries describe how the two coordinates move together."),
        (square(3.5625, 2.8125, 0.6875, 0.4375), tens),
        (square(14.25, 11.25, 2.75, 1.75), tens),
        (square(3.5729166667, 2.8229166667, 0.96875, 0.71875), "Each product is weighted once."),
        (square(5.25, 4.25, 7.25, 6.25), share),
        (square(5, 4, 5, 4), "Around which mean should component k spread?"),
        (square(11, 10, 23, 22), "If all points are equal to c, every covariance must be zero."),
        (
            square(2.1794494718, 1.9364916731, 1.6583123952, 1.3228756555),
            "Check the unit: squared, not rooted.",
        ),
    ]
    close("Sigma", parts[2], square(4.75, 3.75, 2.75, 1.75), slips=slips)


@test_case(points=1, hidden=True)
def test_weights_and_means_of_six(m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    pi, mu, _ = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    close("pi", pi, (0.4994379275, 0.5005620725))
    close("mu", mu, [(0.9998421560, 0.9992618761), (4.9956659586, 5.3292039743)])


@test_case(points=1, hidden=True)
def test_covariances_of_six(m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    _, _, Sigma = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    want = [
        [(0.6674936432, 0.3342258938), (0.3342258938, 0.6674143934)],
        [(0.6825289461, -0.9835764108), (-0.9835764108, 1.5684963301)],
    ]
    close("Sigma", Sigma, want)


@test_case(points=1, hidden=True)
def test_three_components_in_space(m_step):
    import numpy as np
    from emkit.check import array, call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    resp = np.array(
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
    pi, mu, Sigma = call("m_step", m_step, X, resp)
    close("pi", pi, (0.5679231407, 0.2617640342, 0.1703128250))
    close(
        "mu",
        mu,
        [
            (0.8978497967, 1.1831767173, 3.1955509674),
            (0.6039574416, 3.2901123169, 1.2628314421),
            (1.3621756733, 2.7409180100, 5.0178769874),
        ],
    )
    Sigma = array("Sigma", Sigma, (3, 3, 3))
    close("Sigma", np.linalg.det(Sigma), (3.1560733747, 1.6320926828, 0.7547050182))
    close("Sigma", Sigma, np.swapaxes(Sigma, 1, 2), rtol=1e-9, atol=1e-9)


@test_case(points=1, hidden=True)
def test_any_responsibilities(m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    pi, mu, Sigma = call("m_step", m_step, X, np.array(resp))
    close("pi", pi, (0.425, 0.3, 0.275))
    close(
        "mu", mu, [(3.0980392157, 3.3529411765), (2.6388888889, 3.1666666667), (3.2424242424, 2.8787878788)]
    )
    want = [
        [(4.9903883122, 4.9850057670), (4.9850057670, 6.7773933103)],
        [(4.1751543210, 3.5046296296), (3.5046296296, 5.6944444444)],
        [(4.4866850321, 3.0596877870), (3.0596877870, 4.2883379247)],
    ]
    close("Sigma", Sigma, want)
