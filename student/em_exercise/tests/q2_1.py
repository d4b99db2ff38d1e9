from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(posterior_formula):
    from emkit.check import require_readable

    require_readable('posterior_formula', posterior_formula, ['pi_1', 'pi_2', 'pi_k', 'N_1', 'N_2', 'N_k'])


@test_case(points=0, hidden=False)
def test_shares_add_up(posterior_formula):
    from emkit.check import close, formula_value

    at = {"pi_1": 0.3, "pi_2": 0.7, "N_1": 0.2, "N_2": 0.9}
    one = formula_value("posterior_formula", posterior_formula, **at, pi_k=0.3, N_k=0.2)
    two = formula_value("posterior_formula", posterior_formula, **at, pi_k=0.7, N_k=0.9)
    close("the sum over k", one + two, 1, otherwise="The values for k = 1 and k = 2 must add up to one.")
