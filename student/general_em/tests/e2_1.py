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
