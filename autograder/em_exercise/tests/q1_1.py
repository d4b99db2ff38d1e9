from otter.test_files import test_case

OK_FORMAT = False

name = 'q1_1'
points = 2


@test_case(points=0, hidden=False)
def test_one_sd_from_the_mean(normal_pdf):
    from emkit.check import call, close

    spread = "Your curve is too wide or too narrow: check whether the library wants the standard deviation or its square."
    area = "The area under your curve is not one; look at what stands in front of the exponential."
    exponent = "Evaluate by hand one sd away from the mean: the exponent should be minus one half there."
    slips = [
        (0.041931, spread),
        (0.026886, area),
        (0.202177, area),
        (0.242, area),
        (0.606531, area),
        (0.010726, area),
        (0.725912, area),
        (2.177737, area),
        (0.051393, spread),
        (0.048921, exponent),
        (3.4e-19, exponent),
        (0.157098, exponent),
        (0.112566, exponent),
        (0.219248, exponent),
        (0.125794, exponent),
        (0.158655, "That is the probability below x; the question asks for the height of the curve at x."),
        (-2.517551, "That is the logarithm of the density; the question asks for the density itself."),
    ]
    value = call("normal_pdf", normal_pdf, 2.0, 5.0, 9.0)
    close("normal_pdf(2, 5, 9)", value, 0.080656908, slips=slips)


@test_case(points=1, hidden=True)
def test_four_densities(normal_pdf):
    from emkit.check import call, close

    table = [
        ((5.0, 6.0, 1.0), 0.2419707245),
        ((5.0, 7.0, 4.0), 0.1209853623),
        ((3.0, 1.0, 0.25), 2.676604515e-4),
        ((1.3, -0.7, 2.5), 0.1133716522),
    ]
    for args, want in table:
        close("normal_pdf", call("normal_pdf", normal_pdf, *args), want, rtol=1e-6)


@test_case(points=1, hidden=True)
def test_area_and_spread(normal_pdf):
    import numpy as np
    from emkit.check import call, close, number

    # Half an sd apart is plenty: the sum misses the integral of a normal density by less than 1e-30.
    step = 1.5
    grid = np.arange(-22.0, 26.5, step)
    curve = np.array([number("normal_pdf", call("normal_pdf", normal_pdf, float(g), 2.0, 9.0)) for g in grid])
    close("the area under normal_pdf", step * curve.sum(), 1.0)
    close("the second central moment", step * (curve * (grid - 2.0) ** 2).sum(), 9.0)
