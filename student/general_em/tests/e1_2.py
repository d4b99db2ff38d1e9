from otter.test_files import test_case

OK_FORMAT = False

name = 'e1_2'
points = 3


@test_case(points=0, hidden=False)
def test_sum_over_small_images(bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close, require

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    weight = "If both components were the same, the mixture should equal that component. Does yours?"
    slips = [
        (-3.419619, "A pixel that is off is also evidence."),
        (-1.980615, weight),
        (-4.060056, weight),
        (-1.484780, "Doubling the data should double the value."),
        (-5.549864, "Every component adds to the probability, also the less likely one."),
        (-14.801023, "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?"),
        (
            -5.988457,
            "This averages the log joint over the components; equation (2) adds inside the logarithm.",
        ),
        (-0.314711, "Each image has its own logarithm; the images meet only after it."),
        (-6.426254, "Which logarithm does the text ask for?"),
        (-1.934493, "Which logarithm does the text ask for?"),
        (4.454340, "Report the log-likelihood as it is, without changing the sign."),
    ]
    value = call("bernoulli_loglik", bernoulli_loglik, X, pi, P)
    close("bernoulli_loglik", value, np.log([0.18, 0.17, 0.38]).sum(), slips=slips)
    # Two images with 4,000 pixels each: their log-likelihood is the sum of what each of them gives alone.
    X, P = np.repeat([[1.0], [0.0]], 4000, axis=1), np.array([[0.9] * 4000, [0.8] * 4000])
    both, first, second = (
        float(call("bernoulli_loglik", bernoulli_loglik, part, pi, P)) for part in (X, X[:1], X[1:])
    )
    logs = "With 4,000 pixels your value is not finite: take the largest entry of each row out before leaving logs."
    require(np.isfinite([both, first, second]).all(), logs)
    close(
        "bernoulli_loglik of two images", both, first + second, otherwise="Each image has a row of its own."
    )
