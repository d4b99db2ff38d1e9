from otter.test_files import test_case

OK_FORMAT = False

name = 'b5_2'
points = 2


@test_case(points=0, hidden=False)
def test_are_numbers(bound_after_e, q_minus_bound):
    from emkit.check import number

    number("bound_after_e", bound_after_e)
    number("q_minus_bound", q_minus_bound)


@test_case(points=1, hidden=True)
def test_bound(bound_after_e):
    from emkit.check import close

    slips = [
        (-26.4542401074, "This is Q; the bound has the entropy as well."),
        (-28.3959478848, "Check the sign of the entropy: it is never negative."),
    ]
    close("bound_after_e", bound_after_e, -24.5125323301, rtol=1e-3, slips=slips)


@test_case(points=1, hidden=True)
def test_difference(q_minus_bound):
    from emkit.check import close

    slips = [(1.9417077773, "Q minus the bound, not the other way round.")]
    close("q_minus_bound", q_minus_bound, -1.9417077773, rtol=1e-3, slips=slips)
