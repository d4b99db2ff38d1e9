from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_4'
points = 5


@test_case(points=0, hidden=False)
def test_one_update(fit_gmm):
    import numpy as np
    from emkit.check import array, call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    pi, mu = np.array([0.25, 0.75]), np.array([(2.0, 2.0), (4.0, 5.0)])
    Sigma = np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]])
    fit = call("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 1)
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    for key in ("pi", "mu", "Sigma", "history", "converged"):
        require(key in fit, f"The dict of `fit_gmm` has no entry `{key}`.")
    history = array("history", fit["history"])
    if history.size == 1:
        first = abs(history[0] + 18.1973905877) < 1e-6
        require(not first, "`max_iter = 1` allows one update; yours stops before it.")
        require(False, "Before any update there is already one value to record.")
    require(history.size == 2, "One update gives a history of two values: before and after it.")
    stale = "Both values are the same: update the parameters before you evaluate them again."
    close(
        "history",
        history,
        (-18.1973905877, -15.5794859476),
        slips=[((-18.1973905877, -18.1973905877), stale)],
    )
    require(
        not fit["converged"],
        "One update of more than `tol`, then `max_iter` is over: that is not convergence.",
    )


@test_case(points=1, hidden=True)
def test_one_update_is_both_steps(fit_gmm, e_step, m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    want = call(
        "m_step", m_step, X.copy(), call("e_step", e_step, X.copy(), pi.copy(), mu.copy(), Sigma.copy())
    )
    fit = call("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 1)
    for name, part in zip(("pi", "mu", "Sigma"), want, strict=True):
        close(name, fit[name], part, rtol=1e-9, atol=1e-12)


@test_case(points=1, hidden=True)
def test_path_of_six(fit_gmm):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu = np.array([0.4, 0.6]), np.array([(1.0, 1.0), (4.0, 4.0)])
    Sigma = np.array([[(1, 0.2), (0.2, 1.5)], [(2, -0.5), (-0.5, 1)]])
    fit = call("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 2)
    close("history", fit["history"], (-25.7160491656, -15.1712505476, -14.5944716428), rtol=1e-8)


@test_case(points=1, hidden=True)
def test_stopping_rule(fit_gmm):
    import numpy as np
    from emkit.check import array, call, require

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    start = np.ones(3) / 3, np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)]), np.array([np.eye(2)] * 3)
    for tol, max_iter, updates, converged in ((1e-4, 50, 5, True), (1e-6, 50, 8, True), (1e-6, 3, 3, False)):
        fit = call("fit_gmm", fit_gmm, X.copy(), *(part.copy() for part in start), tol, max_iter)
        require(
            array("history", fit["history"]).shape == (updates + 1,), "The fit stops at the wrong update."
        )
        require(bool(fit["converged"]) == converged, "`converged` does not say why the fit stopped.")


@test_case(points=1, hidden=True)
def test_never_falls_and_ends_where_it_says(fit_gmm):
    import numpy as np
    from emkit.check import array, call, close, require

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    start = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)]), np.array([np.eye(2)] * 3)
    fit = call("fit_gmm", fit_gmm, X.copy(), *start, 1e-6, 40)
    history = array("history", fit["history"], (41,))
    require((np.diff(history) > -1e-9).all(), "A correct update never lowers the log-likelihood.")
    pi, mu, Sigma = (array(key, fit[key]) for key in ("pi", "mu", "Sigma"))
    D = X[:, None] - mu
    square = np.einsum("nki,kij,nkj->nk", D, np.linalg.inv(Sigma), D)
    density = pi * np.exp(-square / 2) / (2 * np.pi * np.sqrt(np.linalg.det(Sigma)))
    close("history", history[-1], np.log(density.sum(axis=1)).sum(), rtol=1e-8)


@test_case(points=1, hidden=True)
def test_collapse_is_an_error(fit_gmm):
    import numpy as np
    from emkit.check import Hint, array, call, require

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    healthy = call("fit_gmm", fit_gmm, X.copy(), pi.copy(), mu.copy(), Sigma.copy(), 1e-6, 1)
    require(isinstance(healthy, dict), "`fit_gmm` should return a dict.")
    try:
        fit = fit_gmm(X, pi, mu, Sigma, 1e-10, 100)
    except Exception as stop:
        words = ("singular", "definite", "covariance", "component", "collapse")
        require(any(word in str(stop).lower() for word in words), "The error does not say what went wrong.")
        return
    require(isinstance(fit, dict) and not fit["converged"], "A collapsed fit says that it converged.")
    array("history", fit["history"])
    if len(fit["history"]) > 60:
        raise Hint("The fit goes on after a covariance collapsed.")
