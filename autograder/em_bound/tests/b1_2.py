from otter.test_files import test_case

OK_FORMAT = False

name = 'b1_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(marginal_formula):
    from emkit.check import require_readable

    require_readable('marginal_formula', marginal_formula, ['N_1', 'N_2'])


@test_case(points=0, hidden=False)
def test_equal_components(marginal_formula):
    from emkit.check import close, formula_value

    same = "If both components were the same, the mixture should equal that component. Does yours?"
    close(
        "marginal_formula",
        formula_value("marginal_formula", marginal_formula, N_1=0.3, N_2=0.3),
        0.3,
        otherwise=same,
    )


@test_case(points=2, hidden=True)
def test_meaning(marginal_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'b1_2',
        names={
            'N_1': (0.05, 2.0),
            'N_2': (0.05, 2.0),
        },
        reference='(N_1 + N_2) / 2',
        slips={
            'N_1 + N_2': 'If both components were the same, the mixture should equal that component. Does yours?',
            'N_1 * N_2': 'The point comes from one component or from the other, not from both at once.',
            'N_1 * N_2 / 4': 'The point comes from one component or from the other, not from both at once.',
            '(N_1 + N_2) / 4': 'If both components were the same, the mixture should equal that component. Does yours?',
            'sqrt(N_1 * N_2)': 'A density of a mixture is an average of densities, not of their logarithms.',
        },
        quantity='a density',
        between=(0.0, None),
        scaled=(('N_1', 'N_2'),),
        exchanged=(('N_1', 'N_2'),),
    )
    require_formula('marginal_formula', marginal_formula, question)
