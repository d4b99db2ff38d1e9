from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_4'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_labels(assignments_theta0, assignment_new):
    from emkit.check import labels, one_of

    labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    one_of("assignment_new", assignment_new, (1, 2))


@test_case(points=1, hidden=True)
def test_border_between_the_components(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[2] == 2 and found[3] == 1, "The point 4 or the point 5 prefers the other component.")


@test_case(points=1, hidden=True)
def test_far_points_and_the_last(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(
        found[:2] == [2, 2], "Far to the left it is not the nearer mean that wins; compare the variances."
    )
    require(found[4] == 1, "The point 6 prefers the other component.")


@test_case(points=1, hidden=True)
def test_new_point(assignment_new):
    from emkit.check import one_of, require

    wide = (
        "Right of both means the point 7.5 prefers the other component. Is the variance used as a variance?"
    )
    require(one_of("assignment_new", assignment_new, (1, 2)) == 2, wide)
