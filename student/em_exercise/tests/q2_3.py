from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_3'
points = 5


@test_case(points=0, hidden=False)
def test_five_labels(assignments_theta0):
    from emkit.check import labels

    labels("assignments_theta0", assignments_theta0, 5, (1, 2))
