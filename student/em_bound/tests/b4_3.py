from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_3'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(elbo):
    import numpy as np
    from emkit.check import call, close, require

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    q = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    touch = "With q equal to the posterior the bound must touch the log-likelihood; by how much do you miss?"
    slips = [
        (-10.2419562335, touch),
        (-11.1102820948, touch),
        (-6.2324370471, "The joint density holds the weight of the component."),
        (-3.1245434574, "Add up over all points and components; do not average."),
        (9.3736303722, "The bound lies below the log-likelihood: check the sign."),
    ]
    touching = call("elbo", elbo, x, q, pi, mu, var)
    close("elbo with the posterior as q", touching, -9.3736303722, rtol=1e-8, slips=slips)
    one_hot = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    value = np.asarray(call("elbo", elbo, x, one_hot, pi, mu, var), dtype=float)
    require(np.all(np.isfinite(value)), "A q with zeros gives nan. What is t ln t when t goes to zero?")
    chosen = "With a q of zeros and ones the bound is the sum of the log joint densities that q picks."
    close("elbo", value, -9.7168012615, rtol=1e-8, otherwise=chosen)
