from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_2'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(dQ_dpi1):
    from emkit.check import require_readable
    from emkit.formula import DQ_DPI

    require_readable("dQ_dpi1", dQ_dpi1, DQ_DPI)


@test_case(points=2, hidden=True)
def test_derivative(dQ_dpi1):
    from emkit.check import require_formula
    from emkit.formula import DQ_DPI

    slips = {
        "S_1 / pi_1 + S_2 / (1 - pi_1)": "When pi_1 grows, what happens to the other weight?",
        "S_1 / pi_1": "When pi_1 grows, what happens to the other weight?",
        "S_1 / pi_1 - S_2 / pi_1": "Which weight stands under the second logarithm?",
        "S_1 * log(pi_1) + S_2 * log(1 - pi_1)": "This is the function itself; differentiate it.",
        "S_1 * log(pi_1) - S_2 * log(1 - pi_1)": "Differentiate the logarithms as well.",
        "S_1 / (S_1 + S_2)": "This is where the derivative vanishes; the question asks for the derivative.",
    }
    graded = DQ_DPI.graded("S_1 / pi_1 - S_2 / (1 - pi_1)", slips=slips)
    require_formula("dQ_dpi1", dQ_dpi1, graded)
