from otter.test_files import test_case

OK_FORMAT = False

name = 'e4_4'
points = 3


@test_case(points=0, hidden=False)
def test_three_points(partial_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x, resp = np.array([0.0, 2, 5]), np.array([[1, 0], [0.5, 0.5], [0, 1]])
    old = (np.array([0.2, 0.8]), np.array([1.0, 3.0]), np.array([2.0, 7.0]))
    want = {"pi": [0.5, 0.5], "mu": [2 / 3, 4], "var": [1, 3]}
    both = "Distances should be measured from the means that you return."
    names = ("pi", "mu", "var")
    for name in names:
        copies = (part.copy() for part in old)
        found = parts(
            "partial_m_step", call_unchanged("partial_m_step", partial_m_step, x, resp, *copies, (name,)), 3
        )
        for other, value, before in zip(names, found, old):
            if other == name:
                close(name, value, want[name], slips=[([8 / 9, 2], both)])
            else:
                close(other, value, before, otherwise="Leave alone what is not named in `update`.")
    answer = call_unchanged("partial_m_step", partial_m_step, x, resp, *old, ("mu", "var"))
    close("var", parts("partial_m_step", answer, 3)[2], [8 / 9, 2], slips=[([1, 3], both)])


@test_case(points=1, hidden=True)
def test_means_or_weights_alone(partial_m_step):
    import numpy as np

    from emkit.check import array, call, close, parts

    x, pi, mu, var = (
        np.array([-1.0, 0, 4, 5, 6]),
        np.array([0.5, 0.5]),
        np.array([6.0, 7.0]),
        np.array([1.0, 4.0]),
    )
    first = np.array([1.3651204889e-7, 1.3924415555e-5, 0.4546616729, 2 / 3, 0.6938428965])
    resp = np.column_stack([first, 1 - first])
    for update, value in ((("mu",), -10.9956220234), (("pi",), -24.2118162501)):
        answer = call("partial_m_step", partial_m_step, x, resp, pi.copy(), mu.copy(), var.copy(), update)
        p, m, v = (array("parameters", part, shape=(2,)) for part in parts("partial_m_step", answer, 3))
        density = (p * np.exp(-((x[:, None] - m) ** 2) / (2 * v)) / np.sqrt(2 * np.pi * v)).sum(axis=1)
        close("log-likelihood", np.log(density).sum(), value, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_variances_alone(partial_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x, pi, mu, var = (
        np.array([-1.0, 0, 4, 5, 6]),
        np.array([0.5, 0.5]),
        np.array([6.0, 7.0]),
        np.array([1.0, 4.0]),
    )
    first = np.array([1.3651204889e-7, 1.3924415555e-5, 0.4546616729, 2 / 3, 0.6938428965])
    resp = np.column_stack([first, 1 - first])
    answer = call_unchanged("partial_m_step", partial_m_step, x, resp, pi, mu, var, ("var",))
    p, m, v = parts("partial_m_step", answer, 3)
    close("var", v, [1.3694587161, 37.5365148352])
    close("mu", m, [6, 7])
    close("pi", p, [0.5, 0.5])


@test_case(points=1, hidden=True)
def test_means_and_variances_together(partial_m_step):
    import numpy as np

    from emkit.check import array, call, close, parts

    x, pi, mu, var = (
        np.array([-1.0, 0, 4, 5, 6]),
        np.array([0.5, 0.5]),
        np.array([6.0, 7.0]),
        np.array([1.0, 4.0]),
    )
    first = np.array([1.3651204889e-7, 1.3924415555e-5, 0.4546616729, 2 / 3, 0.6938428965])
    resp = np.column_stack([first, 1 - first])
    for update, value in ((("mu", "var"), -10.8729740208), (("var", "mu", "pi"), -10.9559124208)):
        answer = call("partial_m_step", partial_m_step, x, resp, pi.copy(), mu.copy(), var.copy(), update)
        p, m, v = (array("parameters", part, shape=(2,)) for part in parts("partial_m_step", answer, 3))
        density = (p * np.exp(-((x[:, None] - m) ** 2) / (2 * v)) / np.sqrt(2 * np.pi * v)).sum(axis=1)
        close("log-likelihood", np.log(density).sum(), value, rtol=1e-8)
