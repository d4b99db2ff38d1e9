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
def test_border_between_the_components(assignments_theta0, e_step):
    import numpy as np
    from emkit.check import array, call, either, labels, require

    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )
    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))

    def own():
        resp = array("resp", call("e_step", e_step, x, *theta), (5, 2))
        require(found == list(1 + (resp[:, 1] > resp[:, 0])), "Your own E-step gives other labels.")

    border = "The point 4 or the point 5 prefers the other component."
    either(lambda: require(found[2] == 2 and found[3] == 1, border), own)


@test_case(points=1, hidden=True)
def test_far_points_and_the_last(assignments_theta0, e_step):
    import numpy as np
    from emkit.check import array, call, either, labels, require

    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )
    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))

    def own():
        resp = array("resp", call("e_step", e_step, x, *theta), (5, 2))
        require(found == list(1 + (resp[:, 1] > resp[:, 0])), "Your own E-step gives other labels.")

    far = "Far to the left it is not the nearer mean that wins; compare the variances."
    either(lambda: require(found[:2] == [2, 2] and found[4] == 1, far), own)


@test_case(points=1, hidden=True)
def test_new_point(assignment_new):
    from emkit.check import one_of, require

    wide = (
        "Right of both means the point 7.5 prefers the other component. Is the variance used as a variance?"
    )
    require(one_of("assignment_new", assignment_new, (1, 2)) == 2, wide)
