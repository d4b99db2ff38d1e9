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
