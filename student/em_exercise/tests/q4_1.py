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
