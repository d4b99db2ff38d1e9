from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_1'
points = 3


@test_case(points=0, hidden=False)
def test_can_be_read(posterior_formula):
    from emkit.check import require_readable
    from emkit.formula import POSTERIOR

    require_readable("posterior_formula", posterior_formula, POSTERIOR)


@test_case(points=3, hidden=True)
def test_meaning(posterior_formula):
    from emkit.check import require_formula
    from emkit.formula import POSTERIOR

    one = "The values for k = 1 and k = 2 must add up to one."
    nothing = "A component with weight zero should get nothing."
    slips = {
        "pi_k*N_k": one,
        "N_k/(N_1 + N_2)": nothing,
        "pi_k/(pi_1 + pi_2)": "The data point must matter: where do the densities enter?",
        "pi_k*N_k/pi_1*N_1 + pi_2*N_2": "Put parentheses around what is below the bar.",
        "pi_1*N_1/(pi_1*N_1 + pi_2*N_2)": "Right only for k = 1; the formula must hold for either k.",
        "pi_2*N_2/(pi_1*N_1 + pi_2*N_2)": "Right only for k = 2; the formula must hold for either k.",
        "pi_k*N_k/(N_1 + N_2)": one,
        "N_k/(pi_1*N_1 + pi_2*N_2)": nothing,
    }
    graded = POSTERIOR.graded("pi_k*N_k/(pi_1*N_1 + pi_2*N_2)", relations={"pi_2": "1 - pi_1"}, slips=slips)
    require_formula("posterior_formula", posterior_formula, graded)
