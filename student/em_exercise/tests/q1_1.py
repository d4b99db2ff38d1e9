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
