from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_3'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(var_hat_formula):
    from emkit.check import require_readable

    require_readable('var_hat_formula', var_hat_formula, ['gamma_k1', 'gamma_k2', 'x_1', 'x_2', 'hatmu_k'])


@test_case(points=0, hidden=False)
def test_other_units(var_hat_formula):
    from emkit.check import close, formula_value

    plain = {"gamma_k1": 0.25, "gamma_k2": 0.75, "x_1": 1, "x_2": 3, "hatmu_k": 2.5}
    tenfold = {name: 10 * value for name, value in plain.items() if name[0] != "g"}
    before = formula_value("var_hat_formula", var_hat_formula, **plain)
    after = formula_value("var_hat_formula", var_hat_formula, **{**plain, **tenfold})
    unit = "Check the unit: the answer should be in squared units."
    close("var_hat_formula", after, 100 * before, otherwise=unit)
