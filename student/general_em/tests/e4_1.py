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
