from otter.test_files import test_case

OK_FORMAT = False

name = 'e4_2'
points = 2


@test_case(points=0, hidden=False)
def test_four_points(hard_step, hard_loglik):
    import numpy as np

    from emkit.check import call, close, number, parts

    x, two = np.array([0.0, 1, 4, 8]), np.array([4.0, 4.0])
    answer = call("hard_step", hard_step, x, np.array([0.5, 0.5]), np.array([0.0, 6.0]), two)
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
    answer = call("hard_step", hard_step, x, np.array([0.9, 0.1]), np.array([0.0, 4.0]), two)
    close(
        "mu",
        parts("hard_step", answer, 3)[1],
        [3.5 / 3, 8],
        slips=[([0.5, 5.25], "The nearer mean does not always win; use the joint.")],
    )
    number("hard_loglik", hard_loglik)


@test_case(points=1, hidden=True)
def test_steps_with_two_and_three_components(hard_step):
    import numpy as np

    from emkit.check import call, close, parts

    x = np.array([-3, -2.2, -1, 0.5, 1.1, 2.2, 4.8, 6])
    pi, mu, var = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    pi, mu, var = parts("hard_step", call("hard_step", hard_step, x, pi, mu, var), 3)
    close("pi", pi, [0.25, 0.5, 0.25])
    close("mu", mu, [-2.6, 0.7, 5.4])
    close("var", var, [0.16, 1.335, 0.36])
    x = np.array([-1.0, 0, 4, 5, 6])
    pi, mu, var = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    for _ in range(2):
        pi, mu, var = parts("hard_step", call("hard_step", hard_step, x, pi, mu, var), 3)
        close("mu", mu, [5.5, 1])
        close("var", var, [0.25, 14 / 3])
        pi, mu, var = (np.array(part, dtype=float) for part in (pi, mu, var))


@test_case(points=1, hidden=True)
def test_where_hard_em_stops(hard_loglik):
    from emkit.check import close

    close("hard_loglik", hard_loglik, -11.1668724672, rtol=1e-3)
