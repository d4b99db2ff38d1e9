from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_3'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(var_hat_formula):
    from emkit.check import require_readable

    require_readable('var_hat_formula', var_hat_formula, ['gamma_k1', 'gamma_k2', 'x_1', 'x_2', 'hatmu_k'])


@test_case(points=0, hidden=False)
def test_other_units(var_hat_formula):
    from emkit.check import close, formula_value

    plain = {"gamma_k1": 0.25, "gamma_k2": 0.75, "x_1": 1, "x_2": 3, "hatmu_k": 2.5}
    tenfold = {name: 10 * value for name, value in plain.items() if name[0] != "g"}
    before = formula_value("var_hat_formula", var_hat_formula, **plain)
    after = formula_value("var_hat_formula", var_hat_formula, **{**plain, **tenfold})
    unit = "Check the unit: the answer should be in squared units."
    close("var_hat_formula", after, 100 * before, otherwise=unit)


@test_case(points=1.5, hidden=True)
def test_meaning_or_a_slip_that_keeps_1_5(var_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q3_3',
        names={
            'gamma_k1': (0.05, 0.95),
            'gamma_k2': (0.05, 0.95),
            'x_1': (-3.0, 3.0),
            'x_2': (-3.0, 3.0),
            'hatmu_k': '(gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)',
        },
        reference='(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2) / (gamma_k1 + gamma_k2)',
        slips={
            'sqrt((gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2))': ('Check the unit: the answer should be in squared units.', 1.5),
            'gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2': 'Multiply both responsibilities by ten: a variance should not change.',
            '(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/2': ('Multiply both responsibilities by ten: a variance should not change.', 1.5),
            '(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2 - 1)': ('This is a maximum-likelihood estimate: nothing is subtracted below the bar.', 1.5),
            '((gamma_k1*(x_1 - hatmu_k))^2 + (gamma_k2*(x_2 - hatmu_k))^2)/(gamma_k1 + gamma_k2)': 'Each squared distance is weighted once.',
            '((x_1 - hatmu_k)^2 + (x_2 - hatmu_k)^2)/2': 'If one point had responsibility zero, it should drop out.',
            '(gamma_k1*(x_1 - hatmu_k) + gamma_k2*(x_2 - hatmu_k))/(gamma_k1 + gamma_k2)': 'Weighted deviations from the weighted mean cancel to zero.',
            '(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2) - hatmu_k': 'Compare the units of the two terms: what is missing on the mean?',
            '(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2)': 'A variance does not change when all points move together.',
        },
        quantity='a variance',
        between=(0.0, None),
        scaled=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
        shifted=(('x_1', 'x_2'),),
        exchanged=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
    )
    require_formula('var_hat_formula', var_hat_formula, question, keeps=1.5)


@test_case(points=1.5, hidden=True)
def test_meaning(var_hat_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    question = Question(
        'q3_3',
        names={
            'gamma_k1': (0.05, 0.95),
            'gamma_k2': (0.05, 0.95),
            'x_1': (-3.0, 3.0),
            'x_2': (-3.0, 3.0),
            'hatmu_k': '(gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)',
        },
        reference='(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2) / (gamma_k1 + gamma_k2)',
        slips={
            'sqrt((gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2))': ('Check the unit: the answer should be in squared units.', 1.5),
            'gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2': 'Multiply both responsibilities by ten: a variance should not change.',
            '(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/2': ('Multiply both responsibilities by ten: a variance should not change.', 1.5),
            '(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2 - 1)': ('This is a maximum-likelihood estimate: nothing is subtracted below the bar.', 1.5),
            '((gamma_k1*(x_1 - hatmu_k))^2 + (gamma_k2*(x_2 - hatmu_k))^2)/(gamma_k1 + gamma_k2)': 'Each squared distance is weighted once.',
            '((x_1 - hatmu_k)^2 + (x_2 - hatmu_k)^2)/2': 'If one point had responsibility zero, it should drop out.',
            '(gamma_k1*(x_1 - hatmu_k) + gamma_k2*(x_2 - hatmu_k))/(gamma_k1 + gamma_k2)': 'Weighted deviations from the weighted mean cancel to zero.',
            '(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2) - hatmu_k': 'Compare the units of the two terms: what is missing on the mean?',
            '(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2)': 'A variance does not change when all points move together.',
        },
        quantity='a variance',
        between=(0.0, None),
        scaled=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
        shifted=(('x_1', 'x_2'),),
        exchanged=(('gamma_k1', 'gamma_k2'), ('x_1', 'x_2')),
    )
    require_formula('var_hat_formula', var_hat_formula, question)
