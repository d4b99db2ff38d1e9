from otter.test_files import test_case

OK_FORMAT = False

name = 'e4_3'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Nothing here is right or wrong.')
def test_a_letter(predicted_best):
    from emkit.check import one_of

    one_of("predicted_best", predicted_best, "ABCDE")


@test_case(points=1, hidden=True)
def test_a_prediction_was_made(predicted_best):
    from emkit.check import one_of

    one_of("predicted_best", predicted_best, "ABCDE")
