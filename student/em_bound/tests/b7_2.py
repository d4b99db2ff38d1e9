from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_2'
points = 2


@test_case(points=0, hidden=False)
def test_never_rises(chain):
    import numpy as np
    from emkit.check import array, require

    values = array("chain", chain, (4,))
    require(np.all(np.diff(values) <= 1e-6), "Each link of the chain says that the next value is not larger.")
