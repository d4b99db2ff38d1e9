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

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    first = [0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201]
    q = np.array([[g, 1 - g] for g in first])

    touch = "With q equal to the posterior the bound must touch the log-likelihood; by how much do you miss?"
    close("elbo", call("elbo", elbo, x, q, pi, mu, var), -12.1595332634, rtol=1e-8, otherwise=touch)
    close("elbo", call("elbo", elbo, x, np.full((5, 2), 0.5), pi, mu, var), -15.6460768450, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_zeros_in_q(elbo):
    """Differences at equal weights: a slip with the weights has its test above."""
    import numpy as np
    from emkit.check import call_unchanged, close, number

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    labels = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    first = np.tile([1.0, 0.0], (5, 1))
    one, other = (number("elbo", call_unchanged("elbo", elbo, x, q, *theta)) for q in (labels, first))
    close("the difference of elbo for two q of zeros and ones", one - other, 27.1705584583, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_three_components(elbo):
    """The difference between two q at equal weights."""
    import numpy as np
    from emkit.check import call, close, number

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.full(3, 1 / 3), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    first, second = [0.7, 0.5, 0.4, 0.2, 0.1, 0.3, 0.05], [0.2, 0.3, 0.35, 0.6, 0.5, 0.3, 0.15]
    q = np.column_stack([first, second, 1 - np.add(first, second)])

    one, other = (number("elbo", call("elbo", elbo, x, rows, *theta)) for rows in (q, np.full((7, 3), 1 / 3)))
    close("the difference of elbo between two q", one - other, 30.6238870026, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_densities(elbo):
    """The difference between two sets of means and variances for one q."""
    import numpy as np
    from emkit.check import call, close, number

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])
    other = theta[0], np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one, two = (number("elbo", call("elbo", elbo, x, q, *parts)) for parts in (theta, other))
    close("the difference of elbo between two theta", one - two, -12.1430300723, rtol=1e-8)
