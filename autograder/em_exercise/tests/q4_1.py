from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_1'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts, require

    start = "Before any update there is already one value to record."
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    value = call("run_em", run_em, x, pi, np.array([-1.0, 2.0]), np.array([9.0, 0.25]), 1)
    history = array("history", parts("run_em", value, 4)[3])
    require(history.shape != (1,), start)
    history = array("history", history, (2,))
    order = "The M-step uses responsibilities from the parameters before the update."
    close("the first entry of history", history[0], -9.373630, slips=[(-5.149158, start)])
    require(
        history[1] >= history[0] - 1e-9,
        "A correct step never lowers the log-likelihood; test both steps there.",
    )
    close("history after one iteration", history[1], -5.149158, otherwise=order)


@test_case(points=1, hidden=True)
def test_one_iteration_is_your_own_steps(run_em, e_step, m_step, mixture_log_likelihood):
    import numpy as np
    from emkit.check import array, call, close, parts, require

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one = parts("run_em", call("run_em", run_em, x, pi, mu, var, 1), 4)
    steps = parts("m_step", call("m_step", m_step, x, call("e_step", e_step, x, pi, mu, var)), 3)
    for name, found, want in zip(("pi", "mu", "var"), one, steps):
        close(name, found, array(name, want, (2,)), rtol=1e-9)
    own = [call("mixture_log_likelihood", mixture_log_likelihood, x, *p) for p in ((pi, mu, var), steps)]
    close("history", one[3], own, rtol=1e-9)
    none = parts("run_em", call("run_em", run_em, x, pi, mu, var, 0), 4)
    close("history without an iteration", none[3], own[:1], rtol=1e-9)
    close("mu without an iteration", none[1], [4.0, 1.0])
    same = list(pi) == [0.3, 0.7] and list(mu) == [4, 1] and list(var) == [2.25, 6.25]
    require(same, "`run_em` changed the start's arrays. Work on copies.")


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

    x, pi, mu = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5]), np.array([6.0, 7.0])
    one = parts("run_em", call("run_em", run_em, x, pi, mu, np.array([1.0, 4.0]), 1), 4)
    close("pi after one iteration", one[0], [0.363037059394444, 0.636962940605556], rtol=1e-6)
    close("mu after one iteration", one[1], [5.13172802955268, 1.47103149462410], rtol=1e-6)
    close("var after one iteration", one[2], [0.615562501441774, 6.96702210179835], rtol=1e-6)
    three = parts("run_em", call("run_em", run_em, x, pi, mu, np.array([1.0, 4.0]), 3), 4)
    close("var after three iterations", three[2], [0.618550788, 4.557091755], rtol=1e-6)
    history = array("history", three[3], (4,))
    close("history", history, [-24.5125323301, -10.9559124208, -10.7463855424, -10.5118458022], rtol=1e-6)


@test_case(points=1, hidden=True)
def test_limits(run_em):
    import numpy as np
    from emkit.check import call, close, parts

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
        [first[3][-1], second[3][-1]],
        [-8.4652589669, -8.4652589669],
        rtol=1e-5,
    )
    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    third = parts(
        "run_em", call("run_em", run_em, x, pi, np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0]), 10), 4
    )
    close("the log-likelihood after ten iterations", third[3][-1], -15.0709273626, rtol=1e-6)
