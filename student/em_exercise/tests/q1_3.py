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
