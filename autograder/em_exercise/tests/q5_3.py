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


@test_case(points=1, hidden=True)
def test_gain(decade_gain, mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, number

    def value(s):
        x, pi, mu = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5]), np.array([5.0, 2.8])
        found = call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, np.array([s, 7.76]))
        return number("its value", found)

    either(
        lambda: close("decade_gain", decade_gain, 1.1512745770, rtol=0, atol=0.006),
        lambda: close("decade_gain", decade_gain, value(1e-9) - value(1e-8), rtol=0, atol=0.006),
    )


@test_case(points=1, hidden=True)
def test_lesson(shrink_lesson):
    from emkit.check import one_of, require

    on = "Try a few more decades, then look at which points the shrunken component explains."
    require(one_of("shrink_lesson", shrink_lesson, "ABCD") == "B", on)
