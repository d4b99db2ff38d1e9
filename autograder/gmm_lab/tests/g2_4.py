from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_4'
points = 4


@test_case(points=0, hidden=False)
def test_shared_points(m_step):
    import numpy as np
    from emkit.check import call_unchanged, close, parts

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (3, 3)], dtype=float)
    resp = np.array([(1, 0), (0.75, 0.25), (0.75, 0.25), (0.5, 0.5), (0, 1)])
    pi, mu, Sigma = parts("m_step", call_unchanged("m_step", m_step, X, resp), 3)
    total = "With five points and two components, what should the weights sum to?"
    close("pi", pi, (0.6, 0.4), slips=[((1.5, 1), total), ((3, 2), total), ((0.5, 0.5), total)])
    mean = "If all points are equal to c, every mean must be c."
    share = "A point with responsibility zero should drop out of the sum."
    slips = [
        ([(1.5, 1.5), (1.5, 1.5)], mean),
        ([(7.5, 7.5), (7.5, 7.5)], mean),
        ([(3, 3), (3, 3)], share),
        (
            [(2.5, 3.75), (2.5, 3.75)],
            "Row k of the sums belongs to component k: give its divisor the shape (K, 1).",
        ),
    ]
    close("mu", mu, [(2.5, 2.5), (3.75, 3.75)], slips=slips)

    def square(a, b, c, d):
        return [[(a, b), (b, a)], [(c, d), (d, c)]]

    tens = "Multiply all responsibilities by ten: a covariance should not change."
    slips = [
        (square(4.75, 0, 1.9375, 0), "Off-diagonal entries describe how the two coordinates move together."),
        (square(2.85, 2.25, 0.775, 0.575), tens),
        (square(14.25, 11.25, 3.875, 2.875), tens),
        (square(7.125, 5.625, 3.875, 2.875), "Look at the divisor in (2.4): nothing is taken off it."),
        (
            square(6.4528301887, 5.0943396226, 2.9523809524, 2.1904761905),
            "A library may correct its divisor; which option of it leaves a plain average?",
        ),
        (square(3.5729166667, 2.8229166667, 1.01171875, 0.88671875), "Each product is weighted once."),
        (square(4.25, 3.45, 4.5625, 3.7625), share),
        (square(5, 4, 2.5, 2), "Around which mean should component k spread?"),
        (square(11, 10, 16, 15.5), "If all points are equal to c, every covariance must be zero."),
        (
            square(2.1794494718, 1.9364916731, 1.3919410907, 1.1989578808),
            "Check the unit: squared, not rooted.",
        ),
    ]
    close("Sigma", Sigma, square(4.75, 3.75, 1.9375, 1.4375), slips=slips)


@test_case(points=1, hidden=True)
def test_weights(m_step):
    import numpy as np
    from emkit.check import call, call_unchanged, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = np.array([0.9, 0.8, 0.7, 0.2, 0.05, 0.15])
    found = call_unchanged("m_step", m_step, X, np.column_stack([first, 1 - first]))
    close("pi", parts("m_step", found, 3)[0], (0.4666666667, 0.5333333333))
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    close("pi", parts("m_step", call("m_step", m_step, X, np.array(resp)), 3)[0], (0.425, 0.3, 0.275))


@test_case(points=1, hidden=True)
def test_means(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    found = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    close("mu", parts("m_step", found, 3)[1], [(0.9998421560, 0.9992618761), (4.9956659586, 5.3292039743)])
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    want = [(3.0980392157, 3.3529411765), (2.6388888889, 3.1666666667), (3.2424242424, 2.8787878788)]
    close("mu", parts("m_step", call("m_step", m_step, X, np.array(resp)), 3)[1], want)


@test_case(points=1, hidden=True)
def test_covariances_in_the_plane(m_step):
    # A ridge of 1e-6, as libraries add it, still passes.
    import numpy as np
    from emkit.check import call, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    found = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    want = [
        [(0.6674936432, 0.3342258938), (0.3342258938, 0.6674143934)],
        [(0.6825289461, -0.9835764108), (-0.9835764108, 1.5684963301)],
    ]
    close("Sigma", parts("m_step", found, 3)[2], want, rtol=1e-5)
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    want = [
        [(4.9903883122, 4.9850057670), (4.9850057670, 6.7773933103)],
        [(4.1751543210, 3.5046296296), (3.5046296296, 5.6944444444)],
        [(4.4866850321, 3.0596877870), (3.0596877870, 4.2883379247)],
    ]
    close("Sigma", parts("m_step", call("m_step", m_step, X, np.array(resp)), 3)[2], want, rtol=1e-5)


@test_case(points=1, hidden=True)
def test_covariances_in_space(m_step):
    import numpy as np
    from emkit.check import array, call, close, parts

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
    Sigma = array("Sigma", parts("m_step", call("m_step", m_step, X, resp), 3)[2], (3, 3, 3))
    close("Sigma", np.linalg.det(Sigma), (3.1560733747, 1.6320926828, 0.7547050182), rtol=1e-5)
    close("Sigma", Sigma, np.swapaxes(Sigma, 1, 2), rtol=1e-9, atol=1e-9)
