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
    ]
    close("resp", resp, want, slips=slips)
    X = (np.arange(4000) % 2).reshape(1, 4000)
    far = call("bernoulli_e_step", bernoulli_e_step, X, pi, np.array([[0.5] * 4000, [0.4] * 4000]))
    far = np.asarray(far, dtype=float)
    bad = (
        "With 4,000 pixels your row is no set of probabilities: take the row maximum out before leaving logs."
    )
    require(np.isfinite(far).all() and abs(far.sum() - 1) < 1e-6, bad)


@test_case(points=1, hidden=True)
def test_two_and_three_components(bernoulli_e_step):
    import numpy as np

    from emkit.check import array, call, close

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    P = np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
    resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X, np.array([0.5, 0.5]), P), shape=(6, 2))
    first = [0.9130434783, 0.8235294118, 0.8235294118, 0.0981595092, 0.1967213115, 0.1967213115]
    close("resp", resp[:, 0], first, rtol=1e-8)
    pi = np.array([0.5, 0.3, 0.2])
    P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
    row = call("bernoulli_e_step", bernoulli_e_step, np.array([[1.0, 1, 0, 0, 1]]), pi, P)
    close("resp", row, [[0.9863914513, 0.0123298931, 0.0012786556]], rtol=1e-6)


@test_case(points=1, hidden=True)
def test_long_rows_stay_probabilities(bernoulli_e_step):
    import numpy as np

    from emkit.check import call, close

    X = np.tile(np.arange(2000) % 2, (3, 1)).astype(float)
    X[1, :4] = 1
    P = np.array([[0.5] * 2000, [0.497] * 2000, [0.4] * 2000])
    resp = call("bernoulli_e_step", bernoulli_e_step, X, np.array([0.2, 0.3, 0.5]), P)
    same = [0.4086704332, 0.5913295668, 0.0]
    close("resp", resp, [same, [0.4144827780, 0.5855172220, 0.0], same], rtol=1e-6, atol=1e-12)


@test_case(points=1, hidden=True)
def test_posterior_of_the_log_joint(bernoulli_e_step, bernoulli_log_joint):
    # A slip in Question 1.1 does not cost this point: what counts is what is done with that log joint.
    import numpy as np

    from emkit.check import array, call, close, require

    rows = ["11001", "10001", "01100", "00110", "00111", "11100", "00011", "10000"]
    X = np.array([[float(c) for c in row] for row in rows])
    pi = np.array([0.5, 0.3, 0.2])
    P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
    resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X, pi, P), shape=(8, 3))
    n = [3.8041652917, 2.1848478052, 2.0109869031]
    if not np.allclose(resp.sum(axis=0), n, rtol=1e-8):
        a = array(
            "bernoulli_log_joint", call("bernoulli_log_joint", bernoulli_log_joint, X, pi, P), shape=(8, 3)
        )
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).min() > 0.1, "The log joint hardly varies."
        )
        close("resp", resp, np.exp(a - np.logaddexp.reduce(a, axis=1)[:, None]), rtol=1e-6)
