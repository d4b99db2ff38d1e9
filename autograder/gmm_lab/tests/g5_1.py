from otter.test_files import test_case

OK_FORMAT = False

name = 'g5_1'
points = 4


@test_case(points=0, hidden=False)
def test_three_fits(best_of, poor_and_good):
    import numpy as np
    from emkit.check import array, call, require

    def fit(X, pi, mu, Sigma):
        if mu[0, 0] > 0:
            raise RuntimeError("the covariance of component 1 collapsed")
        return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": [-50.0, float(mu[0, 0])], "converged": True}

    starts = [
        (np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in (-30.0, -40.0, -10.0, 1.0, -20.0)
    ]
    found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
    require(
        isinstance(found, dict) and "history" in found, "`best_of` should return the dict of the best fit."
    )
    end = float(found["history"][-1])
    require(end != -40, "A log-likelihood is better when it is larger, and -40 is the smallest of the four.")
    first = "That is the fit of the first start. Did an error inside `try` go unseen, in a later round?"
    require(end != -30, first)
    require(end == -10, "Compare the last entries of all histories; that of the third start is the largest.")
    pair = array("poor_and_good", poor_and_good, (2,))
    require(
        abs(pair[0] - pair[1]) > 1, "Both values are the same. Try a second start before trusting the first."
    )


@test_case(points=1, hidden=True)
def test_any_order(best_of):
    import numpy as np
    from emkit.check import call, require

    def fit(X, pi, mu, Sigma):
        if np.shape(X) != (4, 1):
            raise ValueError("this is not the data")
        return {
            "pi": pi,
            "mu": mu,
            "Sigma": Sigma,
            "history": [-1.0, -80.0, float(mu[0, 0])],
            "converged": True,
        }

    for ends in ((-9.0, -4.0, -7.0), (-4.0, -9.0), (-9.0, -7.0, -5.0, -4.0), (3.0, 4.0, -4.0)):
        starts = [(np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in ends]
        found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
        require(float(found["history"][-1]) == max(ends), "The best fit is another one.")
        require(float(np.ravel(found["mu"])[0]) == max(ends), "The parameters belong to another fit.")


@test_case(points=1, hidden=True)
def test_last_value_counts(best_of):
    import numpy as np
    from emkit.check import call, require

    def fit(X, pi, mu, Sigma):
        history = [float(v) for v in np.ravel(mu)]
        return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": history, "converged": True}

    paths = ([-20.0, -6.0], [-50.0, -30.0, -4.0], [-5.0, -4.5, -4.4])
    starts = [(np.ones(1), np.array([path]), np.ones((1, 1, 1))) for path in paths]
    found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
    require([float(v) for v in found["history"]] == paths[1], "The last value of the history decides.")


@test_case(points=1, hidden=True)
def test_a_start_that_collapses(best_of):
    import numpy as np
    from emkit.check import call, require

    def fit(X, pi, mu, Sigma):
        if mu[0, 0] > 0:
            raise RuntimeError("the covariance of component 1 is singular")
        return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": [-50.0, float(mu[0, 0])], "converged": True}

    for ends in ((5.0, -3.0, -2.0), (-3.0, 5.0, -2.0), (-3.0, -2.0, 5.0)):
        starts = [(np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in ends]
        found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
        require(float(found["history"][-1]) == -2, "A start that collapses should be skipped.")


@test_case(points=1, hidden=True)
def test_poor_and_good(poor_and_good, fit_gmm, blobs):
    # Right, or where the student's own fit ends: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import array, call, close

    pair, want = array("poor_and_good", poor_and_good, (2,)), np.array([-1245.5932116, -1160.4214502])
    if (abs(pair - want) > 0.01).any():
        own = []
        for means in ([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)], [(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)]):
            start = np.ones(3) / 3, np.array(means), np.array([np.eye(2)] * 3)
            own.append(call("fit_gmm", fit_gmm, blobs.copy(), *start)["history"][-1])
        close("poor_and_good", pair, own if abs(own[0] - own[1]) > 1 else want, rtol=0, atol=0.01)
