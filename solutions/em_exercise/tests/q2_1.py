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


@test_case(points=1.0, hidden=True)
def test_meaning_or_a_slip_that_keeps_1(posterior_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q2_1',
        names={
            'pi_1': (0.05, 0.95),
            'pi_2': '1 - pi_1',
            'pi_k': ('pi_1', 'pi_2'),
            'N_1': (0.05, 2.0),
            'N_2': (0.05, 2.0),
            'N_k': ('N_1', 'N_2'),
        },
        reference='pi_k*N_k / (pi_1*N_1 + pi_2*N_2)',
        slips={
            'pi_k*N_k': ('The values for k = 1 and k = 2 must add up to one.', 1.0),
            'N_k/(N_1 + N_2)': ('A component with weight zero should get nothing.', 1.0),
            'pi_1*N_1/(pi_1*N_1 + pi_2*N_2)': ('Right only for k = 1; the formula must hold for either k.', 1.0),
            'pi_k/(pi_1 + pi_2)': 'The data point must matter: where do the densities enter?',
            'pi_k*N_k/(N_1 + N_2)': 'The values for k = 1 and k = 2 must add up to one.',
            'N_k/(pi_1*N_1 + pi_2*N_2)': 'A component with weight zero should get nothing.',
        },
        quantity='a responsibility',
        between=(0.0, 1.0),
        scaled=(('N_1', 'N_2'),),
        exchanged=(('pi_1', 'pi_2'), ('N_1', 'N_2')),
    )
    require_formula('posterior_formula', posterior_formula, question, keeps=1.0)


@test_case(points=2.0, hidden=True)
def test_meaning(posterior_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q2_1',
        names={
            'pi_1': (0.05, 0.95),
            'pi_2': '1 - pi_1',
            'pi_k': ('pi_1', 'pi_2'),
            'N_1': (0.05, 2.0),
            'N_2': (0.05, 2.0),
            'N_k': ('N_1', 'N_2'),
        },
        reference='pi_k*N_k / (pi_1*N_1 + pi_2*N_2)',
        slips={
            'pi_k*N_k': ('The values for k = 1 and k = 2 must add up to one.', 1.0),
            'N_k/(N_1 + N_2)': ('A component with weight zero should get nothing.', 1.0),
            'pi_1*N_1/(pi_1*N_1 + pi_2*N_2)': ('Right only for k = 1; the formula must hold for either k.', 1.0),
            'pi_k/(pi_1 + pi_2)': 'The data point must matter: where do the densities enter?',
            'pi_k*N_k/(N_1 + N_2)': 'The values for k = 1 and k = 2 must add up to one.',
            'N_k/(pi_1*N_1 + pi_2*N_2)': 'A component with weight zero should get nothing.',
        },
        quantity='a responsibility',
        between=(0.0, 1.0),
        scaled=(('N_1', 'N_2'),),
        exchanged=(('pi_1', 'pi_2'), ('N_1', 'N_2')),
    )
    require_formula('posterior_formula', posterior_formula, question)
