from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_4'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(var_final, training_3):
    from emkit.check import array, one_of

    array("var_final", var_final, (2,))
    one_of("training_3", training_3, (1, 2))


@test_case(points=1, hidden=True)
def test_which_variance(training_3):
    from emkit.check import one_of, require

    require(
        one_of("training_3", training_3, (1, 2)) == 1,
        "Plot both variances against the iteration before answering.",
    )


@test_case(points=1, hidden=True)
def test_variances(var_final):
    from emkit.check import close

    otherwise = "Plot both variances against the iteration before answering."
    close("var_final", var_final, [0.6666667551, 0.25], rtol=1e-3, otherwise=otherwise)
