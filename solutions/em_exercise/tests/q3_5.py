from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_5'
points = 4


@test_case(points=0, hidden=False)
def test_public_data_set(m_step):
    import numpy as np
    from emkit.check import array, call, close, parts

    x, first = np.array([0.5, 1.5, 4.0]), np.array([0.767981078626, 0.046296959621, 0.968721835738])
    value = call("m_step", m_step, x, np.column_stack([first, 1 - first]))
    pi, mu, var = (array(n, v, (2,)) for n, v in zip(("pi", "mu", "var"), parts("m_step", value, 3)))
    points = "With seven points and three components, what should the weights sum to?"
    spread = "A component responsible for one point out of a hundred can still have a large variance."
    drop = "If one point had responsibility zero, it should drop out."
    order = "Return the three parts in this order: weights, means, variances."
    weight_slips = [
        ([0.891500, 0.608500], points),
        ([1.783000, 1.217000], points),
        ([0.500000, 0.500000], "If one component is responsible for everything, what should its weight be?"),
        ([0.666667, 0.333333], "A point halfway between two components should be shared."),
        ([2.427551, 1.373604], order),
        ([2.966061, 0.335304], order),
    ]
    mean_slips = [
        ([1.442774, 0.557226], "If all points are equal to c, both means must be c."),
        ([4.328323, 1.671677], "If all points are equal to c, both means must be c."),
        ([2.0, 2.0], drop),
        ([2.966061, 0.335304], order),
    ]
    var_slips = [
        ([1.762829, 0.136022], spread),
        ([6.754135, 1.880482], "This is a maximum-likelihood estimate: nothing is subtracted below the bar."),
        ([1.722226, 0.579054], "Check the unit: the answer should be in squared units."),
        ([5.288487, 0.408065], "Multiply both responsibilities by ten: a variance should not change."),
        ([14.714168, 0.727675], "Everything the function needs is in its two arguments."),
        ([15.728452, 31.991632], "Everything the function needs is in its two arguments."),
        ([3.148861, 0.727675], "Take each component's distances from the component's own mean."),
        ([1.898851, 1.898851], "Each component has a variance of its own, from its own responsibilities."),
        ([2.531429, 0.051244], "Each squared distance is weighted once."),
        ([2.349467, 2.559038], drop),
        ([0.0, 0.0], "Weighted deviations from the weighted mean cancel to zero."),
        ([8.859066, 2.222093], "A variance does not change when all points move together."),
        ([6.431514, 0.848488], "Compare the units of what you subtract: what is missing on the mean?"),
    ]
    otherwise = points if abs(pi.sum() - 1) > 1e-9 else ""
    close("pi", pi, [0.594333, 0.405667], rtol=1e-5, slips=weight_slips, otherwise=otherwise)
    close("mu", mu, [2.427551, 1.373604], rtol=1e-5, slips=mean_slips)
    close("var", var, [2.966061, 0.335304], rtol=1e-5, slips=var_slips)


@test_case(points=1, hidden=True)
def test_weights(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    pi = parts("m_step", call("m_step", m_step, np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), resp), 3)[0]
    close("pi", pi, [0.55, 0.45], rtol=1e-6)


@test_case(points=1, hidden=True)
def test_means(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    mu = parts("m_step", call("m_step", m_step, np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), resp), 3)[1]
    close("mu", mu, [1.5090909091, 4.3777777778], rtol=1e-6)


@test_case(points=1, hidden=True)
def test_variances(m_step):
    import numpy as np
    from emkit.check import array, call_unchanged, close, either, parts

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    _, mu, var = parts("m_step", call_unchanged("m_step", m_step, x, resp), 3)

    def own():
        return (resp * (x[:, None] - array("mu", mu, (2,))) ** 2).sum(axis=0) / resp.sum(axis=0)

    # A slip in the means has its own test; these variances may be taken from them.
    either(
        lambda: close("var", var, [7.1590082645, 3.9683950617], rtol=1e-6),
        lambda: close("var", var, own(), rtol=1e-6),
    )


@test_case(points=1, hidden=True)
def test_seven_points_three_components(m_step):
    import numpy as np
    from emkit.check import array, call, close, parts, require

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    first, second = [0.7, 0.5, 0.4, 0.2, 0.1, 0.3, 0.05], [0.2, 0.3, 0.35, 0.6, 0.5, 0.3, 0.15]
    resp = np.column_stack([first, second, 1 - np.add(first, second)])
    found = [
        array("a part of m_step", part, (3,)) for part in parts("m_step", call("m_step", m_step, x, resp), 3)
    ]
    right = (
        [0.3214285714, 0.3428571429, 0.3357142857],
        [0.0222222222, 1.4187500000, 3.1680851064],
        [6.3768395062, 5.0869401042, 7.4277048438],
    )
    if all(np.allclose(part, want, rtol=1e-6) for part, want in zip(found, right)):
        return
    # A slip in one of the parts has its own test. Here each component should come out as it does beside all the others
    # taken together, and the weights should still be shares of the points, or counts of them.
    require(
        np.isclose(found[0].sum(), [1, 7]).any(),
        "With seven points and three components: what is the sum of `pi`?",
    )
    for k in range(3):
        pair = np.column_stack([resp[:, k], 1 - resp[:, k]])
        for whole, part in zip(found, parts("m_step", call("m_step", m_step, x, pair), 3)):
            close(
                "m_step with three components", whole[k], array("a part of m_step", part, (2,))[0], rtol=1e-6
            )
