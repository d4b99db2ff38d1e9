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


@test_case(points=1, hidden=True)
def test_posterior_and_uniform(elbo):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])
    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])

    touch = "With q equal to the posterior the bound must touch the log-likelihood; by how much do you miss?"
    slips = [(-26.4542401074, touch), (-28.3959478848, touch)]
    close("elbo", call("elbo", elbo, x.copy(), q, pi, mu, var), -24.5125323301, rtol=1e-8, slips=slips)
    uniform = np.full((5, 2), 0.5)
    close("elbo", call("elbo", elbo, x, uniform, pi, mu, var), -36.7650606174, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_other_rows(elbo):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    quarter = np.tile([0.25, 0.75], (5, 1))
    close("elbo", call("elbo", elbo, x, quarter, pi, mu, var), -31.0043047728, rtol=1e-8)
    weights, means, variances = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])
    value = call("elbo", elbo, x, np.full((5, 2), 0.5), weights, means, variances)
    close("elbo", value, -15.6460768450, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_zeros_in_q(elbo):
    import numpy as np
    from emkit.check import call, close, require

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    labels = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    value = np.asarray(call("elbo", elbo, x, labels, pi, mu, var), dtype=float)
    require(np.all(np.isfinite(value)), "What is t ln t when t goes to zero?")
    close("elbo", value, -25.8898701105, rtol=1e-8)
    first = np.tile([1.0, 0.0], (5, 1))
    close("elbo", call("elbo", elbo, x, first, pi, mu, var), -53.0604285688, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_three_components(elbo):
    import numpy as np
    from emkit.check import call, close

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0])
    var = np.array([0.5, 1.5, 2.0])

    value = call("elbo", elbo, x, np.full((7, 3), 1 / 3), pi, mu, var)
    close("elbo", value, -73.3464614316, rtol=1e-8)
