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


@test_case(points=1, hidden=True)
def test_which_one(training_2, var_ratio, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        close("var_ratio", var_ratio, array("var", new[2], (2,)) / start[2], rtol=0, atol=0.006)
        require(
            one_of("training_2", training_2, (1, 2)) == array("var_ratio", var_ratio, (2,)).argmax() + 1,
            "The two differ.",
        )

    either(
        lambda: require(
            one_of("training_2", training_2, (1, 2)) == 2,
            "Compare both factors; one below one means that the variance shrank.",
        ),
        own,
    )


@test_case(points=0.5, hidden=True)
def test_right_or_from_your_run(var_ratio, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        return array("var", new[2], (2,)) / start[2]

    either(
        lambda: close(
            "var_ratio",
            var_ratio,
            [0.6155625014, 1.7417555254],
            rtol=0,
            atol=0.006,
            otherwise="Divide the new variances by the old ones.",
        ),
        lambda: close("var_ratio", var_ratio, own(), rtol=0, atol=0.006),
    )


@test_case(points=0.5, hidden=True)
def test_numbers(var_ratio):
    from emkit.check import close

    close(
        "var_ratio",
        var_ratio,
        [0.6155625014, 1.7417555254],
        rtol=0,
        atol=0.006,
        otherwise="Divide the new variances by the old ones.",
    )
