from otter.test_files import test_case

OK_FORMAT = False

name = 'b5_1'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_are_letters(best_q, why_best_q):
    from emkit.check import one_of

    one_of("best_q", best_q, "ABCD")
    one_of("why_best_q", why_best_q, "ABCD")
