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
    density = (
        "The density inside the sum is off: test `normal_pdf` again. It takes the variance, not its root."
    )
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
def test_unequal_weights_in_any_order(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, call_unchanged, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name = "mixture_log_likelihood"
    data = [np.array(a, dtype=float) for a in ([-1, 0, 4, 5, 6], [0.3, 0.7], [4, 1], [2.25, 6.25])]

    def gives(function):
        close(name, call_unchanged(name, function, *data), -12.1595332634, rtol=1e-8)
        moved = call(name, function, data[0][[4, 0, 3, 1, 2]], *(a[::-1].copy() for a in data[1:]))
        close("mixture_log_likelihood in another order", moved, -12.1595332634, rtol=1e-8)

    # A slip of question 1.1 is paid for there.
    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )


@test_case(points=1, hidden=True)
def test_three_components(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name, x = "mixture_log_likelihood with three components", np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])

    def gives(function):
        close(name, call("mixture_log_likelihood", function, x, *theta), -16.0165049307, rtol=1e-8)

    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )


@test_case(points=1, hidden=True)
def test_one_component(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name, x = "mixture_log_likelihood with one component", np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([1.0]), np.array([1.5]), np.array([6.25])

    def gives(function):
        close(name, call("mixture_log_likelihood", function, x, *theta), -12.9561463254, rtol=1e-8)

    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )


@test_case(points=1, hidden=True)
def test_two_thousand_points(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name, x = "mixture_log_likelihood of 2000 points", np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def gives(function):
        close(
            name,
            call("mixture_log_likelihood", function, np.tile(x, 400), *theta),
            -9805.0129320347,
            rtol=1e-8,
        )

    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )
