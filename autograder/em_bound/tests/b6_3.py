from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(dQ_dmu):
    from emkit.check import require_readable

    require_readable('dQ_dmu', dQ_dmu, ['gamma', 'x', 'mu', 'sigma'])


@test_case(points=0, hidden=False)
def test_other_units(dQ_dmu):
    from emkit.check import close, formula_value

    before = formula_value("dQ_dmu", dQ_dmu, gamma=0.5, x=3, mu=1, sigma=0.5)
    after = formula_value("dQ_dmu", dQ_dmu, gamma=0.5, x=30, mu=10, sigma=5)
    unit = "Take x, mu and sigma ten times as large: a slope in mu should become a tenth."
    close("dQ_dmu", after, before / 10, otherwise=unit)


@test_case(points=1.0, hidden=True)
def test_meaning_or_a_slip_that_keeps_1(dQ_dmu):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b6_3',
        names={
            'gamma': (0.05, 0.95),
            'x': (-3.0, 3.0),
            'mu': (-3.0, 3.0),
            'sigma': (0.4, 3.0),
        },
        reference='gamma * (x - mu) / sigma^2',
        slips={
            'gamma * (mu - x) / sigma^2': ('A point above the mean should pull the mean up.', 1.0),
            'gamma * (x - mu) / sigma': 'Check the unit: a slope in the mean has the unit of one over the data.',
            'gamma * (x - mu)': 'How strongly a point pulls depends on how wide the component is.',
            '(x - mu) / sigma^2': 'A point with responsibility zero should not pull at all.',
            '2 * gamma * (x - mu) / sigma^2': ('The 2 under the fraction in (6.3) meets the 2 from the square.', 1.0),
            'gamma * (x - mu) / (2 * sigma^2)': ('The 2 under the fraction in (6.3) meets the 2 from the square.', 1.0),
            'gamma * (x - mu)^2 / sigma^2': 'Differentiate the square as well.',
        },
        scaled=(('gamma',), ('x', 'mu', 'sigma')),
        shifted=(('x', 'mu'),),
        exchanged=(('x', 'mu'),),
    )
    require_formula('dQ_dmu', dQ_dmu, question, keeps=1.0)


@test_case(points=1.0, hidden=True)
def test_meaning(dQ_dmu):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b6_3',
        names={
            'gamma': (0.05, 0.95),
            'x': (-3.0, 3.0),
            'mu': (-3.0, 3.0),
            'sigma': (0.4, 3.0),
        },
        reference='gamma * (x - mu) / sigma^2',
        slips={
            'gamma * (mu - x) / sigma^2': ('A point above the mean should pull the mean up.', 1.0),
            'gamma * (x - mu) / sigma': 'Check the unit: a slope in the mean has the unit of one over the data.',
            'gamma * (x - mu)': 'How strongly a point pulls depends on how wide the component is.',
            '(x - mu) / sigma^2': 'A point with responsibility zero should not pull at all.',
            '2 * gamma * (x - mu) / sigma^2': ('The 2 under the fraction in (6.3) meets the 2 from the square.', 1.0),
            'gamma * (x - mu) / (2 * sigma^2)': ('The 2 under the fraction in (6.3) meets the 2 from the square.', 1.0),
            'gamma * (x - mu)^2 / sigma^2': 'Differentiate the square as well.',
        },
        scaled=(('gamma',), ('x', 'mu', 'sigma')),
        shifted=(('x', 'mu'),),
        exchanged=(('x', 'mu'),),
    )
    require_formula('dQ_dmu', dQ_dmu, question)
