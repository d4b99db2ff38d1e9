from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_2'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(mu_shift, training_1):
    from emkit.check import array, one_of

    array("mu_shift", mu_shift, (2,))
    one_of("training_1", training_1, (1, 2))


@test_case(points=1, hidden=True)
def test_which_mean(training_1):
    from emkit.check import one_of, require

    require(one_of("training_1", training_1, (1, 2)) == 2, "Compare both shifts, with their signs.")


@test_case(points=1, hidden=True)
def test_shifts(mu_shift):
    from emkit.check import close

    otherwise = "Report new minus old, not a percentage."
    close("mu_shift", mu_shift, [-0.8682719704, -5.5289685054], rtol=1e-3, otherwise=otherwise)
