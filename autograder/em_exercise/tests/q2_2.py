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


@test_case(points=0.5, hidden=True)
def test_the_larger_one_at_theta0(e_step):
    import numpy as np
    from emkit.check import array, call, either, require, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def gives(function):
        resp = array("resp", call("e_step", function, x, *theta), (5, 2))
        require((resp.argmax(axis=1) == [1, 1, 1, 0, 0]).all(), "Which component has the larger numerator?")

    # A slip of question 1.1 is paid for there.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


@test_case(points=0.5, hidden=True)
def test_at_theta0(e_step):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    first = np.array([1.36512048891155e-7, 1.39244155549275e-5, 0.454661672892371, 2 / 3, 0.693842896485577])

    def gives(function):
        resp = call("e_step", function, x, *theta)
        close("resp at theta0", resp, np.column_stack([first, 1 - first]), rtol=1e-6)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


@test_case(points=1, hidden=True)
def test_unequal_weights(e_step):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])
    first = np.array([0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201])

    def gives(function):
        close("resp", call("e_step", function, x, *theta), np.column_stack([first, 1 - first]), rtol=1e-6)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


@test_case(points=1, hidden=True)
def test_three_components(e_step):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    want = [
        [9.697142653702e-01, 3.028500515127e-02, 7.294785339533e-07],
        [4.915271871639e-01, 5.083491460847e-01, 1.236667514186e-04],
        [4.086005869656e-03, 9.934852219345e-01, 2.428772195869e-03],
        [4.607389392059e-05, 9.884543618282e-01, 1.149956427786e-02],
        [2.185622654684e-08, 8.942271970957e-01, 1.057727810481e-01],
        [1.098254143964e-20, 1.554014149977e-02, 9.844598585002e-01],
        [2.744148629506e-28, 5.936263505798e-04, 9.994063736494e-01],
    ]

    def gives(function):
        resp = call("e_step", function, x, *theta)
        close("resp with three components", resp, want, rtol=1e-6, atol=1e-12)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


@test_case(points=1, hidden=True)
def test_one_point_and_relabelling(e_step):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    rows = "Sum along each row and along each column: which should be one?"
    x, theta = np.array([2.0]), (np.array([0.4, 0.6]), np.array([1.0, 4.0]), np.array([1.0, 2.0]))

    def gives(function):
        resp = array("resp", call_unchanged("e_step", function, x, *theta), (1, 2))
        close("resp of one point", resp, [[0.6085231281, 0.3914768719]], rtol=1e-6)
        swapped = call("e_step", function, x, *(part[::-1].copy() for part in theta))
        close("resp with the components swapped", swapped, resp[:, ::-1], rtol=1e-6)
        three = call("e_step", function, np.array([-3.0, 2.0, 9.0]), *theta)
        close("each row's sum", array("resp", three, (3, 2)).sum(axis=1), [1.0, 1.0, 1.0], otherwise=rows)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))
