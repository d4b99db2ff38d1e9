from otter.test_files import test_case

OK_FORMAT = False

name = 'b3_1'
points = 2


@test_case(points=0, hidden=False)
def test_by_hand(jensen_gap):
    import numpy as np
    from emkit.check import call, close

    def square(t):
        return np.asarray(t, dtype=float) ** 2

    constant = call("jensen_gap", jensen_gap, square, np.array([2.0, 2.0]), np.array([0.5, 0.5]))
    close(
        "jensen_gap of a constant X",
        constant,
        0.0,
        atol=1e-12,
        otherwise="If X never varies, there is no gap.",
    )
    slips = [
        (-3.0, "Look at the order of the difference in (3.1)."),
        (4.0, "The values are not equally likely: weight each one with its probability."),
        (-1.0, "The values are not equally likely: weight each one with its probability, in both terms."),
    ]
    value = call("jensen_gap", jensen_gap, square, np.array([0.0, 4.0]), np.array([0.25, 0.75]))
    close("jensen_gap", value, 3.0, slips=slips)


@test_case(points=1, hidden=True)
def test_convex_functions(jensen_gap):
    import numpy as np
    from emkit.check import call, close

    def square(t):
        return np.asarray(t, dtype=float) ** 2

    def exponential(t):
        return np.exp(np.asarray(t, dtype=float))

    values, probs = [1.0, 2.0, 3.0, 4.0], [0.1, 0.2, 0.3, 0.4]
    close("jensen_gap", call("jensen_gap", jensen_gap, square, np.array(values), np.array(probs)), 1.0)
    close(
        "jensen_gap",
        call("jensen_gap", jensen_gap, exponential, np.array(values), np.array(probs)),
        9.5290235697,
    )


@test_case(points=1, hidden=True)
def test_logarithm(jensen_gap):
    import numpy as np
    from emkit.check import call, close

    def logarithm(t):
        return np.log(np.asarray(t, dtype=float))

    value = call(
        "jensen_gap", jensen_gap, logarithm, np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.2, 0.3, 0.4])
    )
    close("jensen_gap", value, -0.0758814215)
