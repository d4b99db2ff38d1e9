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
