from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_3'
points = 2


@test_case(points=0, hidden=False)
def test_three_answers(bic_one, bic_two, chosen_K):
    from emkit.check import number, one_of, require

    sign = "Check whether small or large is good in the formula you used."
    require(number("bic_one", bic_one) > 0 and number("bic_two", bic_two) > 0, sign)
    one_of("chosen_K", chosen_K, (1, 2))


@test_case(points=1, hidden=True)
def test_both_criteria(bic_one, bic_two):
    from emkit.check import close

    close("bic_one", bic_one, 2607.6225004367, rtol=1e-4)
    close("bic_two", bic_two, 2322.1917430987, rtol=1e-4)


@test_case(points=1, hidden=True)
def test_choice(bic_one, bic_two, chosen_K):
    from emkit.check import number, one_of, require

    require(one_of("chosen_K", chosen_K, (1, 2)) == 2, "The other model has the smaller criterion.")
    require(
        number("bic_two", bic_two) < number("bic_one", bic_one), "Your criteria do not support that choice."
    )
