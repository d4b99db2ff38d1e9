from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_4'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_probability(p_long):
    from emkit.check import number, require

    require(0 <= number("p_long", p_long) <= 1, "A probability lies between 0 and 1.")
