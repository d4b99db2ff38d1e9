from otter.test_files import test_case

OK_FORMAT = False

name = 'q5_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_kind_of_answer(far_code, far_log_odds):
    from emkit.check import number, one_of

    one_of("far_code", far_code, "ABCD")
    number("far_log_odds", far_log_odds)
