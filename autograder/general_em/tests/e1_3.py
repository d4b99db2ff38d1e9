from otter.test_files import test_case

OK_FORMAT = False

name = 'e1_3'
points = 3


@test_case(points=0, hidden=False)
def test_rows_of_small_images(bernoulli_e_step):
    import numpy as np

    from emkit.check import array, call, close, require

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X, pi, P), shape=(3, 2))
    joint = np.array([[0.12, 0.06], [0.08, 0.09], [0.02, 0.36]])
    want = joint / joint.sum(axis=1, keepdims=True)
    slips = [
        (joint / joint.sum(axis=0), "Sum along each row and along each column: which should be one?"),
        (joint, "The responsibilities of one image should add up to one."),
        (np.log(want), "A responsibility is a probability, not its logarithm."),
        (
            np.log(joint) / np.log(joint).sum(axis=1, keepdims=True),
            "Which of the two is divided: joint or log joint?",
        ),
        ([[1, 0], [0, 1], [0, 1]], "An image between two components should be shared."),
        (
            [[6 / 7, 1 / 7], [8 / 11, 3 / 11], [1 / 7, 6 / 7]],
            "A rare component should need better evidence. Look for `pi`.",
        ),
        (
            [[4 / 7, 3 / 7], [8 / 17, 9 / 17], [2 / 11, 9 / 11]],
            "A pixel that is off is also evidence: look at the log joint again.",
        ),
    ]
    close("resp", resp, want, slips=slips)
    X = (np.arange(4000) % 2).reshape(1, 4000)
    far = call("bernoulli_e_step", bernoulli_e_step, X, pi, np.array([[0.5] * 4000, [0.4] * 4000]))
    far = np.asarray(far, dtype=float)
    bad = (
        "With 4,000 pixels your row is no set of probabilities: take the row maximum out before leaving logs."
    )
    require(np.isfinite(far).all() and abs(far.sum() - 1) < 1e-6, bad)
    # An image that is all on and one that is all off: each row is a row of its own.
    X, P = np.repeat([[1.0], [0.0]], 4000, axis=1), np.array([[0.9] * 4000, [0.8] * 4000])
    sums = np.asarray(call("bernoulli_e_step", bernoulli_e_step, X, pi, P), dtype=float).sum(axis=1)
    require(np.allclose(sums, 1), "Take the largest entry of each row out, not one number out of all rows.")


@test_case(points=1, hidden=True)
def test_two_components(bernoulli_e_step, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, require, with_pieces

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
        first = np.array([0.04536, 0.03024, 0.03024, 0.00576, 0.00864, 0.00864])
        second = np.array([0.01008, 0.01512, 0.01512, 0.12348, 0.08232, 0.08232])
        want = np.column_stack([first, second]) / (first + second)[:, None]
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_e_step),
        lambda: gives(with_pieces(bernoulli_e_step, bernoulli_log_joint=log_joint)),
    )


@test_case(points=1, hidden=True)
def test_long_rows_stay_probabilities(bernoulli_e_step, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, require, with_pieces

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
        X = np.tile(np.arange(2000) % 2, (3, 1)).astype(float)
        X[1, :4], X[2] = 1, 0
        pi, P = np.array([0.2, 0.3, 0.5]), np.array([[0.5] * 2000, [0.497] * 2000, [0.4] * 2000])
        want = np.array([(0.4086704332, 0.5913295668, 0), (0.4144827780, 0.5855172220, 0), (0, 0, 1)])
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)
        X = np.repeat([[1.0], [0.0]], 3000, axis=1)
        pi, P = np.array([0.25, 0.75]), np.array([[0.9] * 3000, [0.8] * 3000])
        want = np.array([(1.0, 0.0), (0.0, 1.0)])
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_e_step),
        lambda: gives(with_pieces(bernoulli_e_step, bernoulli_log_joint=log_joint)),
    )


@test_case(points=1, hidden=True)
def test_three_components(bernoulli_e_step, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, require, with_pieces

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
        X = np.array([[1.0, 1, 0, 0, 1], [0, 1, 1, 0, 0]])
        pi = np.array([0.5, 0.3, 0.2])
        P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
        joint = np.array([[0.0864, 0.00108, 0.000112], [0.0036, 0.02352, 0.000648]])
        want = joint / joint.sum(axis=1, keepdims=True)
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_e_step),
        lambda: gives(with_pieces(bernoulli_e_step, bernoulli_log_joint=log_joint)),
    )
