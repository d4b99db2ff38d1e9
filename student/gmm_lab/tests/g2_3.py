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
