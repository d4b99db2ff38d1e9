from otter.test_files import test_case

OK_FORMAT = False

name = 'e1_2'
points = 3


@test_case(points=0, hidden=False)
def test_sum_over_small_images(bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    weight = "If both components were the same, the mixture should equal that component. Does yours?"
    slips = [
        (-3.419619, "A pixel that is off is also evidence."),
        (-1.980615, weight),
        (-4.060056, weight),
        (-1.484780, "Doubling the data should double the value."),
        (-5.549864, "Every component contributes to the probability, also the less likely one."),
        (-14.801023, "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?"),
        (
            -5.988457,
            "This averages the log joint over the components; equation (2) adds inside the logarithm.",
        ),
        (-0.314711, "Each image has its own logarithm; the images meet only after it."),
        (-6.426254, "Which logarithm does the text ask for?"),
        (-1.934493, "Which logarithm does the text ask for?"),
        (4.454340, "Report the log-likelihood as it is, without changing the sign."),
    ]
    value = call("bernoulli_loglik", bernoulli_loglik, X, pi, P)
    close("bernoulli_loglik", value, np.log([0.18, 0.17, 0.38]).sum(), slips=slips)


@test_case(points=1, hidden=True)
def test_unequal_weights(bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    P = np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
    value = call("bernoulli_loglik", bernoulli_loglik, X, np.array([0.3, 0.7]), P)
    close("bernoulli_loglik", value, -15.9194581603, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_long_rows_do_not_underflow(bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close

    X = (np.random.RandomState(3).rand(4, 2000) < 0.5).astype(float)
    P = np.array([[0.5] * 2000, [0.4] * 2000])
    value = call("bernoulli_loglik", bernoulli_loglik, X, np.array([0.5, 0.5]), P)
    close("bernoulli_loglik", value, -5547.9500332018, rtol=1e-9)
    X = np.tile(np.arange(2000) % 2, (3, 1)).astype(float)
    X[1, :4] = 1
    P = np.array([[0.5] * 2000, [0.497] * 2000, [0.4] * 2000])
    value = call("bernoulli_loglik", bernoulli_loglik, X, np.array([0.2, 0.3, 0.5]), P)
    close("bernoulli_loglik", value, -4161.0409807738, rtol=1e-9)


@test_case(points=1, hidden=True)
def test_from_the_log_joint(bernoulli_loglik, bernoulli_log_joint):
    # A slip in Question 1.1 does not cost this point: what counts is what is done with that log joint.
    import numpy as np

    from emkit.check import array, call, close, number, require

    rows = ["11001", "10001", "01100", "00110", "00111", "11100", "00011", "10000"]
    X = np.array([[float(c) for c in row] for row in rows])
    pi = np.array([0.5, 0.3, 0.2])
    P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
    value = number("bernoulli_loglik", call("bernoulli_loglik", bernoulli_loglik, X, pi, P))
    if not np.isclose(value, -23.7107147542, rtol=1e-8):
        a = array(
            "bernoulli_log_joint", call("bernoulli_log_joint", bernoulli_log_joint, X, pi, P), shape=(8, 3)
        )
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).min() > 0.1, "The log joint hardly varies."
        )
        close("bernoulli_loglik", value, np.logaddexp.reduce(a, axis=1).sum(), rtol=1e-8)
