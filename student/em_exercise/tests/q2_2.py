from otter.test_files import test_case

OK_FORMAT = False

name = 'q2_2'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(e_step):
    import numpy as np
    from emkit.check import array, call_unchanged, close, require

    axis = "Sum along each row and along each column: which should be one?"
    spread = (
        "Is the variance used as a variance? Compare one entry of the numerator with `normal_pdf` by hand."
    )
    paired = "Is each weight and each variance paired with its own mean?"
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    value = call_unchanged("e_step", e_step, x, pi, mu, var)
    require(array("resp", value).shape != (2, 3), "One row per data point, one column per component.")
    resp = array("resp", value, (3, 2))
    require((resp >= 0).all(), "A responsibility is a probability: it lies between 0 and 1.")
    slips = [
        (
            [0.929775, 0.162604, 0.991993],
            "A component with weight zero should get nothing. Where do the weights enter?",
        ),
        ([0.023471, 0.018794, 0.006632], axis),
        ([0.480010, 0.384362, 0.135628], axis),
        ([0.999998, 0.047048, 1.000000], spread),
        ([0.232019, 0.953703, 0.031278], "Column 0 belongs to component 1, column 1 to component 2."),
        ([0.952061, 0.225567, 0.994647], spread),
        ([0.355531, 0.008026, 0.837711], spread),
        ([0.996211, 0.053530, 0.999957], spread),
        ([0.200000, 0.200000, 0.200000], "The data point must matter: where do the densities enter?"),
        ([0.981468, 0.437162, 0.997986], paired),
        ([0.767981, 0.999909, 1.000000], paired),
        ([0.018532, 5.668e-06, 0.0], paired),
        (
            [0.504095, 0.408938, 0.501604],
            "Normalise by dividing by the row's sum; no further exponential is needed.",
        ),
        (
            [0.500000, 0.166667, 0.285714],
            "The nearer mean does not always win; compare the variances and the weights.",
        ),
        ([1.0, 0.0, 1.0], "A point halfway between two components should be shared."),
    ]
    want, uneven = [0.767981, 0.046297, 0.968722], abs(resp.sum(axis=1) - 1).max() > 1e-9
    close("resp[:, 0]", resp[:, 0], want, rtol=1e-4, slips=slips, otherwise=axis if uneven else "")
    require(not uneven, axis)
