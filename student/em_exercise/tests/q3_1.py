from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_1'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(mu_hat_formula):
    from emkit.check import require_readable
    from emkit.formula import MEAN

    require_readable("mu_hat_formula", mu_hat_formula, MEAN)
