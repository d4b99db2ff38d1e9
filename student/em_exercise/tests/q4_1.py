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
