from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_3'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(pi_hat_formula):
    from emkit.check import require_readable
    from emkit.formula import WEIGHT

    require_readable("pi_hat_formula", pi_hat_formula, WEIGHT)


@test_case(points=3, hidden=True)
def test_meaning(pi_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import WEIGHT

    slips = {
        "gamma_k1 + gamma_k2": "The weights of the two components must add up to one.",
        "1/2": "If one component is responsible for everything, what should its weight be?",
        "gamma_k1/(gamma_k1 + gamma_k2)": "Average over the points, not over one component's responsibilities.",
        "gamma_k2/(gamma_k1 + gamma_k2)": "Average over the points, not over one component's responsibilities.",
        "gamma_k1 + gamma_k2/2": "Put parentheses around what is above the bar.",
        "gamma_k1*gamma_k2": "Two points count twice as much as one: add them, do not multiply.",
    }
    graded = WEIGHT.graded("(gamma_k1 + gamma_k2)/2", slips=slips)
    require_formula("pi_hat_formula", pi_hat_formula, graded)
