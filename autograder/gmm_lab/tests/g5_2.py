from otter.test_files import test_case

OK_FORMAT = False

name = 'g5_2'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Nothing here is right or wrong.')
def test_is_a_share(predicted_share):
    from emkit.check import number, require

    require(0 <= number("predicted_share", predicted_share) <= 1, "A share lies between 0 and 1.")


@test_case(points=1, hidden=True)
def test_a_prediction_was_made(predicted_share):
    from emkit.check import number, require

    require(0 <= number("predicted_share", predicted_share) <= 1, "A share lies between 0 and 1.")
