from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_3'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Any prediction gets the point.')
def test_five_guesses(guess_theta0):
    from emkit.check import labels

    labels("guess_theta0", guess_theta0, 5, (1, 2))


@test_case(points=1, hidden=True)
def test_a_prediction_was_made(guess_theta0):
    from emkit.check import labels

    labels("guess_theta0", guess_theta0, 5, (1, 2))
