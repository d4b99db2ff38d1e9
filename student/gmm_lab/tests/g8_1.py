from otter.test_files import test_case

OK_FORMAT = False

name = 'g8_1'
points = 2


@test_case(points=0, hidden=False)
def test_five_numbers(tied_m_step):
    import numpy as np
    from emkit.check import call_unchanged, close, parts

    X = np.array([(0.0,), (2.0,), (10.0,), (14.0,), (18.0,)])
    resp = np.array([(1.0, 0), (1, 0), (0, 1), (0, 1), (0, 1)])
    pi, mu, Sigma = parts("tied_m_step", call_unchanged("tied_m_step", tied_m_step, X, resp), 3)
    close("pi", pi, (0.4, 0.6))
    close("mu", mu, [(1,), (14,)])
    one = np.ones((2, 1, 1))
    slips = [
        (35 / 6 * one, "The larger component has the larger say in the common covariance."),
        (34 * one, "A covariance is an average; yours is a sum."),
        (17 * one, "Average over the points, not over the components."),
        (47.36 * one, "Around which mean does each component spread?"),
        ([[(1,)], [(32 / 3,)]], "Both components should have the same covariance."),
    ]
    close("Sigma", Sigma, 6.8 * one, slips=slips)
