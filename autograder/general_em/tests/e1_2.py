from otter.test_files import test_case

OK_FORMAT = False

name = 'e1_2'
points = 3


@test_case(points=0, hidden=False)
def test_sum_over_small_images(bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close, require

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
        (-5.549864, "Every component adds to the probability, also the less likely one."),
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
    # Two images with 4,000 pixels each: their log-likelihood is the sum of what each of them gives alone.
    X, P = np.repeat([[1.0], [0.0]], 4000, axis=1), np.array([[0.9] * 4000, [0.8] * 4000])
    both, first, second = (
        float(call("bernoulli_loglik", bernoulli_loglik, part, pi, P)) for part in (X, X[:1], X[1:])
    )
    logs = "With 4,000 pixels your value is not finite: take the largest entry of each row out before leaving logs."
    require(np.isfinite([both, first, second]).all(), logs)
    close(
        "bernoulli_loglik of two images", both, first + second, otherwise="Each image has a row of its own."
    )


@test_case(points=1, hidden=True)
def test_unequal_weights(bernoulli_loglik, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, number, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
        pi, P = np.array([0.3, 0.7]), np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value + 15.9194581603) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-8)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_loglik),
        lambda: gives(with_pieces(bernoulli_loglik, bernoulli_log_joint=log_joint)),
    )


@test_case(points=1, hidden=True)
def test_long_rows_do_not_underflow(bernoulli_loglik, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, number, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        # Rows that differ by thousands, and a row whose entries do: one maximum for all, or a mean, is not enough.
        X = np.repeat([[1.0], [0.0]], 3000, axis=1)
        pi, P = np.array([0.25, 0.75]), np.array([[0.9] * 3000, [0.8] * 3000])
        want = np.logaddexp(*(np.log(pi) + 3000 * np.log(P[:, 0]))) + np.logaddexp(
            *(np.log(pi) + 3000 * np.log(1 - P[:, 0]))
        )
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value - want) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-8)
        X = np.tile(np.arange(2000) % 2, (3, 1)).astype(float)
        X[1, :4] = 1
        pi, P = np.array([0.2, 0.3, 0.5]), np.array([[0.5] * 2000, [0.497] * 2000, [0.4] * 2000])
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value + 4161.0409807738) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_loglik),
        lambda: gives(with_pieces(bernoulli_loglik, bernoulli_log_joint=log_joint)),
    )


@test_case(points=1, hidden=True)
def test_three_components(bernoulli_loglik, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, number, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        rows = ["11001", "10001", "01100", "00110", "00111", "11100", "00011", "10000"]
        X = np.array([[float(c) for c in row] for row in rows])
        pi = np.array([0.5, 0.3, 0.2])
        P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value + 23.7107147542) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-8)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_loglik),
        lambda: gives(with_pieces(bernoulli_loglik, bernoulli_log_joint=log_joint)),
    )
