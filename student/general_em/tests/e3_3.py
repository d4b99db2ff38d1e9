from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_3'
points = 4


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_shapes_and_ascent(start_01, theta_01, history_01, accuracy_01):
    import numpy as np

    from emkit.check import array, number, parts, require

    array("P", parts("start_01", start_01, 2)[1], shape=(2, 64))
    pi, P = parts("theta_01", theta_01, 2)
    array("pi", pi, shape=(2,))
    P = array("P", P, shape=(2, 64))
    require(P.min() > 0.0009 and P.max() < 0.9991, "Clip the chances with `eps` = 0.001.")
    history = array("history_01", history_01)
    require(
        history.ndim == 1 and len(history) > 1, "`history_01` should be a list of several log-likelihoods."
    )
    require(
        np.diff(history).min() > -1e-6,
        "A correct iteration never lowers the log-likelihood; find the first drop.",
    )
    require(
        np.diff(history)[-1] < 1e-6,
        "The last iteration still gains: let the loop run until it stops by itself.",
    )
    accuracy = number("accuracy_01", accuracy_01)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.05, "Hardly an image agrees: component 1 should stand for the digit 0, and 2 for 1.")
