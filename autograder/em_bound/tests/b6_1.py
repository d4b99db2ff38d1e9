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


@test_case(points=1, hidden=True)
def test_unequal_weights(expected_complete_loglik):
    import numpy as np
    from emkit.check import call_unchanged, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    first = [0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201]
    q = np.array([[g, 1 - g] for g in first])
    value = call_unchanged("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -14.2193521326)


@test_case(points=1, hidden=True)
def test_three_components(expected_complete_loglik):
    """The difference between two q at equal weights: a slip with the weights has its test above."""
    import numpy as np
    from emkit.check import call, close, number

    name, x = "expected_complete_loglik", np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.full(3, 1 / 3), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    first, second = [0.7, 0.5, 0.4, 0.2, 0.1, 0.3, 0.05], [0.2, 0.3, 0.35, 0.6, 0.5, 0.3, 0.15]
    q = np.column_stack([first, second, 1 - np.add(first, second)])
    one, other = (
        number(name, call(name, expected_complete_loglik, x, rows, *theta))
        for rows in (q, np.full((7, 3), 1 / 3))
    )
    close("the difference between two q", one - other, 31.8067854707)


@test_case(points=1, hidden=True)
def test_densities(expected_complete_loglik):
    """The difference between two sets of means and variances for one q."""
    import numpy as np
    from emkit.check import call, close, number

    name = "expected_complete_loglik"
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])
    other = theta[0], np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one, two = (number(name, call(name, expected_complete_loglik, x, q, *parts)) for parts in (theta, other))
    close("the difference between two theta", one - two, -12.1430300723, rtol=1e-8)
