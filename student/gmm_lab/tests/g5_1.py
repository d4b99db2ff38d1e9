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
