from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_1'
points = 1


@test_case(points=0, hidden=False, success_message='Noted. Nothing here is right or wrong.')
def test_three_letters(predicted_winners):
    from emkit.check import one_of, require, require_defined

    require_defined("predicted_winners", predicted_winners)
    kinds = "`predicted_winners` should be three letters, one for each set."
    require(isinstance(predicted_winners, (str, list, tuple)), kinds)
    letters = [letter for letter in predicted_winners if str(letter).strip(" ,")]
    require(len(letters) == 3, kinds)
    for letter in letters:
        one_of("predicted_winners", letter, "KED")
