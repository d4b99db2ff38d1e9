from otter.test_files import test_case

OK_FORMAT = False

name = 'q6_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_shares(rate, missing):
    from emkit.check import number, require

    require(
        0 < number("rate", rate) < 1,
        "The steps become smaller and keep their sign: `rate` lies between 0 and 1.",
    )
    require(0 < number("missing", missing) < 1, "A share that is left lies between 0 and 1.")


@test_case(points=1, hidden=True)
def test_rate(rate, weight_path):
    import numpy as np
    from emkit.check import array, call, close, either

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    theta = np.array([3.0, 1.0]), np.array([4.0, 9.0])

    def own():
        steps = np.diff(array("weight_path", call("weight_path", weight_path, x, half, *theta, 31), (32,)))
        return steps[30] / steps[29] if steps[29] else np.nan

    slips = [(0.1741, "That is the part of the distance that a step removes; what factor is left?")]
    either(
        lambda: close("rate", rate, 0.8258905561, rtol=0, atol=0.006, slips=slips),
        lambda: close("rate", rate, own(), rtol=0, atol=0.006),
    )


@test_case(points=1, hidden=True)
def test_missing(missing, weight_path, e_step):
    import numpy as np
    from emkit.check import array, call, close, either

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    theta = np.array([3.0, 1.0]), np.array([4.0, 9.0])

    def own():
        p = array("weight_path", call("weight_path", weight_path, x, half, *theta, 200), (201,))[200]
        resp = array("resp", call("e_step", e_step, x, np.array([p, 1 - p]), *theta), (5, 2))[:, 0]
        return np.mean(resp * (1 - resp)) / (p * (1 - p)) if 0 < p < 1 else np.nan

    slips = [(0.1741, "That is the share that the points do tell; how much is left?")]
    either(
        lambda: close("missing", missing, 0.8258905561, rtol=0, atol=0.006, slips=slips),
        lambda: close("missing", missing, own(), rtol=0, atol=0.006),
    )
