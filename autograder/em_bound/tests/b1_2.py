from otter.test_files import test_case

OK_FORMAT = False

name = 'b1_2'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(marginal_formula):
    from emkit.check import require_readable
    from emkit.formula import MARGINAL

    require_readable("marginal_formula", marginal_formula, MARGINAL)


@test_case(points=2, hidden=True)
def test_marginal(marginal_formula):
    from emkit.check import require_formula
    from emkit.formula import MARGINAL

    slips = {
        "N_1 + N_2": "If both components were the same, the mixture should equal that component. Does yours?",
        "N_1 * N_2": "The point comes from one component or from the other, not from both at once.",
        "N_1 * N_2 / 4": "The point comes from one component or from the other, not from both at once.",
        "(N_1 + N_2) / 4": "If both components were the same, the mixture should equal that component. Does yours?",
        "sqrt(N_1 * N_2)": "A density of a mixture is an average of densities, not of their logarithms.",
    }
    graded = MARGINAL.graded("(N_1 + N_2) / 2", slips=slips)
    require_formula("marginal_formula", marginal_formula, graded)
