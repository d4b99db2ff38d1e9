from otter.test_files import test_case

OK_FORMAT = False

name = 'e7_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_rows(missing_m_step, wait_variance):
    import numpy as np

    from emkit.check import array, call_unchanged, close, parts

    filled, extra = np.array([[0.0, 1.0], [2, 5]]), np.array([0.0, 4])
    mean, cov = parts("missing_m_step", call_unchanged("missing_m_step", missing_m_step, filled, extra), 2)
    close("mean", mean, [1, 3])
    slips = [
        (
            [[1, 2], [2, 4]],
            "A wait that was guessed is less certain than one that was seen. Where does that enter?",
        ),
        ([[1, 2], [2, 8]], "On average: the rows that were seen add nothing, but they count."),
        ([[1, 2], [2, 10]], "On average: the rows that were seen add nothing, but they count."),
        ([[3, 4], [4, 8]], "The length was seen: its variance and the product get nothing on top."),
        ([[3, 2], [2, 6]], "The length was seen: its variance gets nothing on top."),
        ([[2, 4], [4, 10]], "Look at the divisor: an average over all rows."),
        ([[2, 4], [4, 12]], "Look at the divisor: an average over all rows."),
    ]
    close("cov", cov, [[1, 2], [2, 6]], slips=slips)
    array("wait_variance", wait_variance, (2,))
