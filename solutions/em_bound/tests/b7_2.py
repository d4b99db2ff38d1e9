from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_2'
points = 2


@test_case(points=0, hidden=False, success_message='The bound lies below, and nothing falls. Whether the values are right is decided when it is graded.')
def test_bound_lies_below(chain):
    from emkit.check import array, require

    old_bound, old, new, new_bound = array("chain", chain, (4,))
    require(
        old_bound <= old + 0.02 and new_bound <= new + 0.02,
        "The bound lies below the log-likelihood at either theta.",
    )
    require(
        new >= old, "EM does not lower the log-likelihood: are the values in the order that is asked for?"
    )


@test_case(points=1, hidden=True)
def test_old_parameters(chain, elbo):
    import numpy as np
    from emkit.check import array, call, close, either, number

    values = array("chain", chain, (4,))
    slips = [(-17.2261542656, "With q equal to the posterior the bound must touch the log-likelihood.")]
    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([1.0, 3.0]), np.array([4.0, 1.0])),
    )
    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])

    def own():
        return number("elbo", call("elbo", elbo, x, np.column_stack([first, 1 - first]), *theta))

    either(
        lambda: close("chain, first value", values[0], -15.3120411970, rtol=0, atol=0.006, slips=slips),
        lambda: close("chain, first value", values[0], own(), rtol=0, atol=0.006),
    )
    close("chain, second value", values[1], -15.3120411970, rtol=0, atol=0.006)


@test_case(points=0.5, hidden=True)
def test_new_log_likelihood(chain):
    from emkit.check import array, close

    slips = [
        (-11.2378514311, "The weights of theta_1 are not equal."),
        (-11.7470924228, "The bound is not tight at the new parameters."),
    ]
    close(
        "chain, third value", array("chain", chain, (4,))[2], -11.2809092793, rtol=0, atol=0.006, slips=slips
    )


@test_case(points=0.5, hidden=True)
def test_new_bound(chain, elbo):
    import numpy as np
    from emkit.check import array, call, close, either, number

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.6365898406, 0.3634101594])
    mu, var = np.array([1.7270747197, 4.6794558038]), np.array([8.5221818053, 0.8760074244])
    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
    value = array("chain", chain, (4,))[3]

    def own():
        return number("elbo", call("elbo", elbo, x, np.column_stack([first, 1 - first]), pi, mu, var))

    slips = [(-13.6612054913, "This is Q; the bound has the entropy as well.")]
    either(
        lambda: close("chain, last value", value, -11.7470924228, rtol=0, atol=0.006, slips=slips),
        lambda: close("chain, last value", value, own(), rtol=0, atol=0.006),
    )
