from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_5'
points = 2


@test_case(points=0, hidden=False, success_message='It is what your own function gives. Whether that is right is decided when it is graded.')
def test_is_what_your_run_gives(var_final, training_3, crossing, run_em, x, pi0, mu0, var0):
    import numpy as np
    from emkit.check import array, call, close, number, one_of, parts, require

    array("var_final", var_final, (2,))
    one_of("training_3", training_3, (1, 2))
    whole = number("crossing", crossing)
    require(whole == int(whole) and 0 <= whole <= 100, "`crossing` should be a whole number from 0 to 100.")
    new = parts("run_em", call("run_em", run_em, x, *(np.array(part) for part in (pi0, mu0, var0)), 100), 4)
    differs = "After 100 iterations from theta0 your `run_em` gives other variances than `var_final`."
    close("var_final", var_final, array("var", new[2], (2,)), rtol=0, atol=0.006, otherwise=differs)


@test_case(points=0.5, hidden=True)
def test_which_variance(training_3, run_em):
    import numpy as np
    from emkit.check import array, call, either, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    found = one_of("training_3", training_3, (1, 2))

    def own():
        var = array("var", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[2], (2,))
        require(found == var.argmax() + 1, "Your own run ends otherwise.")

    either(lambda: require(found == 1, "Look at both variances after every iteration, up to the last."), own)


@test_case(points=0.5, hidden=True)
def test_variances(var_final, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        return array("var", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[2], (2,))

    later = "Look at both variances after every iteration, up to the last."
    either(
        lambda: close("var_final", var_final, [0.6666667551, 0.25], rtol=0, atol=0.006, otherwise=later),
        lambda: close("var_final", var_final, own(), rtol=0, atol=0.006),
    )


@test_case(points=1, hidden=True)
def test_crossing(crossing, run_em):
    import numpy as np
    from emkit.check import array, call, either, number, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def larger(t):
        return array("var", parts("run_em", call("run_em", run_em, x, *start, t), 4)[2], (2,)).argmax()

    def own():
        found = int(number("crossing", crossing))
        require(
            1 <= found < 30 and larger(found) == larger(100) != larger(found - 1), "Not from this run either."
        )

    count = "After how many iterations does the order of the variances change for the last time?"
    either(lambda: require(number("crossing", crossing) == 6, count), own)
