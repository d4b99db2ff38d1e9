from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(dQ_dpi1):
    from emkit.check import require_readable

    require_readable('dQ_dpi1', dQ_dpi1, ['n_1', 'n_2', 'pi_1'])
