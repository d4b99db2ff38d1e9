from otter.test_files import test_case

OK_FORMAT = False

name = 'g2_3'
points = 2


@test_case(points=0, hidden=False)
def test_small_steps(slope):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    A, W, n_k = np.array([(2.0, 0.5), (0.5, 1.0)]), np.array([(3.0, 1.0), (1.0, 2.0)]), 4.0
    found = array("slope", call_unchanged("slope", slope, A, W, n_k), (2, 2))

    def f(A):
        return (n_k * np.log(np.linalg.det(A)) - np.trace(A @ W)) / 2

    want = np.zeros((2, 2))
    for i in (0, 1):
        for j in (0, 1):
            step = np.zeros((2, 2))
            step[i, j] = 1e-5
            want[i, j] = (f(A + step) - f(A - step)) / 2e-5
    both = want + want.T - np.diag(np.diag(want))
    slips = [
        (2 * want, "The half in front of (2.3) is still there when A moves."),
        (both, "Move one entry of A at a time, without its mirror image."),
        (-want, "Does (2.3) rise or fall when A grows from nothing?"),
        (want + W, "The trace stands in (2.3) with a minus."),
        (want + W / 2, "The trace moves with A, too."),
    ]
    close(
        "slope",
        found,
        want,
        rtol=1e-6,
        atol=1e-8,
        slips=slips,
        otherwise="Move an entry of A a little: (2.3) changes by another amount.",
    )
