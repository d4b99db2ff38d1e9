from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_forms(ll_saddle, row_saddle, my_escape):
    from emkit.check import array, number, parts, require

    number("ll_saddle", ll_saddle)
    row = array("row_saddle", row_saddle, (2,))
    require(abs(row.sum() - 1) < 1e-6, "The responsibilities of a point add up to one.")
    pi, mu, Sigma = parts("my_escape", my_escape, 3)
    moved = [
        array("pi", pi, (2,)).ravel() - 0.5,
        array("mu", mu, (2, 1)).ravel() - 3,
        array("Sigma", Sigma, (2, 1, 1)).ravel() - 2,
    ]
    changed = [abs(v) for part in moved for v in part if v]
    require(
        len(changed) == 1,
        f"`my_escape` should differ from `saddle_start` in one number, not in {len(changed)}.",
    )
    require(max(changed) <= 0.5 + 1e-9, "Move that number by at most 0.5.")
