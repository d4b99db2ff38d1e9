from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(mu_hat_formula):
    from emkit.check import require_readable

    require_readable('mu_hat_formula', mu_hat_formula, ['gamma_k1', 'gamma_k2', 'x_1', 'x_2'])


@test_case(points=0, hidden=False)
def test_both_points_at_one_place(mu_hat_formula):
    from emkit.check import close, formula_value

    value = formula_value("mu_hat_formula", mu_hat_formula, gamma_k1=0.3, gamma_k2=0.8, x_1=5, x_2=5)
    close("mu_hat_formula", value, 5, otherwise="If both points are equal to c, the answer must be c.")


@test_case(points=1.0, hidden=True)
def test_meaning_or_a_slip_that_keeps_1(mu_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q3_2',
        names={
            'gamma_k1': (0.05, 0.95),
            'gamma_k2': (0.05, 0.95),
            'x_1': (-3.0, 3.0),
            'x_2': (-3.0, 3.0),
        },
        reference='(gamma_k1*x_1 + gamma_k2*x_2) / (gamma_k1 + gamma_k2)',
        slips={
            '(x_1 + x_2)/2': 'If one point had responsibility zero, it should drop out.',
            'gamma_k1*x_1 + gamma_k2*x_2': ('If both points are equal to c, the answer must be c.', 1.0),
            '(gamma_k1*x_1 + gamma_k2*x_2)/2': ('Divide by the total responsibility, not by the number of points.', 1.0),
            '(gamma_k1*x_2 + gamma_k2*x_1)/(gamma_k1 + gamma_k2)': 'Each point goes with its own responsibility.',
            'gamma_k1*x_1 + (1 - gamma_k1)*x_2': 'Responsibilities add up to one over components, not over points.',
            '(x_1 + x_2)/(gamma_k1 + gamma_k2)': 'If one point had responsibility zero, it should drop out.',
        },
        scaled=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
        shifted=(('x_1', 'x_2'),),
        exchanged=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
    )
    require_formula('mu_hat_formula', mu_hat_formula, question, keeps=1.0)


@test_case(points=2.0, hidden=True)
def test_meaning(mu_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q3_2',
        names={
            'gamma_k1': (0.05, 0.95),
            'gamma_k2': (0.05, 0.95),
            'x_1': (-3.0, 3.0),
            'x_2': (-3.0, 3.0),
        },
        reference='(gamma_k1*x_1 + gamma_k2*x_2) / (gamma_k1 + gamma_k2)',
        slips={
            '(x_1 + x_2)/2': 'If one point had responsibility zero, it should drop out.',
            'gamma_k1*x_1 + gamma_k2*x_2': ('If both points are equal to c, the answer must be c.', 1.0),
            '(gamma_k1*x_1 + gamma_k2*x_2)/2': ('Divide by the total responsibility, not by the number of points.', 1.0),
            '(gamma_k1*x_2 + gamma_k2*x_1)/(gamma_k1 + gamma_k2)': 'Each point goes with its own responsibility.',
            'gamma_k1*x_1 + (1 - gamma_k1)*x_2': 'Responsibilities add up to one over components, not over points.',
            '(x_1 + x_2)/(gamma_k1 + gamma_k2)': 'If one point had responsibility zero, it should drop out.',
        },
        scaled=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
        shifted=(('x_1', 'x_2'),),
        exchanged=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
    )
    require_formula('mu_hat_formula', mu_hat_formula, question)
