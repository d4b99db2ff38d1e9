from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_2'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Any prediction gets the point.')
def test_three_guesses(guess_mean, guess_var, guess_final):
    from emkit.check import one_of

    for name, value in (("guess_mean", guess_mean), ("guess_var", guess_var), ("guess_final", guess_final)):
        one_of(name, value, (1, 2))
