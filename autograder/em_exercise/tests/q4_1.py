from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_1'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(run_em):
    import numpy as np
    from emkit.check import array, call_unchanged, close, parts, require

    length = "`history` should hold one entry for the start and one for each iteration."
    start = "Before any update there is already one value to record."
    last = "Record the log-likelihood once more after the last update."
    order = "The M-step uses responsibilities from the parameters before the update."
    every = "One iteration updates weights, means and variances; are all the new values used?"
    steps = "The steps inside `run_em` differ from those of questions 2.2 and 3.4. Call `e_step` and `m_step` there."
    first_slips = [
        (-5.149158, start),
        (9.373630, "A log-likelihood can have either sign; record it as it is, without changing the sign."),
        (-3.124543, "Doubling the data should double the value."),
        (-16.493234, "Begin at the start that the function is given, not at `pi0`, `mu0`, `var0`."),
        (0.594333, "Return the four parts in this order: (pi, mu, var, history)."),
        (2.966061, "Return the four parts in this order: (pi, mu, var, history)."),
    ]
    second_slips = [
        (-9.373630, "Nothing changed in one iteration: is the log-likelihood taken at the new parameters?"),
        (-5.638472, every),
        (-9.583768, every),
        (-5.624982, every),
        (-5.332411, order),
        *((wrong, steps) for wrong in (-5.308990, -6.025637, -5.436607, -5.234413, -5.747604, -5.328257)),
    ]
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    value = call_unchanged("run_em", run_em, x, pi, mu, var, 1)
    *theta, history = parts("run_em", value, 4)
    history = array("history", history)
    require(history.ndim == 1, length)
    if history.shape == (1,):
        close("history", history[0], -5.149158, slips=[(-9.373630, last)], otherwise=length)
    require(history.shape != (1,), start)
    require(history.shape == (2,), f"{length} It has {len(history)} entries after one iteration.")
    close("the first entry of history", history[0], -9.373630, slips=first_slips)
    fall = "A correct step never lowers the log-likelihood; test both steps there."
    close(
        "history[1]",
        history[1],
        -5.149158,
        slips=second_slips,
        otherwise=fall if history[1] < history[0] else order,
    )
    want = ([0.594333, 0.405667], [2.427551, 1.373604], [2.966061, 0.335304])
    swap = "The components change places in your iteration: keep column 0 for component 1."
    back = "Return the last parameters, those after the update, as `pi, mu, var`."
    for name, found, right in zip(("pi", "mu", "var"), theta, want):
        close(name, found, right, rtol=1e-5, slips=[(right[::-1], swap)], otherwise=back)


@test_case(points=1, hidden=True)
def test_one_iteration_is_your_own_steps(run_em, e_step, m_step, mixture_log_likelihood):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, parts

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one = parts("run_em", call_unchanged("run_em", run_em, x, pi, mu, var, 1), 4)
    steps = parts("m_step", call("m_step", m_step, x, call("e_step", e_step, x, pi, mu, var)), 3)
    for name, found, want in zip(("pi", "mu", "var"), one, steps):
        close(name, found, array(name, want, (2,)), rtol=1e-9)
    own = [call("mixture_log_likelihood", mixture_log_likelihood, x, *p) for p in ((pi, mu, var), steps)]
    close("history", one[3], own, rtol=1e-9)
    none = parts("run_em", call("run_em", run_em, x, pi, mu, var, 0), 4)
    close("history without an iteration", none[3], own[:1], rtol=1e-9)
    close("mu without an iteration", none[1], [4.0, 1.0])


@test_case(points=1, hidden=True)
def test_three_components_never_fall(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts, require

    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    value = call("run_em", run_em, x, pi, np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0]), 15)
    history = array("history", parts("run_em", value, 4)[3], (16,))
    fall = "A correct step never lowers the log-likelihood; find the first drop and test both steps there."
    require((np.diff(history) >= -1e-9).all(), fall)
    close("history", history[:4], [-16.0165049307, -15.4925182175, -15.1209334340, -15.1050032352], rtol=1e-6)
    close("the last entry of history", history[15], -15.0481705998, rtol=1e-6)


@test_case(points=1, hidden=True)
def test_first_iterations_from_theta0(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts

    def start():
        return np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    one = parts("run_em", call("run_em", run_em, x, *start(), 1), 4)
    close("pi after one iteration", one[0], [0.363037059394444, 0.636962940605556], rtol=1e-6)
    close("mu after one iteration", one[1], [5.13172802955268, 1.47103149462410], rtol=1e-6)
    close("var after one iteration", one[2], [0.615562501441774, 6.96702210179835], rtol=1e-6)
    three = parts("run_em", call("run_em", run_em, x, *start(), 3), 4)
    close("var after three iterations", three[2], [0.618550788, 4.557091755], rtol=1e-6)
    history = array("history", three[3], (4,))
    close("history", history, [-24.5125323301, -10.9559124208, -10.7463855424, -10.5118458022], rtol=1e-6)


@test_case(points=1, hidden=True)
def test_limits(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    first = parts(
        "run_em", call("run_em", run_em, x, half, np.array([6.0, 7.0]), np.array([1.0, 4.0]), 100), 4
    )
    close("pi at the limit", first[0], [0.6, 0.4], rtol=1e-5)
    close("mu at the limit", first[1], [5.0, -0.5], rtol=1e-5)
    start = (np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25]))
    second = parts("run_em", call("run_em", run_em, x, *start, 100), 4)
    close(
        "the log-likelihood at the limit",
        [array("history", first[3])[-1], array("history", second[3])[-1]],
        [-8.4652589669, -8.4652589669],
        rtol=1e-5,
    )
    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    third = parts(
        "run_em", call("run_em", run_em, x, pi, np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0]), 10), 4
    )
    close(
        "the log-likelihood after ten iterations", array("history", third[3])[-1], -15.0709273626, rtol=1e-6
    )
