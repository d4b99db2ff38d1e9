from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(dQ_dpi1):
    from emkit.check import require_readable

    require_readable('dQ_dpi1', dQ_dpi1, ['n_1', 'n_2', 'pi_1'])


@test_case(points=0, hidden=False)
def test_components_exchanged(dQ_dpi1):
    from emkit.check import close, formula_value

    before = formula_value("dQ_dpi1", dQ_dpi1, n_1=2, n_2=3, pi_1=0.2)
    after = formula_value("dQ_dpi1", dQ_dpi1, n_1=3, n_2=2, pi_1=0.8)
    mirror = "Exchange the components, n_1 with n_2 and pi_1 with 1 - pi_1: only the sign should change."
    close("dQ_dpi1", after, -before, otherwise=mirror)
