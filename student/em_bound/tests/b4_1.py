from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_an_order(bound_proof):
    from emkit.order import read_order

    read_order("bound_proof", bound_proof, "ABCDEFGH", 4)
