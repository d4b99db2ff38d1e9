from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_4'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(pi_hat_formula):
    from emkit.check import require_readable

    require_readable('pi_hat_formula', pi_hat_formula, ['gamma_k1', 'gamma_k2'])


@test_case(points=0, hidden=False)
def test_weights_add_up(pi_hat_formula):
    from emkit.check import close, formula_value

    one = formula_value("pi_hat_formula", pi_hat_formula, gamma_k1=0.2, gamma_k2=0.9)
    two = formula_value("pi_hat_formula", pi_hat_formula, gamma_k1=0.8, gamma_k2=0.1)
    close("the sum over k", one + two, 1, otherwise="The weights of the two components must add up to one.")
