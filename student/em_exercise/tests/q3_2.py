from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(mu_hat_formula):
    from emkit.check import require_readable

    require_readable('mu_hat_formula', mu_hat_formula, ['gamma_k1', 'gamma_k2', 'x_1', 'x_2'])


@test_case(points=0, hidden=False)
def test_both_points_at_one_place(mu_hat_formula):
    from emkit.check import close, formula_value

    value = formula_value("mu_hat_formula", mu_hat_formula, gamma_k1=0.3, gamma_k2=0.8, x_1=5, x_2=5)
    close("mu_hat_formula", value, 5, otherwise="If both points are equal to c, the answer must be c.")
