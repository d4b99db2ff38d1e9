from otter.test_files import test_case

OK_FORMAT = False

name = 'b2_1'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(score_mu):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    slips = [
        ([0.7512372207, -2.0320826966], "Compare with a finite difference for unequal weights."),
        (
            [2.0371077319, -1.5246471475],
            "Check the unit: a slope in the mean has the unit of one over the data.",
        ),
        (
            [6.1113231957, -0.7623235737],
            "Check the unit: a slope in the mean has the unit of one over the data.",
        ),
        ([1.0, 0.0], "A point that surely belongs to the other component should not pull on this mean."),
        (
            [0.2, 0.0],
            "The weight of a component is not its responsibility, which depends on the point.",
        ),
        ([-0.6790359106, 3.0492942949], "Points above the mean should pull it up: check the sign."),
        (
            [0.0128167658, -0.8151390363],
            "For each point the responsibilities of the components should add up to one.",
        ),
        ([0.2263453035, -1.0164314316], "Doubling the data should double the gradient."),
    ]
    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), [0.6790359106, -3.0492942949], slips=slips)


@test_case(points=1, hidden=True)
def test_equal_weights_five_points(score_mu):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), [-1.5760745145, -4.4021850471])


@test_case(points=1, hidden=True)
def test_size_with_equal_weights(score_mu):
    import numpy as np
    from emkit.check import array, call, close

    x, pi = np.array([0.0, 1.0, 2.5, 4.0, 5.5]), np.array([0.5, 0.5])
    mu, var = np.array([1.0, 4.0]), np.array([2.0, 0.5])

    # A wrong sign costs the other three points.
    size = abs(array("score_mu", call("score_mu", score_mu, x, pi, mu, var), (2,)))
    close("the size of score_mu", size, [0.1881443096, 2.1009016860])


@test_case(points=1, hidden=True)
def test_unequal_weights(score_mu):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])

    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), [0.8606659646, 0.1809337030])


@test_case(points=1, hidden=True)
def test_three_components(score_mu):
    import numpy as np
    from emkit.check import call, close

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0])
    var = np.array([0.5, 1.5, 2.0])

    wanted = [0.0324215777, -0.3894644823, 0.2246698067]
    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), wanted)
