from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_6'
points = 1


@test_case(points=0, hidden=False)
def test_is_a_number(gap_quarter):
    from emkit.check import number, require

    require(number("gap_quarter", gap_quarter) >= 0, "A divergence is never negative.")


@test_case(points=1, hidden=True)
def test_gap(gap_quarter):
    from emkit.check import close

    slips = [
        (-31.0043047728, "This is the bound; how far is it below the log-likelihood?"),
        (1.4908874584, "The two distributions do not play the same role; which one is averaged over?"),
    ]
    close("gap_quarter", gap_quarter, 6.4917724427, rtol=1e-3, slips=slips)
