from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_3'
points = 4


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_shapes_and_ascent(start_01, theta_01, history_01, accuracy_01):
    import numpy as np

    from emkit.check import array, number, parts, require

    array("P", parts("start_01", start_01, 2)[1], shape=(2, 64))
    pi, P = parts("theta_01", theta_01, 2)
    array("pi", pi, shape=(2,))
    P = array("P", P, shape=(2, 64))
    require(P.min() > 0.0009 and P.max() < 0.9991, "Clip the chances with `eps` = 0.001.")
    history = array("history_01", history_01)
    require(
        history.ndim == 1 and len(history) > 1, "`history_01` should be a list of several log-likelihoods."
    )
    require(
        np.diff(history).min() > -1e-6,
        "A correct iteration never lowers the log-likelihood; find the first drop.",
    )
    require(
        np.diff(history)[-1] < 1e-6,
        "The last iteration still gains: let the loop run until it stops by itself.",
    )
    accuracy = number("accuracy_01", accuracy_01)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.05, "Hardly an image agrees: component 1 should stand for the digit 0, and 2 for 1.")


@test_case(points=1, hidden=True)
def test_start(start_01, history_01, X_01, y_01, bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close, number, parts

    first = np.array([X_01[y_01 == 0][0], X_01[y_01 == 1][0]])
    right = np.array([0.5, 0.5]), 0.25 + 0.5 * first
    pi, P = parts("start_01", start_01, 2)
    close("pi", pi, right[0])
    close("P", P, right[1])
    value = number("history_01", np.ravel(history_01)[0])
    if abs(value + 10089.913195) > 0.1:
        close(
            "history_01",
            value,
            call("bernoulli_loglik", bernoulli_loglik, X_01.copy(), *right),
            rtol=0,
            atol=0.1,
        )


@test_case(points=1, hidden=True)
def test_limit(history_01, X_01, y_01, bernoulli_loglik, bernoulli_e_step, bernoulli_m_step):
    import numpy as np

    from emkit.check import call, require, require_defined

    first = np.array([X_01[y_01 == 0][0], X_01[y_01 == 1][0]])
    right = np.array([0.5, 0.5]), 0.25 + 0.5 * first

    def loglik(theta):
        return float(call("bernoulli_loglik", bernoulli_loglik, X_01.copy(), *theta))

    def own_limit():
        # A slip in Section 1 is not paid for again: a run of the student's own steps from the right start counts.
        theta, last = right, loglik(right)
        for _ in range(300):
            resp = call("bernoulli_e_step", bernoulli_e_step, X_01.copy(), *theta)
            theta, before = call("bernoulli_m_step", bernoulli_m_step, X_01.copy(), resp), last
            last = loglik(theta)
            if np.isnan(last) or last - before < 1e-9:
                break
        return last

    require_defined("history_01", history_01)
    value = np.ravel(np.asarray(history_01, dtype=float))[-1]
    if not abs(value + 6246.033117) <= 0.1:
        # Without clipping that run may end in nan, too.
        same = np.isclose(value, own_limit(), rtol=0, atol=0.1, equal_nan=True)
        require(same, "Run your loop until it stops, and look at the last log-likelihood.")


@test_case(points=1, hidden=True)
def test_learned_pictures(theta_01):
    from emkit.check import array, close, parts

    pi, P = parts("theta_01", theta_01, 2)
    close("pi", pi, [0.4914044361, 0.5085955639], rtol=1e-3)
    P = array("P", P, shape=(2, 64))
    close("P", P.sum(axis=1), [21.2019980320, 20.3490851260], rtol=1e-3)
    close("P", P[:, 27], [0.0843196695, 0.9289381638], rtol=1e-2)


@test_case(points=1, hidden=True)
def test_agreement_with_labels(accuracy_01, theta_01, bernoulli_e_step, X_01, y_01):
    # Right, or the agreement of the student's own parameters, if these tell the digits apart at all.
    from emkit.check import array, call, close, number, parts, require

    value = number("accuracy_01", accuracy_01)
    if abs(value - 0.9972222222) > 1e-3:
        theta = parts("theta_01", theta_01, 2)
        resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X_01.copy(), *theta), (360, 2))
        own = (resp.argmax(axis=1) == y_01).mean()
        require(own > 0.6, "The components do not tell the digits apart.")
        close("accuracy_01", value, own, rtol=1e-3)
