from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_4'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(pi_hat_formula):
    from emkit.check import require_readable

    require_readable('pi_hat_formula', pi_hat_formula, ['gamma_k1', 'gamma_k2'])
