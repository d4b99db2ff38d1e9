from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_3'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(var_ratio, training_2):
    from emkit.check import array, one_of

    array("var_ratio", var_ratio, (2,))
    one_of("training_2", training_2, (1, 2))


@test_case(points=1, hidden=True)
def test_which_variance(training_2):
    from emkit.check import one_of, require

    require(one_of("training_2", training_2, (1, 2)) == 2, "A ratio below one means the variance shrank.")


@test_case(points=1, hidden=True)
def test_ratios(var_ratio):
    from emkit.check import close

    otherwise = "Divide the new variances by the old ones; a ratio below one means the variance shrank."
    close("var_ratio", var_ratio, [0.6155625014, 1.7417555254], rtol=1e-3, otherwise=otherwise)
