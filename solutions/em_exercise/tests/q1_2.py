from otter.test_files import test_case

OK_FORMAT = False

name = 'q1_2'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    weights = "If both components were the same, the mixture should equal that component. Does yours?"
    base = "Which logarithm does the text ask for? Compare `np.log` with the one you used."
    density = "The density inside the sum is off: test `normal_pdf` again, and check which of spread and variance it gets."
    order = "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?"
    every = "Are all points in your sum, each paired with the right parameters?"
    product = "Report the logarithm of the likelihood, summed over the points."
    own = "Work with the function's own arguments, not the notebook's `x`, `pi0`, `mu0`, `var0`."
    slips = [
        (
            -11.327007,
            "Your components are too wide or too narrow: is the variance used as a variance everywhere?",
        ),
        (-10.001597, density),
        (-9.611665, density),
        (-6.016472, weights),
        (-8.095914, weights),
        (-13.523290, base),
        (-4.070916, base),
        (-3.124543, "Doubling the data should double the value."),
        (-6.616815, density),
        (-5.145792, density),
        (-7.902608, density),
        (-12.758412, density),
        (-11.671835, density),
        (-2.159303, density),
        (-5.688665, density),
        (-0.329847, density),
        (11.688914, density),
        (8.493448e-05, product),
        (0.443355, product),
        (0.377638, "Which logarithm does the text ask for? `np.log1p(p)` is the logarithm of 1 + p."),
        (-0.813384, order),
        (-27.088882, order),
        (-12.524652, order),
        (-9.716801, "Every component adds to the density, also the less likely one."),
        (
            -10.241956,
            "That is an expected complete-data log-likelihood; equation (3) has the sum inside the logarithm.",
        ),
        (
            9.373630,
            "A log-likelihood of densities can have either sign; report it as it is, without changing the sign.",
        ),
        (-7.064482, every),
        (-10.977996, every),
        (-7.735021, every),
        (-5.885632, every),
        (-4.389531, every),
        (-3.487999, every),
        (-4.984100, every),
        (-5.691536, "The average of densities is not the density at averaged parameters."),
        (-24.261354, own),
        (-16.493234, own),
        (-13.908744, own),
        (-6.100989, own),
    ]
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    value = call(
        "mixture_log_likelihood", mixture_log_likelihood, x, pi, np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    )
    close("mixture_log_likelihood", value, -9.373630, slips=slips)


@test_case(points=1, hidden=True)
def test_unequal_weights(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x, pi, mu, var = [-1, 0, 4, 5, 6], [0.3, 0.7], [4, 1], [2.25, 6.25]
    value = call(
        "mixture_log_likelihood",
        mixture_log_likelihood,
        *(np.array(a, dtype=float) for a in (x, pi, mu, var)),
    )
    close("mixture_log_likelihood", value, -12.1595332634, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_three_components(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    value = call(
        "mixture_log_likelihood",
        mixture_log_likelihood,
        x,
        pi,
        np.array([-2.0, 1.0, 5.0]),
        np.array([0.5, 1.5, 2.0]),
    )
    otherwise = "The number of components should come from the arguments."
    close(
        "mixture_log_likelihood with three components", value, -16.0165049307, rtol=1e-8, otherwise=otherwise
    )


@test_case(points=1, hidden=True)
def test_order_and_one_component(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([6.0, -1.0, 5.0, 0.0, 4.0]), np.array([0.7, 0.3])
    value = call(
        "mixture_log_likelihood", mixture_log_likelihood, x, pi, np.array([1.0, 4.0]), np.array([6.25, 2.25])
    )
    close("mixture_log_likelihood in another order", value, -12.1595332634, rtol=1e-8)
    one = call(
        "mixture_log_likelihood",
        mixture_log_likelihood,
        x,
        np.array([1.0]),
        np.array([2.8]),
        np.array([7.76]),
    )
    close("mixture_log_likelihood with one component", one, -12.2171485015, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_two_thousand_points(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x = np.tile([-1.0, 0.0, 4.0, 5.0, 6.0], 400)
    pi, mu, var = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    value = call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, var)
    otherwise = "Try 2000 points: what happens to a product of many small numbers?"
    close("mixture_log_likelihood of 2000 points", value, -9805.0129320347, rtol=1e-8, otherwise=otherwise)
