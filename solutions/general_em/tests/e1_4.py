from otter.test_files import test_case

OK_FORMAT = False

name = 'e1_4'
points = 3


@test_case(points=0, hidden=False)
def test_four_small_images(bernoulli_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    X = np.array([[1.0, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0]])
    resp = np.array([[1, 0], [1, 0], [0.5, 0.5], [0, 1]])
    pi, P = parts("bernoulli_m_step", call_unchanged("bernoulli_m_step", bernoulli_m_step, X, resp, 0.05), 2)
    slips = [
        ([1.25, 0.75], "With four images and two components, what should the weights sum to?"),
        ([2.5, 1.5], "The weights of the components must add up to one."),
        ([0.5, 0.5], "If one component answers for everything, what should its weight be?"),
    ]
    close("pi", pi, [0.625, 0.375], slips=slips)
    sums, n = np.array([[2, 1.5, 0], [1, 0.5, 0]]), np.array([[2.5], [1.5]])
    squares = np.array([[8 / 9, 5 / 9, 0.05], [0.8, 0.2, 0.05]])
    slips = [
        (sums / n, "What does this picture say about a new image that has the last pixel on?"),
        (
            np.clip(sums / 4, 0.05, 0.95),
            "A component that answers for one image in a hundred can have bright pixels. Divide by its own share.",
        ),
        (np.clip(sums, 0.05, 0.95), "If all images are equal, each picture must equal that image."),
        (np.clip(sums / n, 0.001, 0.999), "`eps` is an argument; use the value that was passed."),
        (
            (sums + 0.05) / (n + 0.1),
            "Clipping leaves the values in the middle as they are; adding to every count does not.",
        ),
        (
            np.clip(sums / sums.sum(axis=1, keepdims=True), 0.05, 0.95),
            "The pixels of a picture need not add up to one.",
        ),
        (np.clip(sums / np.array([3, 2, 1]), 0.05, 0.95), "Average over the images, within each component."),
        (squares, "Each image is weighted once."),
    ]
    close("P", P, np.clip(sums / n, 0.05, 0.95), slips=slips)


@test_case(points=1, hidden=True)
def test_two_pictures(bernoulli_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    first = np.array([0.9130434783, 0.8235294118, 0.8235294118, 0.0981595092, 0.1967213115, 0.1967213115])
    resp = np.column_stack([first, 1 - first])
    pi, P = parts("bernoulli_m_step", call_unchanged("bernoulli_m_step", bernoulli_m_step, X, resp), 2)
    close("pi", pi, [0.5086174057, 0.4913825943])
    want = [
        [0.8389089957, 0.6335129248, 0.3664870752, 0.1610910043],
        [0.1492040701, 0.3618042271, 0.6381957729, 0.8507959299],
    ]
    close("P", P, want)


@test_case(points=1, hidden=True)
def test_three_pictures(bernoulli_m_step):
    import numpy as np

    from emkit.check import call, close, parts

    X = np.array([[1.0, 1, 0, 0, 1], [1, 0, 0, 0, 1], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 1]])
    resp = np.array([[0.8, 0.1, 0.1], [0.5, 0.25, 0.25], [0.2, 0.7, 0.1], [0.1, 0.5, 0.4], [0.4, 0.2, 0.4]])
    pi, P = parts("bernoulli_m_step", call("bernoulli_m_step", bernoulli_m_step, X, resp), 2)
    close("pi", pi, [0.4, 0.35, 0.25])
    want = [
        [0.65, 0.5, 0.35, 0.25, 0.85],
        [0.2, 0.4571428571, 0.8, 0.4, 0.3142857143],
        [0.28, 0.16, 0.72, 0.64, 0.6],
    ]
    close("P", P, want)


@test_case(points=1, hidden=True)
def test_pixels_never_and_always_on(bernoulli_m_step):
    import numpy as np

    from emkit.check import call, close, parts

    X = np.array([[1.0, 0, 1], [1, 0, 0], [1, 0, 1]])
    resp = np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]])
    pi, P = parts("bernoulli_m_step", call("bernoulli_m_step", bernoulli_m_step, X, resp), 2)
    close("pi", pi, [0.5, 0.5])
    close("P", P, [[0.999, 0.001, 2 / 3], [0.999, 0.001, 2 / 3]])
    resp = np.array([[1.0, 0], [1, 0], [1, 1e-9]])
    pi, P = parts("bernoulli_m_step", call("bernoulli_m_step", bernoulli_m_step, X, resp, 0.2), 2)
    close("pi", pi, [1, 1e-9 / 3])
    close("P", P, [[0.8, 0.2, 2 / 3], [0.8, 0.2, 0.8]])
