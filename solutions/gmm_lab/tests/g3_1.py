from otter.test_files import test_case

OK_FORMAT = False

name = 'g3_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_numbers(ll_one, ll_two):
    from emkit.check import number, require

    one, two = number("ll_one", ll_one), number("ll_two", ll_two)
    per_point = "Is that a sum over all 272 points? A mean per point is much closer to zero."
    require(abs(one) > 50 and abs(two) > 50, per_point)
    require(two > one, "Two components contain the single one as a special case, so they cannot fit worse.")


@test_case(points=1, hidden=True)
def test_one_gaussian(ll_one, fit_labelled, log_likelihood, faithful):
    # Right, or what the student's own functions give: a slip in Section 1 is not paid for again.
    import numpy as np
    from emkit.check import call, close, number

    if abs(number("ll_one", ll_one) + 1289.7967450526) > 0.01:
        theta = call("fit_labelled", fit_labelled, faithful.copy(), np.zeros(272, dtype=int), 1)
        close(
            "ll_one",
            ll_one,
            call("log_likelihood", log_likelihood, faithful.copy(), *theta),
            rtol=0,
            atol=0.01,
        )


@test_case(points=1, hidden=True)
def test_two_gaussians(ll_two):
    from emkit.check import close

    close("ll_two", ll_two, -1130.2639601847, rtol=0, atol=0.01)


@test_case(points=1, hidden=True)
def test_end_of_a_fit(ll_two, ll_one, fit_gmm, faithful):
    # Right, or where the student's own fit ends, as long as that beats a single Gaussian.
    import numpy as np
    from emkit.check import call, close, number, require

    value = number("ll_two", ll_two)
    require(
        value > number("ll_one", ll_one) + 1,
        "Two components contain the single one, so they cannot fit worse.",
    )
    if abs(value + 1130.2639601847) > 0.01:
        start = (
            np.array([0.5, 0.5]),
            np.array([(2.0, 55.0), (4.0, 80.0)]),
            np.array([np.diag([1.0, 100.0])] * 2),
        )
        fit = call("fit_gmm", fit_gmm, faithful.copy(), *start, 1e-8)
        close("ll_two", value, fit["history"][-1], rtol=0, atol=0.01)
