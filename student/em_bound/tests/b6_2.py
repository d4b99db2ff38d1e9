from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_2'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(dQ_dpi1):
    from emkit.check import require_readable
    from emkit.formula import DQ_DPI

    require_readable("dQ_dpi1", dQ_dpi1, DQ_DPI)
