from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_2'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(var_hat_formula):
    from emkit.check import require_readable
    from emkit.formula import VARIANCE

    require_readable("var_hat_formula", var_hat_formula, VARIANCE)
