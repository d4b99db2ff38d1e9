from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_three_arrays(faithful_params):
    from emkit.check import array, require, require_defined

    require_defined("faithful_params", faithful_params)
    require(
        isinstance(faithful_params, (tuple, list)) and len(faithful_params) == 3,
        "`faithful_params` should hold three arrays: pi, mu, Sigma.",
    )
    pi = array("pi", faithful_params[0], (2,))
    mu = array("mu", faithful_params[1], (2, 2))
    array("Sigma", faithful_params[2], (2, 2, 2))
    require(abs(pi.sum() - 1) < 1e-6, "The weights should add up to one.")
    require(mu[0, 0] < mu[1, 0], "Short eruptions come first: reorder all three arrays alike.")


@test_case(points=1, hidden=True)
def test_weights(faithful_params):
    from emkit.check import close, parts

    close("pi", parts("faithful_params", faithful_params, 3)[0], (0.3558728575, 0.6441271425), rtol=1e-3)


@test_case(points=1, hidden=True)
def test_means(faithful_params):
    from emkit.check import close, parts

    want = [(2.0363884557, 54.4785163878), (4.2896619740, 79.9681151853)]
    close("mu", parts("faithful_params", faithful_params, 3)[1], want, rtol=1e-3)


@test_case(points=1, hidden=True)
def test_covariances(faithful_params):
    from emkit.check import close, parts

    want = [
        [(0.0691676734, 0.4351676333), (0.4351676333, 33.6972821329)],
        [(0.1699684345, 0.9406093039), (0.9406093039, 36.0462111449)],
    ]
    close("Sigma", parts("faithful_params", faithful_params, 3)[2], want, rtol=4e-3)
