from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_1'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(run_em, e_step, m_step, mixture_log_likelihood):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, number, parts, require

    x, start = np.array([0.5, 1.5, 4.0]), (np.array([0.2, 0.8]), np.array([-1.0, 2.0]), np.array([9.0, 0.25]))
    length = "`history` should hold one entry for the start and one for each iteration."
    begin = "Before any update there is already one value to record."
    every = "One iteration updates weights, means and variances; are all the new values used?"
    four = "Return the four parts in this order: (pi, mu, var, history)."
    steps = "One iteration should be `e_step` at the present parameters, then `m_step` with what it gives."
    first_slips = [
        (-5.149158, begin),
        (9.373630, "A log-likelihood can have either sign; record it as it is, without changing the sign."),
        (-3.124543, "Doubling the data should double the value."),
        (-16.493234, "Begin at the start that the function is given, not at `pi0`, `mu0`, `var0`."),
        (0.594333, four),
        (2.966061, four),
    ]
    second_slips = [
        (-9.373630, "Nothing changed in one iteration: is the log-likelihood taken at the new parameters?"),
        *((wrong, every) for wrong in (-5.638472, -9.583768, -5.624982)),
        (-5.332411, "The M-step uses responsibilities from the parameters before the update."),
        *((wrong, steps) for wrong in (-5.308990, -6.025637, -5.436607, -5.234413, -5.747604, -5.328257)),
    ]
    (*theta, history) = parts("run_em", call_unchanged("run_em", run_em, x, *start, 1), 4)
    history = array("history", history)
    require(history.ndim == 1, length)
    if history.shape == (1,):
        last = [(-9.373630, "Record the log-likelihood once more after the last update.")]
        close("history", history[0], -5.149158, slips=last, otherwise=length)
    require(history.shape != (1,), begin)
    require(history.shape == (2,), f"{length} It has {len(history)} entries after one iteration.")

    def value(*theta):
        return number("a log-likelihood", call("mixture_log_likelihood", mixture_log_likelihood, x, *theta))

    # The loop is judged by the student's own pieces: what is wrong with them, their own checks say.
    if abs(value(*start) + 9.373630) > 1e-4 and np.isclose(history[0], value(*start)):
        require(
            False,
            "`history` starts with what `mixture_log_likelihood` gives: mend that function, not the loop.",
        )
    close("the first entry of history", history[0], -9.373630, slips=first_slips)
    own = parts("m_step", call("m_step", m_step, x, call("e_step", e_step, x, *start)), 3)
    if abs(value(*own) + 5.149158) > 1e-4 and np.isclose(history[1], value(*own)):
        require(
            False,
            "The loop does what `e_step` and `m_step` say, but one of those two is wrong: run their checks.",
        )
    fall = "It fell. A correct step never lowers the log-likelihood; run the checks of both steps."
    close(
        "the second entry of history",
        history[1],
        -5.149158,
        slips=second_slips,
        otherwise=fall if history[1] < history[0] else steps,
    )
    want = ([0.594333, 0.405667], [2.427551, 1.373604], [2.966061, 0.335304])
    swap = "The components change places in your iteration: keep column 0 for component 1."
    back = "Return the last parameters, those after the update, as `pi, mu, var`."
    for name, found, right in zip(("pi", "mu", "var"), theta, want):
        close(name, found, right, rtol=1e-5, slips=[(right[::-1], swap)], otherwise=back)

    none = parts("run_em", call("run_em", run_em, x, *start, 0), 4)
    close("history without an iteration", none[3], [-9.373630], otherwise=length)
    close(
        "mu without an iteration",
        none[1],
        start[1],
        otherwise="Without an iteration the start comes back as it is.",
    )
    three = parts("run_em", call("run_em", run_em, x, *start, 3), 4)
    again = (
        "Each iteration starts with an E-step at the parameters of the one before; is it inside of the loop?"
    )
    close("history", three[3], [-9.373630, -5.149158, -4.803578, -4.670027], otherwise=again)


@test_case(points=1, hidden=True)
def test_one_iteration(run_em):
    import numpy as np
    from emkit.check import call_unchanged, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])
    want = [0.3955110624, 0.6044889376], [4.9792385622, 1.3741460178], [0.9888009716, 7.0499922000]

    def gives(function):
        found = parts("run_em", call_unchanged("run_em", function, x, *start, 1), 4)
        for name, value, part in zip(("pi", "mu", "var"), found, want):
            close(name, value, part, rtol=1e-6)

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


@test_case(points=1, hidden=True)
def test_history(run_em):
    import numpy as np
    from emkit.check import call, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])

    def gives(function):
        none, two = (
            parts("run_em", call("run_em", function, x, *map(np.copy, start), n), 4)[3] for n in (0, 2)
        )
        close("history", two, [-12.1595332634, -11.0189276498, -10.6831751938], rtol=1e-6)
        close("history without an iteration", none, [-12.1595332634], rtol=1e-6)

    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


@test_case(points=1, hidden=True)
def test_three_components_five_iterations(run_em):
    import numpy as np
    from emkit.check import call, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    start = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    want = (
        [0.2225174409, 0.4920588437, 0.2854237154],
        [-1.9454930574, 0.9116595641, 5.4005983373],
        [0.5386571566, 1.1148063932, 0.3600067126],
    )

    def gives(function):
        found = parts("run_em", call("run_em", function, x, *map(np.copy, start), 5), 4)
        for name, value, part in zip(("pi", "mu", "var"), found, want):
            close(f"{name} after 5 iterations", value, part, rtol=1e-6)

    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


@test_case(points=1, hidden=True)
def test_from_theta0_to_the_limit(run_em):
    import numpy as np
    from emkit.check import call, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def gives(function):
        three, limit = (
            parts("run_em", call("run_em", function, x, *map(np.copy, start), n), 4) for n in (3, 100)
        )
        close("var after three iterations", three[2], [0.618550788, 4.557091755], rtol=1e-6)
        close("pi at the limit", limit[0], [0.6, 0.4], rtol=1e-5)
        close("mu at the limit", limit[1], [5.0, -0.5], rtol=1e-5)

    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))
