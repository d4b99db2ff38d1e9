from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_2'
points = 4


@test_case(points=0, hidden=False)
def test_shapes_and_ascent(theta_01, history_01, accuracy_01):
    import numpy as np

    from emkit.check import array, number, parts, require

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
    require(0 <= number("accuracy_01", accuracy_01) <= 1, "A share lies between 0 and 1.")


@test_case(points=1, hidden=True)
def test_first_iteration(history_01):
    from emkit.check import array, close

    close("history_01", array("history_01", history_01)[:2], [-10089.913195, -6266.405589], rtol=1e-6)


@test_case(points=1, hidden=True)
def test_limit(history_01):
    from emkit.check import array, close

    close("history_01", array("history_01", history_01)[-1], -6246.033117, rtol=1e-6)


@test_case(points=1, hidden=True)
def test_learned_pictures(theta_01):
    from emkit.check import array, close, parts

    pi, P = parts("theta_01", theta_01, 2)
    close("pi", pi, [0.4914044361, 0.5085955639], rtol=1e-3)
    P = array("P", P, shape=(2, 64))
    close("P", P.sum(axis=1), [21.2019980320, 20.3490851260], rtol=1e-3)
    close("P", P[:, 27], [0.0843196695, 0.9289381638], rtol=1e-2)


@test_case(points=1, hidden=True)
def test_agreement_with_labels(accuracy_01):
    from emkit.check import close

    close("accuracy_01", accuracy_01, 0.9972222222, rtol=1e-3)
