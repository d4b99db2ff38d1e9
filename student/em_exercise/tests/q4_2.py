from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_2'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(mu_shift, training_1):
    from emkit.check import array, one_of

    array("mu_shift", mu_shift, (2,))
    one_of("training_1", training_1, (1, 2))
