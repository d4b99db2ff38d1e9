from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(posterior_formula):
    from emkit.check import require_readable

    require_readable('posterior_formula', posterior_formula, ['pi_1', 'pi_2', 'pi_k', 'N_1', 'N_2', 'N_k'])
