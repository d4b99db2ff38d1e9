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


@test_case(points=1, hidden=True)
def test_one_component(bic_one, ll_one):
    import numpy as np
    from emkit.check import close, number

    own = -2 * number("ll_one", ll_one) + 5 * np.log(272)
    value = number("bic_one", bic_one)
    close("bic_one", value, 2607.6225004367 if abs(value - own) > 0.1 else own, rtol=0, atol=0.1)


@test_case(points=1, hidden=True)
def test_two_components_and_choice(bic_one, bic_two, chosen_K, ll_two):
    import numpy as np
    from emkit.check import close, number, one_of, require

    own = -2 * number("ll_two", ll_two) + 11 * np.log(272)
    value = number("bic_two", bic_two)
    close("bic_two", value, 2322.1917430987 if abs(value - own) > 0.1 else own, rtol=0, atol=0.1)
    smaller = 2 if value < number("bic_one", bic_one) else 1
    require(one_of("chosen_K", chosen_K, (1, 2)) == smaller, "The other model has the smaller criterion.")
