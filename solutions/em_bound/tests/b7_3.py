from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_3'
points = 2


@test_case(points=0, hidden=False)
def test_is_a_pair(counterexample):
    import numpy as np
    from emkit.check import array, require

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")


@test_case(points=2, hidden=True)
def test_bound_rises_and_likelihood_falls(counterexample):
    import numpy as np
    from emkit.check import array, require

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])

    def values(mean):
        log_joint = np.log(0.5) - 0.5 * (np.log(2 * np.pi * np.array([1.0, 4.0])))
        log_joint = log_joint - 0.5 * (x[:, None] - np.array([6.0, mean])) ** 2 / np.array([1.0, 4.0])
        bound = np.sum(q * (log_joint - np.log(q)))
        return bound, np.sum(np.logaddexp(log_joint[:, 0], log_joint[:, 1]))

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")
    (bound_a, value_a), (bound_b, value_b) = values(pair[0]), values(pair[1])
    away = "Both values must be away from the point where the bound touches."
    require(np.all(np.abs(pair - 7) > 1e-3), away)
    require(bound_b > bound_a + 1e-6, "From a to b the bound does not rise. Where is its maximum?")
    require(value_b < value_a - 1e-6, "From a to b the log-likelihood does not fall. Where is its maximum?")
