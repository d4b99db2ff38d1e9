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
