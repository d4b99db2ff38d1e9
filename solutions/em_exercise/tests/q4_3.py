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


@test_case(points=1, hidden=True)
def test_which_one(training_1, mu_shift, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        close("mu_shift", mu_shift, array("mu", new[1], (2,)) - start[1], rtol=0, atol=0.006)
        require(
            one_of("training_1", training_1, (1, 2)) == array("mu_shift", mu_shift, (2,)).argmin() + 1,
            "The two differ.",
        )

    either(
        lambda: require(
            one_of("training_1", training_1, (1, 2)) == 2, "Compare both shifts, with their signs."
        ),
        own,
    )


@test_case(points=0.5, hidden=True)
def test_right_or_from_your_run(mu_shift, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        return array("mu", new[1], (2,)) - start[1]

    either(
        lambda: close(
            "mu_shift",
            mu_shift,
            [-0.8682719704, -5.5289685054],
            rtol=0,
            atol=0.006,
            otherwise="Report new minus old means of the first iteration, as differences.",
        ),
        lambda: close("mu_shift", mu_shift, own(), rtol=0, atol=0.006),
    )


@test_case(points=0.5, hidden=True)
def test_numbers(mu_shift):
    from emkit.check import close

    close(
        "mu_shift",
        mu_shift,
        [-0.8682719704, -5.5289685054],
        rtol=0,
        atol=0.006,
        otherwise="Report new minus old means of the first iteration, as differences.",
    )
