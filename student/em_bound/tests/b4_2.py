from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_list_of_reasons(bound_reasons):
    from emkit.order import read_order

    read_order("bound_reasons", bound_reasons, "PQRST", 3)
