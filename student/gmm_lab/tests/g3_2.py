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
