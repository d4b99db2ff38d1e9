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


@test_case(points=1, hidden=True)
def test_images_that_are_all_on(bernoulli_log_joint):
    import numpy as np

    from emkit.check import call, close

    pi = np.array([0.5, 0.3, 0.2])
    P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
    want = np.log([[0.0024, 0.00252, 0.001512]] * 2)
    found = call("bernoulli_log_joint", bernoulli_log_joint, np.ones((2, 5)), pi, P)
    close("bernoulli_log_joint", found, want, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_six_images(bernoulli_log_joint):
    import numpy as np

    from emkit.check import call_unchanged, close

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    P = np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
    want = [
        [0.04536, 0.01008],
        [0.03024, 0.01512],
        [0.03024, 0.01512],
        [0.00576, 0.12348],
        [0.00864, 0.08232],
        [0.00864, 0.08232],
    ]
    found = call_unchanged("bernoulli_log_joint", bernoulli_log_joint, X, np.array([0.3, 0.7]), P)
    close("bernoulli_log_joint", found, np.log(want), rtol=1e-8)


@test_case(points=1, hidden=True)
def test_two_thousand_pixels(bernoulli_log_joint):
    import numpy as np

    from emkit.check import call, close

    X = (np.random.RandomState(3).rand(4, 2000) < 0.5).astype(float)
    P = np.array([[0.5] * 2000, [0.4] * 2000])
    want = np.full((4, 2), -1386.9875083005)
    want[:, 1] = [-1424.5657819558, -1435.5133398748, -1443.6226420369, -1443.2171769288]
    found = call("bernoulli_log_joint", bernoulli_log_joint, X, np.array([0.5, 0.5]), P)
    close("bernoulli_log_joint", found, want, rtol=1e-9)
