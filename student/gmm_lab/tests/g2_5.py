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
