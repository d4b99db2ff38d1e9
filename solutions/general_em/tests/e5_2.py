from otter.test_files import test_case

OK_FORMAT = False

name = 'e5_2'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_a_count(n_equivalent):
    from emkit.check import number, require

    count = number("n_equivalent", n_equivalent)
    require(count == int(count) and count > 0, "`n_equivalent` is a count: a whole number, at least 1.")


@test_case(points=1, hidden=True)
def test_number_of_names(n_equivalent):
    from emkit.check import close

    close("n_equivalent", n_equivalent, 12)
