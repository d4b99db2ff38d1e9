from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_3'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(var_hat_formula):
    from emkit.check import require_readable

    require_readable('var_hat_formula', var_hat_formula, ['gamma_k1', 'gamma_k2', 'x_1', 'x_2', 'hatmu_k'])
