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


@test_case(points=1, hidden=True)
def test_other_points(weight_path, e_step):
    import numpy as np
    from emkit.check import array, call, close, either

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    theta = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    path = call("weight_path", weight_path, x, pi, *theta, 3)

    def own():
        path, now = [0.3], pi
        for _ in range(3):
            now = array("resp", call("e_step", e_step, x, now, *theta), (5, 2)).mean(axis=0)
            path.append(now[0])
        return path

    either(
        lambda: close("weight_path", path, [0.3, 0.3955110624, 0.4512823236, 0.4780226780], rtol=1e-6),
        lambda: close("weight_path", path, own(), rtol=1e-6),
    )


@test_case(points=1, hidden=True)
def test_start_and_limit(weight_path, e_step):
    import numpy as np
    from emkit.check import array, call, close, either

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    theta = np.array([3.0, 1.0]), np.array([4.0, 9.0])

    def own():
        now = half
        for _ in range(150):
            now = array("resp", call("e_step", e_step, x, now, *theta), (5, 2)).mean(axis=0)
        return now[0]

    close("weight_path without an iteration", call("weight_path", weight_path, x, half, *theta, 0), [0.5])
    path = array("weight_path", call("weight_path", weight_path, x, half, *theta, 150), (151,))
    either(
        lambda: close("the last entry of weight_path", path[150], 0.5899262035, rtol=1e-6),
        lambda: close("the last entry of weight_path", path[150], own(), rtol=1e-6),
    )
