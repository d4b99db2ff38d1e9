from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_4'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(var_final, training_3):
    from emkit.check import array, one_of

    array("var_final", var_final, (2,))
    one_of("training_3", training_3, (1, 2))
