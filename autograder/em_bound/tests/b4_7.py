from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_7'
points = 1


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_number(gap_quarter):
    from emkit.check import number, require

    require(number("gap_quarter", gap_quarter) >= 0, "A divergence is never negative.")


@test_case(points=1, hidden=True)
def test_gap(gap_quarter, kl_rows):
    import numpy as np
    from emkit.check import array, call, close, either

    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])

    def own():
        quarter = np.tile([0.25, 0.75], (5, 1))
        return array(
            "kl_rows", call("kl_rows", kl_rows, quarter, np.column_stack([first, 1 - first])), (5,)
        ).sum()

    slips = [
        (-22.4589368214, "This is the bound; how far is it below the log-likelihood?"),
        (3.0211244026, "The two distributions do not play the same role; which one is averaged over?"),
    ]
    either(
        lambda: close("gap_quarter", gap_quarter, 7.1468956244, rtol=0, atol=0.006, slips=slips),
        lambda: close("gap_quarter", gap_quarter, own(), rtol=0, atol=0.006),
    )
