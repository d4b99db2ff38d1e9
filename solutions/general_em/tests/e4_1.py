from otter.test_files import test_case

OK_FORMAT = False

name = 'e4_1'
points = 2


@test_case(points=0, hidden=False)
def test_one_point(shared_variance_resp):
    import numpy as np

    from emkit.check import call, close, require

    resp = call("shared_variance_resp", shared_variance_resp, np.array([1.0]), np.array([0.0, 4.0]), 2.0)
    slips = [
        ([[0.731059, 0.268941]], "`s2` is already the square; it stands in the exponent once."),
        ([[0.982014, 0.017986]], "The exponent has a factor 1/2."),
        ([[0.622459, 0.377541]], "The distance is squared."),
        ([[0.119203, 0.880797]], "The nearer mean should get the larger share."),
        ([[1, 0]], "For a variance of 2 the point is shared."),
    ]
    close("resp", resp, [[0.8807970780, 0.1192029220]], slips=slips)
    sharp = call("shared_variance_resp", shared_variance_resp, np.array([1.0]), np.array([0.0, 4.0]), 1e-4)
    require(
        np.isfinite(np.asarray(sharp, float)).all(),
        "For `s2` = 0.0001 your result is not a number: stay in logs.",
    )


@test_case(points=1, hidden=True)
def test_moderate_variances(shared_variance_resp):
    import numpy as np

    from emkit.check import call, close

    mu = np.array([1.0, 5.0])
    for s2, share in ((1.0, 0.5986876601), (0.15, 0.9350308309)):
        resp = call("shared_variance_resp", shared_variance_resp, np.array([2.9]), mu, s2)
        close("resp", resp, [[share, 1 - share]])
    resp = call(
        "shared_variance_resp", shared_variance_resp, np.array([0.5, 2.0]), np.array([0.0, 1.0, 4.0]), 1.5
    )
    want = [[0.4954626426, 0.4954626426, 0.0090747148], [0.2119415576, 0.5761168848, 0.2119415576]]
    close("resp", resp, want)


@test_case(points=1, hidden=True)
def test_limit_is_the_nearest_mean(shared_variance_resp):
    import numpy as np

    from emkit.check import call, close

    x, mu = np.array([2.9, 3.1, -7.0, 40.0]), np.array([1.0, 5.0, 9.0])
    for s2 in (1e-3, 1e-6):
        resp = call("shared_variance_resp", shared_variance_resp, x, mu, s2)
        close("resp", resp, [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]], atol=1e-9)
