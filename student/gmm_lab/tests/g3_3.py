from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_three_answers(bic_one, bic_two, chosen_K):
    from emkit.check import number, one_of, require

    sign = "Check whether small or large is good in the formula you used."
    require(number("bic_one", bic_one) > 0 and number("bic_two", bic_two) > 0, sign)
    one_of("chosen_K", chosen_K, (1, 2))
