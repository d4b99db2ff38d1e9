from otter.test_files import test_case

OK_FORMAT = False

name = 'e7_1'
points = 2


@test_case(points=0, hidden=False)
def test_three_rows(fill_in):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    X = np.array([[3.0, np.nan], [3, 8], [-1, np.nan]])
    mean, cov = np.array([1.0, 10.0]), np.array([[4.0, 2.0], [2.0, 3.0]])
    filled, extra = parts("fill_in", call_unchanged("fill_in", fill_in, X, mean, cov), 2)
    slips = [
        (
            [[3, 10], [3, 8], [-1, 10]],
            "A long eruption promises a long wait: the guess depends on the length.",
        ),
        ([[3, 14], [3, 8], [-1, 6]], "The covariance in (9) is divided by the variance of the length."),
        ([[3, 11], [3, 11], [-1, 9]], "A wait that was seen stays as it is."),
    ]
    close("filled", filled, [[3, 11], [3, 8], [-1, 9]], slips=slips)
    slips = [
        ([2, 2, 2], "A wait that was seen has no variance left."),
        ([3, 0, 3], "Knowing the length takes a part of the variance away."),
        ([1.4142136, 0, 1.4142136], "Check the unit: a variance is in squared units."),
    ]
    close("extra", extra, [2, 0, 2], slips=slips)
