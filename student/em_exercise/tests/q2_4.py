from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_4'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_labels(assignments_theta0, assignment_new):
    from emkit.check import labels, one_of

    labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    one_of("assignment_new", assignment_new, (1, 2))
