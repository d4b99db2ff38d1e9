from otter.test_files import test_case

OK_FORMAT = False

name = 'b1_2'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(marginal_formula):
    from emkit.check import require_readable
    from emkit.formula import MARGINAL

    require_readable("marginal_formula", marginal_formula, MARGINAL)
