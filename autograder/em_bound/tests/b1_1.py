from otter.test_files import test_case

OK_FORMAT = False

name = 'b1_1'
points = 3


@test_case(points=0, hidden=False)
def test_public_data_set(joint_density):
    import numpy as np
    from emkit.check import array, call, close

    x = np.array([0.5, 1.5, 4.0])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    half = array("joint_density", call("joint_density", joint_density, x, mu, var), (3, 2))
    slips = [
        (
            0.1173551089,
            "Where does the probability of the label enter? The entries of all rows and columns integrate to one.",
        ),
        (
            0.0218577620,
            "Your curve is too wide or too narrow: check whether the standard deviation or its square goes in.",
        ),
        (-2.8356980024, "Return densities here, not their logarithms."),
        (
            0.1760326634,
            "Look at what stands in front of the exponential: the area under the curve should be one half.",
        ),
    ]
    close("joint_density, first entry", half[0, 0], 0.0586775545, slips=slips)
    wanted = [[0.0586775545, 0.0044318484], [0.0469853126, 0.2419707245], [0.0165795231, 0.0001338302]]
    close(
        "joint_density",
        half,
        wanted,
        otherwise="The first entry is right, another one is not: compare by hand.",
    )


@test_case(points=1, hidden=True)
def test_five_points(joint_density):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    x = np.array([0.0, 1.0, 2.5, 4.0, 5.5])
    mu, var = np.array([1.0, 4.0]), np.array([2.0, 0.5])

    joint = array("joint_density", call_unchanged("joint_density", joint_density, x, mu, var), (5, 2))
    close("joint_density, point 1", joint[0], [0.1098478224, 3.174558666e-8])
    close("joint_density, point 3", joint[2], [0.0803663836, 0.0297325723])


@test_case(points=1, hidden=True)
def test_ratio_of_the_components(joint_density):
    """A factor that both columns share, such as the probability of the label, has its own test."""
    import numpy as np
    from emkit.check import array, call, close, require

    x = np.array([4.0, 5.0, 6.0])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (3, 2))
    require((joint > 0).all(), "A density is positive.")
    close("the ratio of the columns", joint[:, 0] / joint[:, 1], [0.833724038, 2.0, 2.266296906])


@test_case(points=1, hidden=True)
def test_one_point(joint_density):
    import numpy as np
    from emkit.check import array, call, close

    x, mu, var = np.array([2.0]), np.array([1.0, 4.0]), np.array([1.0, 2.0])
    joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (1, 2))
    close("joint_density", joint, [[0.1209853623, 0.0518884371]])
