from otter.test_files import test_case

OK_FORMAT = False

name = 'q6_1'
points = 2


@test_case(points=0, hidden=False)
def test_public_data_set(weight_path):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    value = call_unchanged("weight_path", weight_path, x, pi, np.array([-1.0, 2.0]), np.array([9.0, 0.25]), 2)
    path = array("weight_path", value, (3,))
    slips = [
        (
            [0.2, 0.594333, 0.584921],
            "Only the weights are updated: the means and variances stay as they are given.",
        ),
        ([0.2, 0.594333, 0.594333], "Each iteration starts at the weights of the one before."),
        ([0.8, 0.405667, 0.277676], "The first component's weight is asked for."),
    ]
    close("weight_path", path, [0.2, 0.594333, 0.722324], rtol=1e-5, slips=slips)
