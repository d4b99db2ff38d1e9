from otter.test_files import test_case

OK_FORMAT = False

name = 'q1_3'
points = 2


@test_case(points=0, hidden=False, success_message='It is what your own function gives. Whether that is right is decided when it is graded.')
def test_is_what_your_function_gives(loglik_theta0, mixture_log_likelihood, x, pi0, mu0, var0):
    from emkit.check import call, close, number

    number("loglik_theta0", loglik_theta0)
    own = number("its value", call("mixture_log_likelihood", mixture_log_likelihood, x, pi0, mu0, var0))
    differs = (
        "`mixture_log_likelihood` gives another value at `x`, `pi0`, `mu0`, `var0` than `loglik_theta0`."
    )
    close("loglik_theta0", loglik_theta0, own, rtol=0, atol=0.05, otherwise=differs)


@test_case(points=1, hidden=True)
def test_right_or_from_your_function(loglik_theta0, mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, number

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def own():
        return number("its value", call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, var))

    either(
        lambda: close("loglik_theta0", loglik_theta0, -24.5125323301, rtol=0, atol=0.05),
        lambda: close("loglik_theta0", loglik_theta0, own(), rtol=0, atol=0.05),
    )


@test_case(points=1, hidden=True)
def test_value(loglik_theta0):
    from emkit.check import close

    close("loglik_theta0", loglik_theta0, -24.5125323301, rtol=0, atol=0.05)
