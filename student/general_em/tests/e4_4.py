from otter.test_files import test_case

OK_FORMAT = False

name = 'e4_4'
points = 3


@test_case(points=0, hidden=False)
def test_three_points(partial_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x, resp = np.array([0.0, 2, 5]), np.array([[1, 0], [0.5, 0.5], [0, 1]])
    old = (np.array([0.2, 0.8]), np.array([1.0, 3.0]), np.array([2.0, 7.0]))
    want = {"pi": [0.5, 0.5], "mu": [2 / 3, 4], "var": [1, 3]}
    both = "Distances should be measured from the means that you return."
    names = ("pi", "mu", "var")
    for name in names:
        copies = (part.copy() for part in old)
        found = parts(
            "partial_m_step", call_unchanged("partial_m_step", partial_m_step, x, resp, *copies, (name,)), 3
        )
        for other, value, before in zip(names, found, old):
            if other == name:
                close(name, value, want[name], slips=[([8 / 9, 2], both)])
            else:
                close(other, value, before, otherwise="Leave alone what is not named in `update`.")
    answer = call_unchanged("partial_m_step", partial_m_step, x, resp, *old, ("mu", "var"))
    close("var", parts("partial_m_step", answer, 3)[2], [8 / 9, 2], slips=[([1, 3], both)])
