from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_numbers_and_a_start(ll_collapse, growth_per_decade, my_collapse):
    from emkit.check import array, number, parts, require

    number("ll_collapse", ll_collapse)
    sentence = (
        "It rises as the variance shrinks. A variance that keeps shrinking is a warning, not a success."
    )
    require(number("growth_per_decade", growth_per_decade) > 0, sentence)
    pi, mu, Sigma = parts("my_collapse", my_collapse, 3)
    require(abs(array("pi", pi, (2,)).sum() - 1) < 1e-6, "The weights should add up to one.")
    array("mu", mu, (2, 1))
    require(
        array("Sigma", Sigma, (2, 1, 1)).min() >= 1, "Both variances of `my_collapse` should be at least 1."
    )


@test_case(points=1, hidden=True)
def test_after_two_updates(ll_collapse, fit_gmm):
    # Right, or what the student's own fit gives: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import call, close, number

    value = number("ll_collapse", ll_collapse)
    if abs(value - 130.442430) > 0.01:
        x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,)])
        start = np.array([0.5, 0.5]), np.array([(5.0,), (3.0,)]), np.array([[(0.05,)], [(8.0,)]])
        fit = call("fit_gmm", fit_gmm, x, *start, 1e-6, 2)
        close("ll_collapse", value, fit["history"][2], rtol=0, atol=0.01)


@test_case(points=1, hidden=True)
def test_growth(growth_per_decade):
    from emkit.check import close

    close("growth_per_decade", growth_per_decade, 1.151293, rtol=1e-3)


@test_case(points=1, hidden=True)
def test_a_collapse_of_ones_own(my_collapse):
    import numpy as np
    from emkit.check import Hint, array, parts, require

    def update(x, pi, mu, var):
        a = np.log(pi) - np.log(2 * np.pi * var) / 2 - (x[:, None] - mu) ** 2 / (2 * var)
        total = np.logaddexp.reduce(a, axis=1)
        resp = np.exp(a - total[:, None])
        n_k = resp.sum(axis=0)
        require(n_k.min() > 0, "One of your components has no point at all.")
        mu = resp.T @ x / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k, total.sum()

    def read(name, start):
        pi, mu, var = (array(name, part).ravel() for part in parts(name, start, 3))
        require(pi.size == mu.size == var.size == 2, f"`{name}` should be shaped like `collapse_start`.")
        require(pi.min() > 0 and abs(pi.sum() - 1) < 1e-6, "Weights are positive and add up to one.")
        return pi, mu, var

    pi, mu, var = read("my_collapse", my_collapse)
    require(var.min() >= 1, "Both variances of `my_collapse` should be at least 1.")
    for _ in range(500):
        pi, mu, var, _total = update(np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), pi, mu, var)
        if var.min() < 1e-12:
            return
    raise Hint("From `my_collapse` no variance goes to zero.")
