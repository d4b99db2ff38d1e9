from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_forms(ll_saddle, row_saddle, my_escape):
    from emkit.check import array, number, parts, require

    number("ll_saddle", ll_saddle)
    row = array("row_saddle", row_saddle, (2,))
    require(abs(row.sum() - 1) < 1e-6, "The responsibilities of a point add up to one.")
    pi, mu, Sigma = parts("my_escape", my_escape, 3)
    moved = [
        array("pi", pi, (2,)).ravel() - 0.5,
        array("mu", mu, (2, 1)).ravel() - 3,
        array("Sigma", Sigma, (2, 1, 1)).ravel() - 2,
    ]
    changed = [abs(v) for part in moved for v in part if v]
    require(
        len(changed) == 1,
        f"`my_escape` should differ from `saddle_start` in one number, not in {len(changed)}.",
    )
    require(max(changed) <= 0.5 + 1e-9, "Move that number by at most 0.5.")


@test_case(points=1, hidden=True)
def test_saddle(ll_saddle, fit_gmm):
    # Right, or where the student's own fit ends.
    import numpy as np
    from emkit.check import call, close, number

    value = number("ll_saddle", ll_saddle)
    if abs(value + 12.2171485015) > 0.01:
        x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,)])
        start = np.array([0.5, 0.5]), np.array([(3.0,), (3.0,)]), np.array([[(2.0,)], [(2.0,)]])
        fit = call("fit_gmm", fit_gmm, x, *start)
        close(
            "ll_saddle",
            value,
            fit["history"][-1] if len(fit["history"]) > 1 else -12.2171485,
            rtol=0,
            atol=0.01,
        )


@test_case(points=1, hidden=True)
def test_equal_components_share_by_weight(row_saddle):
    from emkit.check import close

    close("row_saddle", row_saddle, (0.3, 0.7), rtol=1e-3)


@test_case(points=1, hidden=True)
def test_an_escape_of_ones_own(my_escape):
    import numpy as np
    from emkit.check import array, parts, require

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

    pi, mu, var = read("my_escape", my_escape)
    moved = abs(np.concatenate([pi - 0.5, mu - 3, var - 2]))
    require((moved > 0).sum() == 1 and moved.max() <= 0.5 + 1e-9, "Move one number by at most 0.5.")
    for _ in range(3000):
        pi, mu, var, total = update(np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), pi, mu, var)
        require(var.min() > 1e-12, "That start collapses.")
    require(total > -8.47, "From `my_escape` EM does not get away.")
