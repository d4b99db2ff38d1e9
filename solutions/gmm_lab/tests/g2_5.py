from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_5'
points = 5


@test_case(points=0, hidden=False)
def test_one_update(fit_gmm):
    import numpy as np
    from emkit.check import Hint, array, call_unchanged, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    pi, mu = np.array([0.25, 0.75]), np.array([(2.0, 2.0), (4.0, 5.0)])
    Sigma = np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]])
    try:
        fit = call_unchanged("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 1)
    except Hint as hint:
        if "definite" not in str(hint):
            raise
        raise Hint(
            "Nothing collapses as long as every point is shared: are your responsibilities soft?"
        ) from None
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
def test_one_update_is_both_steps(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import call, call_unchanged, close, either, require, with_pieces

    def log_joint(X, pi, mu, Sigma):
        D = np.asarray(X)[:, None] - mu
        power = np.einsum("nkd,kde,nke->nk", D, np.linalg.inv(Sigma), D)
        return np.log(pi) - 0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, Sigma))[1] + power)

    def shares(X, *theta):
        a = log_joint(X, *theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def refit(X, resp):
        X, resp = np.asarray(X), np.asarray(resp)
        n_k = resp.sum(axis=0)
        mu = resp.T @ X / n_k[:, None]
        D = X[:, None] - mu
        return n_k / len(X), mu, np.einsum("nk,nkd,nke->kde", resp, D, D) / n_k[:, None, None]

    def height(X, *theta):
        return float(np.logaddexp.reduce(log_joint(X, *theta), axis=1).sum())

    def gives(function, e_step, m_step, log_likelihood):
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
        fit = call_unchanged("fit_gmm", function, X, pi, mu, Sigma, 1e-6, 1)
        require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
        for name, part in zip(("pi", "mu", "Sigma"), want, strict=True):
            close(name, fit.get(name), part, rtol=1e-9, atol=1e-12)

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    mine = {"e_step": e_step, "m_step": m_step, "log_likelihood": log_likelihood}
    right = {"e_step": shares, "m_step": refit, "log_likelihood": height}
    either(lambda: gives(fit_gmm, **mine), lambda: gives(with_pieces(fit_gmm, **right), **right))


@test_case(points=1, hidden=True)
def test_path_of_three_updates(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def log_joint(X, pi, mu, Sigma):
        D = np.asarray(X)[:, None] - mu
        power = np.einsum("nkd,kde,nke->nk", D, np.linalg.inv(Sigma), D)
        return np.log(pi) - 0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, Sigma))[1] + power)

    def shares(X, *theta):
        a = log_joint(X, *theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def refit(X, resp):
        X, resp = np.asarray(X), np.asarray(resp)
        n_k = resp.sum(axis=0)
        mu = resp.T @ X / n_k[:, None]
        D = X[:, None] - mu
        return n_k / len(X), mu, np.einsum("nk,nkd,nke->kde", resp, D, D) / n_k[:, None, None]

    def height(X, *theta):
        return float(np.logaddexp.reduce(log_joint(X, *theta), axis=1).sum())

    def gives(function, e_step, m_step, log_likelihood):
        def own(X, theta, n):
            # What counts is the loop: the path of the student's own steps is a right path.
            history = [call("log_likelihood", log_likelihood, X.copy(), *theta)]
            for _ in range(n):
                theta = call("m_step", m_step, X.copy(), call("e_step", e_step, X.copy(), *theta))
                history.append(call("log_likelihood", log_likelihood, X.copy(), *theta))
            return theta, np.array(history, dtype=float)

        rs = np.random.RandomState(7)
        X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
        pi, mu = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)])
        Sigma = np.array([np.eye(2)] * 3)
        fit = call("fit_gmm", function, X, pi.copy(), mu.copy(), Sigma.copy(), -np.inf, 5)
        require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
        path = own(X, (pi, mu, Sigma), 3)[1]
        require(np.ptp(path) > 0.1, "The path of your own steps hardly moves.")
        close("history", array("history", fit.get("history"))[:4], path, rtol=1e-8)

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    mine = {"e_step": e_step, "m_step": m_step, "log_likelihood": log_likelihood}
    right = {"e_step": shares, "m_step": refit, "log_likelihood": height}
    either(lambda: gives(fit_gmm, **mine), lambda: gives(with_pieces(fit_gmm, **right), **right))


@test_case(points=1, hidden=True)
def test_stopping_rule(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import array, call, either, require, with_pieces

    def log_joint(X, pi, mu, Sigma):
        D = np.asarray(X)[:, None] - mu
        power = np.einsum("nkd,kde,nke->nk", D, np.linalg.inv(Sigma), D)
        return np.log(pi) - 0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, Sigma))[1] + power)

    def shares(X, *theta):
        a = log_joint(X, *theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def refit(X, resp):
        X, resp = np.asarray(X), np.asarray(resp)
        n_k = resp.sum(axis=0)
        mu = resp.T @ X / n_k[:, None]
        D = X[:, None] - mu
        return n_k / len(X), mu, np.einsum("nk,nkd,nke->kde", resp, D, D) / n_k[:, None, None]

    def height(X, *theta):
        return float(np.logaddexp.reduce(log_joint(X, *theta), axis=1).sum())

    def gives(function, e_step, m_step, log_likelihood):
        def own(X, theta, n):
            # What counts is the loop: the path of the student's own steps is a right path.
            history = [call("log_likelihood", log_likelihood, X.copy(), *theta)]
            for _ in range(n):
                theta = call("m_step", m_step, X.copy(), call("e_step", e_step, X.copy(), *theta))
                history.append(call("log_likelihood", log_likelihood, X.copy(), *theta))
            return theta, np.array(history, dtype=float)

        rs = np.random.RandomState(7)
        X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
        start = np.ones(3) / 3, np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)]), np.array([np.eye(2)] * 3)
        gains = np.diff(own(X, start, 12)[1])
        for tol, max_iter in ((1e-3, 12), (1e-6, 12), (1e-6, 3)):
            fit = call("fit_gmm", function, X.copy(), *(part.copy() for part in start), tol, max_iter)
            require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
            found = array("history", fit.get("history")).size - 1, bool(fit.get("converged"))
            # A gain by its size is as good: it differs only where a step of one's own lowers the log-likelihood.
            wanted = []
            for gain in (gains[:max_iter], abs(gains[:max_iter])):
                below = np.flatnonzero(gain < tol)
                wanted.append((int(below[0]) + 1, True) if below.size else (max_iter, False))
            require(found[0] in [w[0] for w in wanted], "The fit stops at the wrong update.")
            require(found in wanted, "`converged` does not say why the fit stopped.")

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    mine = {"e_step": e_step, "m_step": m_step, "log_likelihood": log_likelihood}
    right = {"e_step": shares, "m_step": refit, "log_likelihood": height}
    either(lambda: gives(fit_gmm, **mine), lambda: gives(with_pieces(fit_gmm, **right), **right))


@test_case(points=1, hidden=True)
def test_ends_where_it_says(fit_gmm, log_likelihood):
    import numpy as np
    from emkit.check import array, call, close, require

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    start = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)]), np.array([np.eye(2)] * 3)
    fit = call("fit_gmm", fit_gmm, X.copy(), *start, -np.inf, 7)
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    history = array("history", fit.get("history"))
    require(history.size > 3 and np.ptp(history) > 0.1, "The history hardly moves.")
    theta = (array(key, fit.get(key)) for key in ("pi", "mu", "Sigma"))
    close("history", history[-1], log_likelihood(X, *theta), rtol=1e-8)


@test_case(points=1, hidden=True)
def test_collapse_is_no_success(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import array, call, require

    def own(X, theta, n):
        # What counts is the loop: the path of the student's own steps is a right path.
        history = [log_likelihood(X.copy(), *theta)]
        for _ in range(n):
            theta = m_step(X.copy(), e_step(X.copy(), *theta))
            history.append(log_likelihood(X.copy(), *theta))
        return theta, np.array(history, dtype=float)

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    pi, mu = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)])
    Sigma = np.array([np.eye(2)] * 3)
    fit = call("fit_gmm", fit_gmm, X, pi.copy(), mu.copy(), Sigma.copy(), 1e-6, 2)
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    healthy, begin = array("history", fit.get("history")), own(X, (pi, mu, Sigma), 1)[1]
    require(healthy.size > 1 and np.ptp(healthy) > 0.01, "The fit stops where nothing collapses.")
    require(np.isclose(healthy[0], begin).any(), "The history is made up.")
    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    try:
        path = own(X, (pi, mu, Sigma), 30)[1]
    except Exception:
        path = np.array([np.nan])
    try:
        fit = fit_gmm(X, pi, mu, Sigma, -np.inf, 30)
    except Exception:
        require(not np.isfinite(path).all(), "The fit stops with an error where your own steps go on.")
        return
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    history = array("history", fit.get("history"))
    if np.isfinite(path).all():
        require(history.size >= path.size - 1, "The fit stops where your own steps go on.")
    else:
        require(not fit.get("converged"), "A collapsed fit says that it converged.")
        require(history.size < 25, "The fit goes on after a covariance collapsed.")
