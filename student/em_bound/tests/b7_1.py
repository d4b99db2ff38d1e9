from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_an_order(ascent_chain):
    from emkit.order import read_order

    read_order("ascent_chain", ascent_chain, "ABCDEF", 3)
