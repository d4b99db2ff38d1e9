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
