from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_3'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Any prediction gets the point.')
def test_a_letter(guess_together):
    from emkit.check import one_of

    one_of("guess_together", guess_together, "AB")
