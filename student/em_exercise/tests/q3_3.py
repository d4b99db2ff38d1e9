from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_3'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(pi_hat_formula):
    from emkit.check import require_readable
    from emkit.formula import WEIGHT

    require_readable("pi_hat_formula", pi_hat_formula, WEIGHT)
