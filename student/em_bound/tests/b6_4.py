from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_4'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(dQ_dsigma):
    from emkit.check import require_readable
    from emkit.formula import DQ_DSIGMA

    require_readable("dQ_dsigma", dQ_dsigma, DQ_DSIGMA)
