from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_1'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(posterior_formula):
    from emkit.check import require_readable
    from emkit.formula import POSTERIOR

    require_readable("posterior_formula", posterior_formula, POSTERIOR)
