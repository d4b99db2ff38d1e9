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


@test_case(points=1.0, hidden=True)
def test_meaning_or_a_slip_that_keeps_1(dQ_dpi1):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b6_2',
        names={
            'n_1': (0.2, 5.0),
            'n_2': (0.2, 5.0),
            'pi_1': (0.05, 0.95),
        },
        reference='n_1 / pi_1 - n_2 / (1 - pi_1)',
        slips={
            'n_1 / pi_1 + n_2 / (1 - pi_1)': ('When pi_1 grows, what happens to the other weight?', 1.0),
            'n_1 / pi_1': 'When pi_1 grows, what happens to the other weight?',
            'n_1 / pi_1 - n_2 / pi_1': 'Which weight stands under the second logarithm?',
            'n_1 * log(pi_1) + n_2 * log(1 - pi_1)': 'This is the function itself; differentiate it.',
            'n_1 * log(pi_1) - n_2 * log(1 - pi_1)': 'Differentiate the logarithms as well.',
            'n_1 / (n_1 + n_2)': 'This is where the derivative vanishes; the question asks for the derivative.',
        },
        scaled=(('n_1', 'n_2'),),
    )
    require_formula('dQ_dpi1', dQ_dpi1, question, keeps=1.0)


@test_case(points=1.0, hidden=True)
def test_meaning(dQ_dpi1):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b6_2',
        names={
            'n_1': (0.2, 5.0),
            'n_2': (0.2, 5.0),
            'pi_1': (0.05, 0.95),
        },
        reference='n_1 / pi_1 - n_2 / (1 - pi_1)',
        slips={
            'n_1 / pi_1 + n_2 / (1 - pi_1)': ('When pi_1 grows, what happens to the other weight?', 1.0),
            'n_1 / pi_1': 'When pi_1 grows, what happens to the other weight?',
            'n_1 / pi_1 - n_2 / pi_1': 'Which weight stands under the second logarithm?',
            'n_1 * log(pi_1) + n_2 * log(1 - pi_1)': 'This is the function itself; differentiate it.',
            'n_1 * log(pi_1) - n_2 * log(1 - pi_1)': 'Differentiate the logarithms as well.',
            'n_1 / (n_1 + n_2)': 'This is where the derivative vanishes; the question asks for the derivative.',
        },
        scaled=(('n_1', 'n_2'),),
    )
    require_formula('dQ_dpi1', dQ_dpi1, question)
