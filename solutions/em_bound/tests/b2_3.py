from otter.test_files import test_case

OK_FORMAT = False

name = 'b2_3'
points = 2


@test_case(points=0, hidden=False)
def test_public_data_set(mu_from_score):
    import numpy as np
    from emkit.check import array, call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    plain = call("mu_from_score", mu_from_score, x, np.array([1.0]), np.array([0.7]), np.array([3.0]))
    average = "One component with weight 1: the step should land on the plain average of the data."
    close("mu_from_score", array("mu_from_score", plain, (1,)), [2.0], otherwise=average)
    slips = [
        (
            [1.0371077319, 1.7458921421],
            "Each mean has its own count: use n_k, the total responsibility of component k, not n.",
        ),
        ([0.1425170364, 0.7472087185], "The step length holds the variance, not its root."),
        ([-4.4275511091, 2.6263956407], "A gradient points uphill, and you want to go up."),
        ([5.1113231957, 1.2376764263], "Divide the step by the total responsibility of the component."),
        ([2.2437284800, 1.4451672900], "Compare with a finite difference for unequal weights."),
    ]
    means = array("mu_from_score", call("mu_from_score", mu_from_score, x, pi, mu, var), (2,))
    close("mu_from_score", means, [2.4275511091, 1.3736043593], slips=slips)


@test_case(points=1, hidden=True)
def test_equal_weights(mu_from_score):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    means = call("mu_from_score", mu_from_score, x, pi, mu, var)
    close("mu_from_score", means, [5.1317280296, 1.4710314946])


@test_case(points=1, hidden=True)
def test_three_components(mu_from_score, score_mu):
    import numpy as np
    from emkit.check import array, call, close, either, require

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0])
    var = np.array([0.5, 1.5, 2.0])
    means = array("mu_from_score", call("mu_from_score", mu_from_score, x, pi, mu, var), (3,))

    def own():
        # A gradient with a slip of question 2.1 is paid for there: what counts is that the n_k of the step add up to n.
        score = array("score_mu", call("score_mu", score_mu, x, pi, mu, var), (3,))
        right = [0.0324215777, -0.3894644823, 0.2246698067]
        require(
            not np.allclose(score, right) and (means != mu).all(), "The gradient is right, the step is not."
        )
        counts = score * var / (means - mu)
        require((counts > 0).all(), "The step does not go along the gradient.")
        close("the sum of the counts", counts.sum(), 7.0)

    want = [-1.9889374359, 0.8297266563, 5.2135957487]
    either(lambda: close("mu_from_score", means, want), own)
