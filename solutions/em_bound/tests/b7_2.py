from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_2'
points = 2


@test_case(points=0, hidden=False)
def test_never_rises(chain):
    import numpy as np
    from emkit.check import array, require

    values = array("chain", chain, (4,))
    require(np.all(np.diff(values) <= 1e-6), "Each link of the chain says that the next value is not larger.")


@test_case(points=1, hidden=True)
def test_new_parameters(chain):
    from emkit.check import array, close

    values = array("chain", chain, (4,))
    slips = [
        (-10.8729740208, "The weights of theta_1 are not equal."),
        (-11.0794938314, "The bound is not tight at the new parameters."),
    ]
    close("chain, first value", values[0], -10.9559124208, rtol=1e-3, slips=slips)
    entropy = [(-13.0212016088, "This is Q; the bound has the entropy as well.")]
    close("chain, second value", values[1], -11.0794938314, rtol=1e-3, slips=entropy)


@test_case(points=1, hidden=True)
def test_old_parameters(chain):
    from emkit.check import array, close

    values = array("chain", chain, (4,))
    slips = [(-26.4542401074, "With q equal to the posterior the bound must touch the log-likelihood.")]
    close("chain, third value", values[2], -24.5125323301, rtol=1e-3, slips=slips)
    close("chain, last value", values[3], -24.5125323301, rtol=1e-3)
