from otter.test_files import test_case

OK_FORMAT = False

name = 'e1_1'
points = 3


@test_case(points=0, hidden=False)
def test_three_small_images(bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    found = array(
        "bernoulli_log_joint", call("bernoulli_log_joint", bernoulli_log_joint, X, pi, P), shape=(3, 2)
    )
    want = np.log([[0.12, 0.06], [0.08, 0.09], [0.02, 0.36]])
    off = "A pixel that is off is also evidence: with which probability is it off?"
    weight = "Two components with equal pictures differ in one thing only. Where does your sum hold it?"
    slips = [
        (np.log([[0.2, 0.15], [0.08, 0.09], [0.1, 0.45]]), off),
        (np.log([[0.08, 0.09], [0.08, 0.09], [0.08, 0.09]]), off),
        (want - np.log(pi), weight),
        (
            want - np.log(pi) + pi,
            "The weight enters the product as a factor; what is it in a sum of logarithms?",
        ),
        (
            np.exp(want),
            "Return the logarithm itself: with 2,000 pixels the product is 0 in double precision.",
        ),
        (np.log([[0.16, 0.12], [0.04, 0.18], [0.01, 0.27]]), "Which axis of `P` runs over the pixels?"),
    ]
    close("bernoulli_log_joint", found, want, slips=slips)
