from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_1'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(mu_hat_formula):
    from emkit.check import require_readable
    from emkit.formula import MEAN

    require_readable("mu_hat_formula", mu_hat_formula, MEAN)


@test_case(points=3, hidden=True)
def test_meaning(mu_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import MEAN

    drop = "If one point had responsibility zero, it should drop out."
    same = "If both points are equal to c, the answer must be c."
    slips = {
        "(x_1 + x_2)/2": drop,
        "gamma_k1*x_1 + gamma_k2*x_2": same,
        "(gamma_k1*x_1 + gamma_k2*x_2)/2": "Divide by the total responsibility, not by the number of points.",
        "gamma_k1*x_1 + gamma_k2*x_2/(gamma_k1 + gamma_k2)": "Put parentheses around what is above the bar.",
        "(gamma_k1*x_1 + gamma_k2*x_2)/gamma_k1 + gamma_k2": "Put parentheses around what is below the bar.",
        "(gamma_k1*x_2 + gamma_k2*x_1)/(gamma_k1 + gamma_k2)": "Each point goes with its own responsibility.",
        "gamma_k1*x_1 + (1 - gamma_k1)*x_2": "Responsibilities add up to one over components, not over points.",
        "(x_1 + x_2)/(gamma_k1 + gamma_k2)": drop,
    }
    graded = MEAN.graded("(gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)", slips=slips)
    require_formula("mu_hat_formula", mu_hat_formula, graded)
