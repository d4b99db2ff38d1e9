from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_1'
points = 4


@test_case(points=0, hidden=False)
def test_two_points(log_gaussian):
    import numpy as np
    from emkit.check import Hint, call, close, require

    det = "Check the middle term of (2.1) on a diagonal covariance: its determinant is a product."
    constant = "At the mean of a standard Gaussian in the plane the log density is minus ln(2 pi). Is yours?"
    quadratic = "Work out the last term of (2.1) by hand for the first point, with its factor of one half."
    slips = [
        ((0.0482661763, 0.0795774715), "That is the density; the function returns its natural logarithm."),
        ((-1.1931471806, -0.6931471806), constant),
        ((-2.1120857138, -1.6120857138), constant),
        ((-4.8689013134, -4.3689013134), constant),
        ((-3.7241714275, -3.2241714275), det),
        ((-2.3378770664, -1.8378770664), det),
        ((-1.6447298858, -1.1447298858), det),
        ((-3.5310242470, -2.5310242470), quadratic),
        ((-15.531024247, -2.5310242470), "The last term of (2.1) has the inverse of the covariance in it."),
        (
            (-2.0310242470, -2.5310242470),
            "A point away from the mean cannot be more likely than the mean itself.",
        ),
        (
            (-3.6275978372, -2.8775978372),
            "Off-diagonal entries describe how the two coordinates move together.",
        ),
        ((-1.3163571050, -1.0992098640), "Which logarithm does (2.1) ask for?"),
    ]
    X, mean, cov = (
        np.array([(3.0, 1.0), (1.0, 0.0)]),
        np.array([1.0, 0.0]),
        np.array([(4.0, 2.0), (2.0, 2.0)]),
    )
    value = call("log_gaussian", log_gaussian, X, mean, cov)
    close("log_gaussian", value, (-3.0310242470, -2.5310242470), slips=slips)
    far = np.ravel(call("log_gaussian", log_gaussian, np.array([(201.0, 100.0)]), mean, cov))
    require(
        np.isfinite(far).all(), "A far point gives no finite value. Never take the exponential on the way."
    )
    try:
        log_gaussian(X, mean, np.array([(1.0, 3.0), (3.0, 1.0)]))
    except Exception:
        return
    raise Hint("The rows (1, 3), (3, 1) are not positive definite: your function should stop with an error.")


@test_case(points=1, hidden=True)
def test_component_of_six(log_gaussian):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    value = call("log_gaussian", log_gaussian, X, np.array([1.0, 1.0]), np.array([(1.0, 0.2), (0.2, 1.5)]))
    want = [-2.7462733665, -2.3695610377, -2.5407939144, -13.5339445993, -15.8969582980, -16.5133966541]
    close("log_gaussian", value, want, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_in_space(log_gaussian):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    cov = np.array([(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)])
    value = call("log_gaussian", log_gaussian, X, np.array([1.0, 1.0, 3.0]), cov)
    want = [
        -5.7019962600,
        -3.8262600998,
        -7.1860951999,
        -7.2709008536,
        -4.5117724673,
        -5.0571199349,
        -4.3274379561,
        -8.3898643401,
        -6.2373319490,
        -5.6701941398,
    ]
    close("log_gaussian", value, want, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_far_point(log_gaussian):
    import numpy as np
    from emkit.check import call, close

    value = call("log_gaussian", log_gaussian, np.array([(1000.0, 1000.0)]), np.zeros(2), np.eye(2))
    close("log_gaussian", np.ravel(value), [-1000001.8378770665], rtol=1e-10)


@test_case(points=1, hidden=True)
def test_no_density(log_gaussian):
    import numpy as np
    from emkit.check import Hint, call

    X = np.array([(0.0, 0.0), (1.0, 2.0)])
    call("log_gaussian", log_gaussian, X.copy(), np.zeros(2), np.eye(2))
    for cov in ([(1.0, 2.0), (2.0, 4.0)], [(1.0, 2.0), (2.0, 1.0)], [(-1.0, 0.0), (0.0, -1.0)]):
        try:
            log_gaussian(X.copy(), np.zeros(2), np.array(cov))
        except Exception:
            continue
        raise Hint("A covariance that is not positive definite passed without an error.")
