from otter.test_files import test_case

OK_FORMAT = False

name = 'g1_1'
points = 2


@test_case(points=0, hidden=False)
def test_three_numbers(gaussian_mle):
    import numpy as np
    from emkit.check import call, close

    slips = [
        ((4, 13), "Look at the divisor in (1.1): a sample given twice has the same variance."),
        ((4, 2.943920), "Check the unit: a variance is in squared units."),
        ((4, 3.605551), "Check the unit and the divisor: a variance is in squared units, divided by n."),
        ((4, 26), "A sum of squared distances grows with the sample; a variance does not."),
    ]
    value = call("gaussian_mle", gaussian_mle, np.array([1.0, 3.0, 8.0]))
    close("gaussian_mle((1, 3, 8))", value, (4, 26 / 3), slips=slips)


@test_case(points=1, hidden=True)
def test_mean(gaussian_mle):
    import numpy as np
    from emkit.check import call, close, parts

    for x, want in (
        ([-1.0, 0.0, 4.0, 5.0, 6.0], 2.8),
        ([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0], 1.5571428571),
    ):
        value = parts("gaussian_mle", call("gaussian_mle", gaussian_mle, np.array(x)), 2)
        close("the mean", value[0], want)


@test_case(points=1, hidden=True)
def test_variance(gaussian_mle):
    import numpy as np
    from emkit.check import call, close, parts

    for x, want in (
        ([-1.0, 0.0, 4.0, 5.0, 6.0], 7.76),
        ([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0], 7.9224489796),
    ):
        value = parts("gaussian_mle", call("gaussian_mle", gaussian_mle, np.array(x)), 2)
        close("the variance", value[1], want)
