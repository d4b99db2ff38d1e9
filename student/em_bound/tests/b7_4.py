from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_pair(counterexample):
    import numpy as np
    from emkit.check import array, require

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")
