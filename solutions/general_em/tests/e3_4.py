from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_numbers_are_plausible(theta_38, ll_38, accuracy_38):
    from emkit.check import array, number, parts, require

    array("P", parts("theta_38", theta_38, 2)[1], shape=(2, 64))
    require(number("ll_38", ll_38) < -357, "Add up over all images; do not average.")
    accuracy = number("accuracy_38", accuracy_38)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.01, "Almost no image agrees. The labels are 3 and 8; `argmax` gives 0 and 1.")
    require(accuracy > 0.3, "Fewer images agree than by chance: which component began as an eight?")


@test_case(points=1, hidden=True)
def test_limit_of_the_harder_pair(
    ll_38, theta_38, X_38, y_38, bernoulli_loglik, bernoulli_e_step, bernoulli_m_step
):
    # Right, or a place where the student's own steps stand still, with its own log-likelihood.
    import numpy as np

    from emkit.check import array, call, close, number, parts, require, require_defined

    def loglik(theta):
        return float(call("bernoulli_loglik", bernoulli_loglik, X_38.copy(), *theta))

    def step(theta):
        resp = call("bernoulli_e_step", bernoulli_e_step, X_38.copy(), *theta)
        return parts("theta_38", call("bernoulli_m_step", bernoulli_m_step, X_38.copy(), resp), 2)

    def runs_into_nan():
        first = np.array([X_38[y_38 == 3][0], X_38[y_38 == 8][0]])
        theta = np.array([0.5, 0.5]), 0.25 + 0.5 * first
        for _ in range(300):
            theta = step(theta)
            if np.isnan(loglik(theta)):
                return True
        return False

    require_defined("ll_38", ll_38)
    if np.isnan(np.ravel(np.asarray(ll_38, dtype=float))).all():
        # So does a run of an M-step with a slip in its clipping, which is paid for in Section 1.
        require(runs_into_nan(), "`ll_38` is nan, where your own steps give numbers.")
        return
    value = number("ll_38", ll_38)
    pi, P = (array("theta_38", part) for part in parts("theta_38", theta_38, 2))
    close("the number of pixels", P.shape[-1], 64)
    a = np.log(pi) + X_38 @ np.log(P).T + (1 - X_38) @ np.log(1 - P).T
    truth = np.logaddexp.reduce(a, axis=1).sum()
    if abs(value - truth) < 0.1:
        close("ll_38", value, -6728.857153, rtol=0, atol=0.1)
    else:
        close("ll_38", value, loglik((pi, P)), rtol=0, atol=0.1)
        close("theta_38", P, step((pi, P))[1], rtol=0, atol=1e-3)


@test_case(points=1, hidden=True)
def test_agreement_on_the_harder_pair(accuracy_38, theta_38, bernoulli_e_step, X_38, y_38):
    from emkit.check import array, call, close, number, parts, require

    value = number("accuracy_38", accuracy_38)
    if abs(value - 0.9411764706) > 1e-3:
        theta = parts("theta_38", theta_38, 2)
        resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X_38.copy(), *theta), (len(X_38), 2))
        own = (3 + 5 * resp.argmax(axis=1) == y_38).mean()
        require(own > 0.6, "The components do not tell the digits apart.")
        close("accuracy_38", value, own, rtol=1e-3)
