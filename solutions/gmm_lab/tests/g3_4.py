from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_4'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_probability(p_long):
    from emkit.check import number, require

    require(0 <= number("p_long", p_long) <= 1, "A probability lies between 0 and 1.")


@test_case(points=1, hidden=True)
def test_posterior(p_long, e_step, faithful_params):
    import numpy as np
    from emkit.check import array, call, close, number, parts, require

    value = number("p_long", p_long)
    require(0.5 < value < 1, "Is that the long kind?")
    if abs(value - 0.7845028971) > 0.008:
        theta = parts("faithful_params", faithful_params, 3)
        resp = array("resp", call("e_step", e_step, np.array([(3.0, 65.0)]), *theta), (1, 2))
        require(0.5 < resp[0, 1] < 0.99, "Is that the long kind?")
        close("p_long", value, resp[0, 1], rtol=1e-2)
