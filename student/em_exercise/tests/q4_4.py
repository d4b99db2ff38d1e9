from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_4'
points = 2


@test_case(points=0, hidden=False, success_message='It is what your own function gives. Whether that is right is decided when it is graded.')
def test_is_what_your_run_gives(var_ratio, training_2, run_em, x, pi0, mu0, var0):
    import numpy as np
    from emkit.check import array, call, close, one_of, parts

    array("var_ratio", var_ratio, (2,))
    one_of("training_2", training_2, (1, 2))
    new = parts("run_em", call("run_em", run_em, x, *(np.array(part) for part in (pi0, mu0, var0)), 1), 4)
    own = array("var", new[2], (2,)) / np.asarray(var0)
    close(
        "var_ratio", var_ratio, own, rtol=0, atol=0.006, otherwise="Divide the new variances by the old ones."
    )
