from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_6'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_kind_of_answer(iters_loose, larger_var_loose, iters_tight):
    from emkit.check import number, one_of, require

    for name, value in (("iters_loose", iters_loose), ("iters_tight", iters_tight)):
        found = number(name, value)
        require(
            found == int(found) and found >= 1,
            f"`{name}` should be a whole number from 1 up; it is {found:g}.",
        )
    one_of("larger_var_loose", larger_var_loose, (1, 2))


@test_case(points=0.5, hidden=True)
def test_loose(iters_loose, run_em):
    import numpy as np
    from emkit.check import call, either, number, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        # Wrong steps may run into nan after the place that is asked for.
        history = np.asarray(parts("run_em", call("run_em", run_em, x, *start, 20), 4)[3], dtype=float)
        small = np.diff(history) < 0.22
        require(
            history.shape == (21,)
            and small.any()
            and number("iters_loose", iters_loose) == small.argmax() + 1,
            "Not from this run either.",
        )

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    either(lambda: require(number("iters_loose", iters_loose) == 2, sentence), own)


@test_case(points=0.5, hidden=True)
def test_variances_there(larger_var_loose, iters_loose, run_em):
    import numpy as np
    from emkit.check import array, call, either, number, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    found = one_of("larger_var_loose", larger_var_loose, (1, 2))

    def own():
        t = int(number("iters_loose", iters_loose))
        require(1 <= t <= 20, "Not from this run either.")
        var = array("var", parts("run_em", call("run_em", run_em, x, *start, t), 4)[2], (2,))
        require(found == var.argmax() + 1, "Not from this run either.")

    either(lambda: require(found == 2, "Look at the variances at that very iteration."), own)


@test_case(points=1, hidden=True)
def test_tight(iters_tight, run_em):
    import numpy as np
    from emkit.check import call, either, number, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        # Wrong steps may run into nan after the place that is asked for.
        history = np.asarray(parts("run_em", call("run_em", run_em, x, *start, 20), 4)[3], dtype=float)
        small = np.diff(history) < 1e-6
        require(
            history.shape == (21,)
            and small.any()
            and number("iters_tight", iters_tight) == small.argmax() + 1,
            "Not from this run either.",
        )

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    either(lambda: require(number("iters_tight", iters_tight) == 8, sentence), own)
