from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_2'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(var_hat_formula):
    from emkit.check import require_readable
    from emkit.formula import VARIANCE

    require_readable("var_hat_formula", var_hat_formula, VARIANCE)


@test_case(points=3, hidden=True)
def test_meaning(var_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import VARIANCE

    top = "gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2"
    scale = "Multiply both responsibilities by ten: a variance should not change."
    slips = {
        f"sqrt(({top})/(gamma_k1 + gamma_k2))": "Check the unit: the answer should be in squared units.",
        top: scale,
        f"({top})/2": scale,
        f"({top})/(gamma_k1 + gamma_k2 - 1)": "This is a maximum-likelihood estimate: nothing is subtracted below the bar.",
        "((gamma_k1*(x_1 - hatmu_k))^2 + (gamma_k2*(x_2 - hatmu_k))^2)/(gamma_k1 + gamma_k2)": (
            "Each squared distance is weighted once."
        ),
        "((x_1 - hatmu_k)^2 + (x_2 - hatmu_k)^2)/2": "If one point had responsibility zero, it should drop out.",
        "(gamma_k1*(x_1 - hatmu_k) + gamma_k2*(x_2 - hatmu_k))/(gamma_k1 + gamma_k2)": (
            "Weighted deviations from the weighted mean cancel to zero."
        ),
        f"{top}/(gamma_k1 + gamma_k2)": "Put parentheses around what is above the bar.",
        f"({top})/gamma_k1 + gamma_k2": "Put parentheses around what is below the bar.",
        "(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2) - hatmu_k": (
            "Compare the units of the two terms: what is missing on the mean?"
        ),
        "(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2)": "A variance does not change when all points move together.",
    }
    relations = {"hatmu_k": "(gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)"}
    graded = VARIANCE.graded(f"({top})/(gamma_k1 + gamma_k2)", relations=relations, slips=slips)
    require_formula("var_hat_formula", var_hat_formula, graded)
