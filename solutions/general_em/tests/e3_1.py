from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_1'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_numbers_of_the_right_kind(on_rate, ll_k1):
    from emkit.check import number, require

    require(0 < number("on_rate", on_rate) < 1, "A share lies between 0 and 1.")
    value = number("ll_k1", ll_k1)
    require(value < 0, "Every probability of an image is below one. Which sign does its logarithm have?")
    require(value < -1797, "Add up over all images and pixels; do not average.")


@test_case(points=1, hidden=True)
def test_share_of_pixels(on_rate):
    from emkit.check import close

    close("on_rate", on_rate, 0.3230297023, rtol=1e-3)


@test_case(points=1, hidden=True)
def test_baseline(ll_k1, bernoulli_m_step, bernoulli_loglik, binary):
    # Right, or what the student's own M-step and log-likelihood give, as long as that is finite.
    import numpy as np

    from emkit.check import call, close, number

    value = number("ll_k1", ll_k1)
    if abs(value + 45139.1184160) > 0.1:
        theta = call("bernoulli_m_step", bernoulli_m_step, binary.copy(), np.ones((1797, 1)))
        own = number("bernoulli_loglik", call("bernoulli_loglik", bernoulli_loglik, binary.copy(), *theta))
        close("ll_k1", value, own, rtol=0, atol=0.1)
