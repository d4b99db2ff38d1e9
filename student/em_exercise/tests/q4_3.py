from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_3'
points = 2


@test_case(points=0, hidden=False, success_message='It is what your own function gives. Whether that is right is decided when it is graded.')
def test_is_what_your_run_gives(mu_shift, training_1, run_em, x, pi0, mu0, var0):
    import numpy as np
    from emkit.check import array, call, close, one_of, parts

    array("mu_shift", mu_shift, (2,))
    one_of("training_1", training_1, (1, 2))
    new = parts("run_em", call("run_em", run_em, x, *(np.array(part) for part in (pi0, mu0, var0)), 1), 4)
    own = array("mu", new[1], (2,)) - np.asarray(mu0)
    close(
        "mu_shift",
        mu_shift,
        own,
        rtol=0,
        atol=0.006,
        otherwise="Report new minus old means of the first iteration, as differences.",
    )
