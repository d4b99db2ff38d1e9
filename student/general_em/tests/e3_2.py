from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_2'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Nothing here is right or wrong.')
def test_two_shares(predicted_accuracy):
    from emkit.check import array, require

    pair = array("predicted_accuracy", predicted_accuracy, (2,))
    require(((pair >= 0) & (pair <= 1)).all(), "A share lies between 0 and 1.")
