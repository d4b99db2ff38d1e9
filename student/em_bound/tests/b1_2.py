from otter.test_files import test_case

OK_FORMAT = False

name = 'b1_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(marginal_formula):
    from emkit.check import require_readable

    require_readable('marginal_formula', marginal_formula, ['N_1', 'N_2'])


@test_case(points=0, hidden=False)
def test_equal_components(marginal_formula):
    from emkit.check import close, formula_value

    same = "If both components were the same, the mixture should equal that component. Does yours?"
    close(
        "marginal_formula",
        formula_value("marginal_formula", marginal_formula, N_1=0.3, N_2=0.3),
        0.3,
        otherwise=same,
    )
