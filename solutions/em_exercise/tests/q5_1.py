from otter.test_files import test_case

OK_FORMAT = False

name = 'q5_1'
points = 2


@test_case(points=0, hidden=False, success_message='It is what your own function gives. Whether that is right is decided when it is graded.')
def test_is_what_your_run_gives(equal_mu, equal_why, run_em, x):
    import numpy as np
    from emkit.check import array, call, close, one_of, parts

    array("equal_mu", equal_mu, (2,))
    one_of("equal_why", equal_why, "ABCD")
    start = np.array([0.5, 0.5]), np.array([3.0, 3.0]), np.array([2.0, 2.0])
    own = array("mu", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[1], (2,))
    differs = "From these starting values your `run_em` gives other means than `equal_mu`."
    close("equal_mu", equal_mu, own, rtol=0, atol=0.006, otherwise=differs)


@test_case(points=1, hidden=True)
def test_means(equal_mu, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.5, 0.5]), np.array([3.0, 3.0]), np.array([2.0, 2.0])

    def own():
        return array("mu", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[1], (2,))

    either(
        lambda: close("equal_mu", equal_mu, [2.8, 2.8], rtol=0, atol=0.006),
        lambda: close("equal_mu", equal_mu, own(), rtol=0, atol=0.006),
    )


@test_case(points=1, hidden=True)
def test_reason(equal_why):
    from emkit.check import one_of, require

    look = "Print the responsibilities, and move one of the two means a little: does it stay?"
    require(one_of("equal_why", equal_why, "ABCD") == "B", look)
