from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_3'
points = 2


@test_case(points=0, hidden=False)
def test_reads_as_a_formula(dQ_dmu):
    from emkit.check import require_readable
    from emkit.formula import DQ_DMU

    require_readable("dQ_dmu", dQ_dmu, DQ_DMU)


@test_case(points=2, hidden=True)
def test_derivative(dQ_dmu):
    from emkit.check import require_formula
    from emkit.formula import DQ_DMU

    slips = {
        "gamma * (mu - x) / sigma^2": "A point above the mean should pull the mean up.",
        "gamma * (x - mu) / sigma": "Check the unit: a slope in the mean has the unit of one over the data.",
        "gamma * (x - mu)": "How strongly a point pulls depends on the spread of the component.",
        "(x - mu) / sigma^2": "A point with responsibility zero should not pull at all.",
        "2 * gamma * (x - mu) / sigma^2": "The 2 under the fraction in (6.3) meets the 2 from the square.",
        "gamma * (x - mu) / (2 * sigma^2)": "The 2 under the fraction in (6.3) meets the 2 from the square.",
        "gamma * (x - mu)^2 / sigma^2": "Differentiate the square as well.",
    }
    graded = DQ_DMU.graded("gamma * (x - mu) / sigma^2", slips=slips)
    require_formula("dQ_dmu", dQ_dmu, graded)
