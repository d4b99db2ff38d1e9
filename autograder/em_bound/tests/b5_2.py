from otter.test_files import test_case

OK_FORMAT = False

name = 'b5_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_are_numbers(bound_after_e, q_minus_bound):
    from emkit.check import number

    number("bound_after_e", bound_after_e)
    number("q_minus_bound", q_minus_bound)


@test_case(points=1, hidden=True)
def test_bound(bound_after_e, elbo):
    import numpy as np
    from emkit.check import call, close, either, number

    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([1.0, 3.0]), np.array([4.0, 1.0])),
    )
    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
    q = np.column_stack([first, 1 - first])

    slips = [
        (-17.2261542656, "This is Q; the bound has the entropy as well."),
        (-19.1402673341, "Check the sign of the entropy: it is never negative."),
    ]
    either(
        lambda: close("bound_after_e", bound_after_e, -15.3120411970, rtol=0, atol=0.006, slips=slips),
        lambda: close(
            "bound_after_e",
            bound_after_e,
            number("elbo", call("elbo", elbo, x, q, *theta)),
            rtol=0,
            atol=0.006,
        ),
    )


@test_case(points=1, hidden=True)
def test_difference(q_minus_bound):
    from emkit.check import close

    slips = [(1.9141130685, "Q minus the bound, not the other way round.")]
    close("q_minus_bound", q_minus_bound, -1.9141130685, rtol=0, atol=0.006, slips=slips)
