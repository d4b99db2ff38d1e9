from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_4'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(dQ_dsigma):
    from emkit.check import require_readable
    from emkit.formula import DQ_DSIGMA

    require_readable("dQ_dsigma", dQ_dsigma, DQ_DSIGMA)


@test_case(points=2, hidden=True)
def test_derivative(dQ_dsigma):
    from emkit.check import require_formula
    from emkit.formula import DQ_DSIGMA

    slips = {
        "gamma * (-1 / sigma + (x - mu)^2 / sigma^2)": "Check the units of each term.",
        "gamma * (-1 / sigma^2 + (x - mu)^2 / sigma^3)": "Check the units of each term.",
        "gamma * (1 / sigma - (x - mu)^2 / sigma^3)": "For a point far away, a larger spread should help: check the sign.",
        "gamma * (-1 / sigma - (x - mu)^2 / sigma^3)": "The derivative should vanish for some spread; both your terms have one sign.",
        "-gamma / sigma + (x - mu)^2 / sigma^3": "The responsibility multiplies both terms.",
        "-1 / sigma + (x - mu)^2 / sigma^3": "A point with responsibility zero should not count at all.",
        "gamma * (-1 / (2 * sigma^2) + (x - mu)^2 / (2 * sigma^4))": "This is the slope in the variance; the question asks for the spread.",
        "gamma * (-1 / sigma + (x - mu)^2 / (2 * sigma^3))": "Differentiate the power of sigma under the fraction as well.",
    }
    graded = DQ_DSIGMA.graded("gamma * (-1 / sigma + (x - mu)^2 / sigma^3)", slips=slips)
    require_formula("dQ_dsigma", dQ_dsigma, graded)
