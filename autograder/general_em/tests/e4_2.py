from otter.test_files import test_case

OK_FORMAT = False

name = 'e4_2'
points = 3


@test_case(points=0, hidden=False)
def test_four_points(hard_step, hard_end):
    import numpy as np

    from emkit.check import array, call_unchanged, close, parts, require

    x, two = np.array([0.0, 1, 4, 8]), np.array([4.0, 4.0])
    answer = call_unchanged("hard_step", hard_step, x, np.array([0.5, 0.5]), np.array([0.0, 6.0]), two)
    pi, mu, var = parts("hard_step", answer, 3)
    soft = "Your points are still shared between the components. Round the responsibilities first."
    slips = [([0.793903, 6.032363], soft)]
    close("mu", mu, [0.5, 6], slips=slips)
    close("pi", pi, [0.5, 0.5], slips=[([2, 2], "The weights of the components must add up to one.")])
    slips = [
        ([0.5, 2], "Check the unit: the answer should be in squared units."),
        ([0.5, 8], "Divide by the number of points, not by one less."),
        ([0.125, 2], "Divide by the component's own number of points."),
        ([0.5, 4], "Use the new mean of the component in its variance."),
    ]
    close("var", var, [0.25, 4], slips=slips)
    x = np.array([0.0, 1, 2.5, 8])
    answer = call_unchanged("hard_step", hard_step, x, np.array([0.9, 0.1]), np.array([0.0, 4.0]), two)
    close(
        "mu",
        parts("hard_step", answer, 3)[1],
        [3.5 / 3, 8],
        slips=[([0.5, 5.25], "The nearer mean does not always win; use the joint.")],
    )
    ends = array("hard_end", hard_end, (2,))
    require(
        ends[1] <= ends[0],
        "A sum over the components is at least its largest term: which of the two comes first?",
    )


@test_case(points=1, hidden=True)
def test_weights_and_means(hard_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x = np.array([-3, -2.2, -1, 0.5, 1.1, 2.2, 4.8, 6])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    pi, mu, _ = parts("hard_step", call_unchanged("hard_step", hard_step, x, *theta), 3)
    close("pi", pi, [0.25, 0.5, 0.25])
    close("mu", mu, [-2.6, 0.7, 5.4])
    x = np.array([-1.0, 0, 4, 5, 6])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    pi, mu, _ = parts("hard_step", call_unchanged("hard_step", hard_step, x, *theta), 3)
    close("pi", pi, [0.4, 0.6])
    close("mu", mu, [5.5, 1])


@test_case(points=1, hidden=True)
def test_variances(hard_step):
    import numpy as np

    from emkit.check import call, close, parts

    x = np.array([-3, -2.2, -1, 0.5, 1.1, 2.2, 4.8, 6])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    close("var", parts("hard_step", call("hard_step", hard_step, x, *theta), 3)[2], [0.16, 1.335, 0.36])
    x = np.array([-1.0, 0, 4, 5, 6])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    close("var", parts("hard_step", call("hard_step", hard_step, x, *theta), 3)[2], [0.25, 14 / 3])


@test_case(points=1, hidden=True)
def test_where_hard_em_stops(hard_end, hard_step):
    # Right, or where the student's own step stops.
    import numpy as np

    from emkit.check import array, call, close, parts

    found, want = array("hard_end", hard_end, (2,)), np.array([-1762.4545080699, -1868.6975449312])
    if not np.allclose(found, want, rtol=0, atol=0.1):
        rs = np.random.RandomState(0)
        x = np.concatenate([rs.normal(-1, 1, 500), rs.normal(1, 1, 500)])
        theta = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), np.array([1.0, 1.0])
        for _ in range(50):
            new = parts("hard_step", call("hard_step", hard_step, x.copy(), *theta), 3)
            new = tuple(np.array(part, dtype=float) for part in new)
            if all(np.allclose(a, b, rtol=1e-9) for a, b in zip(new, theta)):
                break
            theta = new
        pi, mu, var = theta
        joint = pi * np.exp(-((x[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)
        own = np.log(joint.sum(axis=1)).sum(), np.log(joint.max(axis=1)).sum()
        # Soft steps run to the maximum of the log-likelihood; those are no hard steps.
        close("hard_end", found, own if own[1] > -1900 else want, rtol=0, atol=0.1)
