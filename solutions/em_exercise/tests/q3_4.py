from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_4'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(pi_hat_formula):
    from emkit.check import require_readable

    require_readable('pi_hat_formula', pi_hat_formula, ['gamma_k1', 'gamma_k2'])


@test_case(points=0, hidden=False)
def test_weights_add_up(pi_hat_formula):
    from emkit.check import close, formula_value

    one = formula_value("pi_hat_formula", pi_hat_formula, gamma_k1=0.2, gamma_k2=0.9)
    two = formula_value("pi_hat_formula", pi_hat_formula, gamma_k1=0.8, gamma_k2=0.1)
    close("the sum over k", one + two, 1, otherwise="The weights of the two components must add up to one.")


@test_case(points=1.0, hidden=True)
def test_meaning_or_a_slip_that_keeps_1(pi_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q3_4',
        names={
            'gamma_k1': (0.05, 0.95),
            'gamma_k2': (0.05, 0.95),
        },
        reference='(gamma_k1 + gamma_k2) / 2',
        slips={
            'gamma_k1 + gamma_k2': ('The weights of the two components must add up to one.', 1.0),
            '1/2': 'If one component is responsible for everything, what should its weight be?',
            'gamma_k1/(gamma_k1 + gamma_k2)': "Average over the points, not over one component's responsibilities.",
            'gamma_k2/(gamma_k1 + gamma_k2)': "Average over the points, not over one component's responsibilities.",
            'gamma_k1*gamma_k2': 'Two points count twice as much as one: add them, do not multiply.',
        },
        quantity='a weight',
        between=(0.0, 1.0),
        exchanged=(('gamma_k1', 'gamma_k2'),),
    )
    require_formula('pi_hat_formula', pi_hat_formula, question, keeps=1.0)


@test_case(points=2.0, hidden=True)
def test_meaning(pi_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q3_4',
        names={
            'gamma_k1': (0.05, 0.95),
            'gamma_k2': (0.05, 0.95),
        },
        reference='(gamma_k1 + gamma_k2) / 2',
        slips={
            'gamma_k1 + gamma_k2': ('The weights of the two components must add up to one.', 1.0),
            '1/2': 'If one component is responsible for everything, what should its weight be?',
            'gamma_k1/(gamma_k1 + gamma_k2)': "Average over the points, not over one component's responsibilities.",
            'gamma_k2/(gamma_k1 + gamma_k2)': "Average over the points, not over one component's responsibilities.",
            'gamma_k1*gamma_k2': 'Two points count twice as much as one: add them, do not multiply.',
        },
        quantity='a weight',
        between=(0.0, 1.0),
        exchanged=(('gamma_k1', 'gamma_k2'),),
    )
    require_formula('pi_hat_formula', pi_hat_formula, question)
