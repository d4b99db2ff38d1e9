from otter.test_files import test_case

OK_FORMAT = False

name = 'e2_1'
points = 4


@test_case(points=0, hidden=False)
def test_halving(run_em):
    from emkit.check import array, call, close, parts, require

    def halve(data, theta):
        return theta / 2

    def keep(data, resp):
        return resp

    def minus_square(data, theta):
        return -(theta**2)

    answer = call("run_em", run_em, 0.0, 8.0, halve, keep, minus_square, 3.5, 100)
    theta, history = parts("run_em", answer, 2)
    history = array("history", history).ravel().tolist()
    require(history != [-16, -4, -1], "Before any update there is already one value to record.")
    require(
        history != [-64, -16, -4],
        "The history lacks the value after the last update; or the loop stops too early.",
    )
    require(
        history[:4] != [-64, -64, -16, -4],
        "Each entry belongs to the parameters after the update, not before it.",
    )
    require(len(history) <= 4, "The third iteration gains 3, less than 3.5: the loop should end there.")
    close("history", history, [-64, -16, -4, -1])
    close(
        "theta",
        theta,
        1,
        slips=[
            (2, "Return the parameters after the last update."),
            (0.5, "Return the parameters that belong to the last entry of the history, not one update more."),
        ],
    )
    answer = call("run_em", run_em, 0.0, 8.0, halve, keep, minus_square, 0.0, 2)
    history = array("history", parts("run_em", answer, 2)[1])
    require(len(history) == 3, "With `max_iter` = 2 there should be two updates and three values.")
    close("history", history, [-64, -16, -4])


@test_case(points=1, hidden=True)
def test_gaussian_mixture(run_em):
    import numpy as np

    from emkit.check import call, close, parts

    def joint(x, theta):
        pi, mu, var = theta
        return pi * np.exp(-((x[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    def e_step(x, theta):
        return joint(x, theta) / joint(x, theta).sum(axis=1, keepdims=True)

    def m_step(x, resp):
        n, mu = resp.sum(axis=0), resp.T @ x / resp.sum(axis=0)
        return n / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n

    def loglik(x, theta):
        return float(np.log(joint(x, theta).sum(axis=1)).sum())

    x = np.array([-1.0, 0, 4, 5, 6])
    start = (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0]))
    answer = call("run_em", run_em, x, start, e_step, m_step, loglik, 0.0, 3)
    theta, history = parts("run_em", answer, 2)
    close("history", history, [-24.5125323301, -10.9559124208, -10.7463855424, -10.5118458022], rtol=1e-8)
    close("theta", theta[1], [5.115461512, 0.585126369])


@test_case(points=1, hidden=True)
def test_bernoulli_mixture(run_em):
    import numpy as np

    from emkit.check import call, close, parts

    def log_joint(X, theta):
        return np.log(theta[0]) + X @ np.log(theta[1]).T + (1 - X) @ np.log(1 - theta[1]).T

    def e_step(X, theta):
        a = log_joint(X, theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1)[:, None])

    def m_step(X, resp):
        n = resp.sum(axis=0)
        return n / len(X), np.clip(resp.T @ X / n[:, None], 1e-3, 1 - 1e-3)

    def loglik(X, theta):
        return float(np.logaddexp.reduce(log_joint(X, theta), axis=1).sum())

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    start = (np.array([0.5, 0.5]), np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]]))
    answer = call("run_em", run_em, X, start, e_step, m_step, loglik, -1.0, 5)
    theta, history = parts("run_em", answer, 2)
    want = [-15.6324938145, -13.6911914999, -12.1040246012, -11.8090548449, -11.8090545979, -11.8090545979]
    close("history", history, want, rtol=1e-8)
    close("theta", theta[1], [[0.999, 2 / 3, 1 / 3, 0.001], [0.001, 1 / 3, 2 / 3, 0.999]], atol=1e-6)
    theta, _ = parts("run_em", call("run_em", run_em, X, start, e_step, m_step, loglik, -1.0, 1), 2)
    close("theta", theta[0], [0.5086174057, 0.4913825943])
    close("theta", theta[1][0], [0.8389089957, 0.6335129248, 0.3664870752, 0.1610910043])


@test_case(points=1, hidden=True)
def test_two_ways_to_stop(run_em):
    import numpy as np

    from emkit.check import array, call, close, parts

    def e_step(data, theta):
        return theta[0] + data[theta[0]]

    def m_step(data, resp):
        return (int(resp),)

    def loglik(data, theta):
        return [-24.5125, -10.9559, -10.7464, -10.5118, -10.1114, -9.1577, -8.4653, -8.4653][theta[0]]

    steps = np.ones(7, dtype=int)
    answer = call("run_em", run_em, steps, (0,), e_step, m_step, loglik, 0.22, 7)
    _, history = parts("run_em", answer, 2)
    close("history", history, [-24.5125, -10.9559, -10.7464])
    answer = call("run_em", run_em, steps, (0,), e_step, m_step, loglik, 0.2, 7)
    theta, history = parts("run_em", answer, 2)
    close("history", array("history", history)[-2:], [-8.4653, -8.4653])
    close("theta", theta[0], 7)
    answer = call("run_em", run_em, steps, (3,), e_step, m_step, loglik, 0.2, 0)
    theta, history = parts("run_em", answer, 2)
    close("history", history, [-10.5118])
    close("theta", theta[0], 3)


@test_case(points=1, hidden=True)
def test_two_coins(run_em):
    import numpy as np

    from emkit.check import call, close, parts

    def joint(data, theta):
        heads, tosses = data
        return 0.5 * theta ** heads[:, None] * (1 - theta) ** (tosses - heads[:, None])

    def e_step(data, theta):
        return joint(data, theta) / joint(data, theta).sum(axis=1, keepdims=True)

    def m_step(data, resp):
        return resp.T @ data[0] / (data[1] * resp.sum(axis=0))

    def loglik(data, theta):
        return float(np.log(joint(data, theta).sum(axis=1)).sum())

    data = (np.array([5.0, 9, 8, 4, 7]), 10)
    answer = call("run_em", run_em, data, np.array([0.6, 0.5]), e_step, m_step, loglik, 0.0, 10)
    # The parameters alone: a slip in the history costs the other points.
    close("theta", parts("run_em", answer, 2)[0], [0.7967441495, 0.5196586622])
