from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_3'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(var_ratio, training_2):
    from emkit.check import array, one_of

    array("var_ratio", var_ratio, (2,))
    one_of("training_2", training_2, (1, 2))
