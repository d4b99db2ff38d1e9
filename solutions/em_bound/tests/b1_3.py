from otter.test_files import test_case

OK_FORMAT = False

name = 'b1_3'
points = 2


@test_case(points=0, hidden=False)
def test_public_data_set(marginal_loglik):
    import numpy as np
    from emkit.check import call, close

    x = np.array([0.5, 1.5, 4.0])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    slips = [
        (
            -25.7500207180,
            "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?",
        ),
        (
            -10.7955688173,
            "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?",
        ),
        (
            -9.8323988096,
            "Your curve is too wide or too narrow: check whether the standard deviation or its square goes in.",
        ),
        (
            -6.0164719635,
            "If both components were the same, the mixture should equal that component. Does yours?",
        ),
        (-2.6986378351, "Doubling the data should double the value."),
        (-0.9975582908, "Take the logarithm of each point's density before you add up the points."),
        (-3.5160105613, "Which logarithm does the text ask for? Compare `np.log` with the one you used."),
        (
            8.0959135052,
            "A log-likelihood of densities can have either sign; report it without changing the sign.",
        ),
    ]
    value = call("marginal_loglik", marginal_loglik, x, mu, var)
    close("marginal_loglik", value, -8.0959135052, slips=slips)


@test_case(points=1, hidden=True)
def test_five_points(marginal_loglik, joint_density):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, either

    def own(x, mu, var):
        joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (len(x), 2))
        return np.log(joint.sum(axis=1)).sum()

    data = np.array([0.0, 1.0, 2.5, 4.0, 5.5]), np.array([1.0, 4.0]), np.array([2.0, 0.5])
    value = call_unchanged("marginal_loglik", marginal_loglik, *data)
    either(
        lambda: close("marginal_loglik", value, -11.0735282312, rtol=1e-8),
        lambda: close("marginal_loglik", value, own(*data), rtol=1e-8),
    )


@test_case(points=1, hidden=True)
def test_other_points(marginal_loglik, joint_density):
    import numpy as np
    from emkit.check import array, call, close, either

    def own(x, mu, var):
        joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (len(x), 2))
        return np.log(joint.sum(axis=1)).sum()

    data = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    value = call("marginal_loglik", marginal_loglik, *data)
    either(
        lambda: close("marginal_loglik", value, -24.5125323301, rtol=1e-8),
        lambda: close("marginal_loglik", value, own(*data), rtol=1e-8),
    )
