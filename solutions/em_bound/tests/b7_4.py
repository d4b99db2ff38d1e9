from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_pair(counterexample):
    import numpy as np
    from emkit.check import array, require

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")


@test_case(points=1, hidden=True)
def test_opposite_directions(counterexample):
    import numpy as np
    from emkit.check import array, require

    def values(mean):
        x, var = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([4.0, 1.0])
        first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
        q = np.column_stack([first, 1 - first])
        log_joint = np.log(0.5) - 0.5 * (np.log(2 * np.pi * var) + (x[:, None] - [1.0, mean]) ** 2 / var)
        return np.sum(q * (log_joint - np.log(q))), np.sum(np.logaddexp(log_joint[:, 0], log_joint[:, 1]))

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")
    (bound_a, value_a), (bound_b, value_b) = values(pair[0]), values(pair[1])

    apart = (bound_b - bound_a) * (value_b - value_a) < 0
    require(apart, "From a to b both move the same way. Where does each of them have its maximum?")


@test_case(points=1, hidden=True)
def test_bound_rises_and_likelihood_falls(counterexample):
    import numpy as np
    from emkit.check import array, require

    def values(mean):
        x, var = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([4.0, 1.0])
        first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
        q = np.column_stack([first, 1 - first])
        log_joint = np.log(0.5) - 0.5 * (np.log(2 * np.pi * var) + (x[:, None] - [1.0, mean]) ** 2 / var)
        return np.sum(q * (log_joint - np.log(q))), np.sum(np.logaddexp(log_joint[:, 0], log_joint[:, 1]))

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")
    (bound_a, value_a), (bound_b, value_b) = values(pair[0]), values(pair[1])

    require(bound_b > bound_a + 1e-6, "From a to b the bound does not rise. Where is its maximum?")
    require(value_b < value_a - 1e-6, "From a to b the log-likelihood does not fall. Where is its maximum?")
