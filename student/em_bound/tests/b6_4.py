from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(dQ_dsigma):
    from emkit.check import require_readable

    require_readable('dQ_dsigma', dQ_dsigma, ['gamma', 'x', 'mu', 'sigma'])


@test_case(points=0, hidden=False)
def test_other_units(dQ_dsigma):
    from emkit.check import close, formula_value

    before = formula_value("dQ_dsigma", dQ_dsigma, gamma=0.5, x=3, mu=1, sigma=0.5)
    after = formula_value("dQ_dsigma", dQ_dsigma, gamma=0.5, x=30, mu=10, sigma=5)
    close("dQ_dsigma", after, before / 10, otherwise="Check the units of each term.")
