from otter.test_files import test_case

OK_FORMAT = False

name = 'q5_3'
points = 2


@test_case(points=0, hidden=False, success_message='It is what your own function gives. Whether that is right is decided when it is graded.')
def test_is_what_your_function_gives(decade_gain, shrink_lesson, mixture_log_likelihood, x):
    import numpy as np
    from emkit.check import call, close, number, one_of

    number("decade_gain", decade_gain)
    one_of("shrink_lesson", shrink_lesson, "ABCD")
    pi, mu = np.array([0.5, 0.5]), np.array([5.0, 2.8])
    low, high = (
        number(
            "its value",
            call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, np.array([s, 7.76])),
        )
        for s in (1e-8, 1e-9)
    )
    differs = "`mixture_log_likelihood` gives another difference than `decade_gain`."
    close("decade_gain", decade_gain, high - low, rtol=0, atol=0.006, otherwise=differs)
