from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_1'
points = 3


@test_case(points=0, hidden=False)
def test_public_data_set(expected_complete_loglik):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    q = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    slips = [
        (-15.4564528574, "Check the brackets: if q is zero for a component, none of its terms should count."),
        (-9.3736303722, "This has the entropy of q in it; Q has not."),
        (-7.1007629084, "The joint density holds the weight of the component."),
        (-27.0888820259, "Each term is weighted with q."),
        (-9.9692308182, "The logarithm comes first, the weighted sum after it."),
        (-3.4139854112, "Add up over all points and components; do not average."),
    ]
    value = call("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -10.2419562335, rtol=1e-8, slips=slips)
