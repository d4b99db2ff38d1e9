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


@test_case(points=1.0, hidden=True)
def test_meaning_or_a_slip_that_keeps_1(dQ_dsigma):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b6_4',
        names={
            'gamma': (0.05, 0.95),
            'x': (-3.0, 3.0),
            'mu': (-3.0, 3.0),
            'sigma': (0.4, 3.0),
        },
        reference='gamma * (-1 / sigma + (x - mu)^2 / sigma^3)',
        slips={
            'gamma * (-1 / sigma + (x - mu)^2 / sigma^2)': ('Check the units of each term.', 1.0),
            'gamma * (-1 / sigma^2 + (x - mu)^2 / sigma^3)': 'Check the units of each term.',
            'gamma * (1 / sigma - (x - mu)^2 / sigma^3)': ('For a point far away, a larger sigma should help: check the sign.', 1.0),
            'gamma * (-1 / sigma - (x - mu)^2 / sigma^3)': 'The derivative should vanish for some sigma; both your terms have one sign.',
            '-gamma / sigma + (x - mu)^2 / sigma^3': 'The responsibility multiplies both terms.',
            '-1 / sigma + (x - mu)^2 / sigma^3': 'A point with responsibility zero should not count at all.',
            'gamma * (-1 / (2 * sigma^2) + (x - mu)^2 / (2 * sigma^4))': 'This is the slope in the variance; the question asks for the standard deviation.',
            'gamma * (-1 / sigma + (x - mu)^2 / (2 * sigma^3))': 'Differentiate the power of sigma under the fraction as well.',
        },
        scaled=(('gamma',), ('x', 'mu', 'sigma')),
        shifted=(('x', 'mu'),),
        exchanged=(('x', 'mu'),),
    )
    require_formula('dQ_dsigma', dQ_dsigma, question, keeps=1.0)


@test_case(points=1.0, hidden=True)
def test_meaning(dQ_dsigma):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b6_4',
        names={
            'gamma': (0.05, 0.95),
            'x': (-3.0, 3.0),
            'mu': (-3.0, 3.0),
            'sigma': (0.4, 3.0),
        },
        reference='gamma * (-1 / sigma + (x - mu)^2 / sigma^3)',
        slips={
            'gamma * (-1 / sigma + (x - mu)^2 / sigma^2)': ('Check the units of each term.', 1.0),
            'gamma * (-1 / sigma^2 + (x - mu)^2 / sigma^3)': 'Check the units of each term.',
            'gamma * (1 / sigma - (x - mu)^2 / sigma^3)': ('For a point far away, a larger sigma should help: check the sign.', 1.0),
            'gamma * (-1 / sigma - (x - mu)^2 / sigma^3)': 'The derivative should vanish for some sigma; both your terms have one sign.',
            '-gamma / sigma + (x - mu)^2 / sigma^3': 'The responsibility multiplies both terms.',
            '-1 / sigma + (x - mu)^2 / sigma^3': 'A point with responsibility zero should not count at all.',
            'gamma * (-1 / (2 * sigma^2) + (x - mu)^2 / (2 * sigma^4))': 'This is the slope in the variance; the question asks for the standard deviation.',
            'gamma * (-1 / sigma + (x - mu)^2 / (2 * sigma^3))': 'Differentiate the power of sigma under the fraction as well.',
        },
        scaled=(('gamma',), ('x', 'mu', 'sigma')),
        shifted=(('x', 'mu'),),
        exchanged=(('x', 'mu'),),
    )
    require_formula('dQ_dsigma', dQ_dsigma, question)
