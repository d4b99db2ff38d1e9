from otter.test_files import test_case

OK_FORMAT = False

name = 'q1_3'
points = 2


@test_case(points=0, hidden=False)
def test_is_a_number(loglik_theta0):
    from emkit.check import number

    number("loglik_theta0", loglik_theta0)
