from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_3'
points = 5


@test_case(points=0, hidden=False)
def test_five_labels(assignments_theta0):
    from emkit.check import labels

    labels("assignments_theta0", assignments_theta0, 5, (1, 2))


@test_case(points=1, hidden=True)
def test_point_0(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[0] == 2, "Point x(0) prefers the other component. The nearer mean does not always win.")


@test_case(points=1, hidden=True)
def test_point_1(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[1] == 2, "Point x(1) prefers the other component. The nearer mean does not always win.")


@test_case(points=1, hidden=True)
def test_point_2(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[2] == 2, "Point x(2) prefers the other component. The nearer mean does not always win.")


@test_case(points=1, hidden=True)
def test_point_3(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[3] == 1, "Point x(3) prefers the other component. The nearer mean does not always win.")


@test_case(points=1, hidden=True)
def test_point_4(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[4] == 1, "Point x(4) prefers the other component. The nearer mean does not always win.")
