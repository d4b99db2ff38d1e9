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
