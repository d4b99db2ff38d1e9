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


@test_case(points=1, hidden=True)
def test_hidden_rows_count(missing_m_step):
    import numpy as np

    from emkit.check import call, close, parts

    filled = np.array([[1.0, 2.0], [2, -1.6], [4, -2.4], [-3, 0.5]])
    mean, cov = parts(
        "missing_m_step", call("missing_m_step", missing_m_step, filled, np.array([0.0, 3.6, 3.6, 0])), 2
    )
    close("mean", mean, [1, -0.375])
    close("cov", cov, [[6.5, -2.7], [-2.7, 4.801875]])


@test_case(points=1, hidden=True)
def test_wait_variance_with_what_is_hidden(wait_variance, fill_in, missing_m_step, gappy):
    # Right, or what the student's own steps make of it, as long as what is hidden matters to them.
    import numpy as np

    from emkit.check import array, call, close, parts, require

    value = array("wait_variance", wait_variance, (2,))[0]
    if abs(value - 188.3078833811) > 0.15:
        ends = []
        for keep in (1, 0):
            mean, cov = np.nanmean(gappy, axis=0), np.diag(np.nanvar(gappy, axis=0))
            for _ in range(200):
                filled, extra = parts("fill_in", call("fill_in", fill_in, gappy.copy(), mean, cov), 2)
                step = call(
                    "missing_m_step", missing_m_step, array("filled", filled), keep * array("extra", extra)
                )
                mean, cov = (array("the new parameters", part) for part in parts("missing_m_step", step, 2))
            ends.append(cov[1, 1])
        require(ends[0] > ends[1] + 1, "What is hidden adds to the variance.")
        close("wait_variance", value, ends[0], rtol=1e-3)


@test_case(points=1, hidden=True)
def test_wait_variance_without_it(wait_variance, fill_in, missing_m_step, gappy):
    # Right, or what the student's own steps make of it, as long as what is hidden matters to them.
    import numpy as np

    from emkit.check import array, call, close, parts, require

    value = array("wait_variance", wait_variance, (2,))[1]
    if abs(value - 174.9683188692) > 0.15:
        ends = []
        for keep in (1, 0):
            mean, cov = np.nanmean(gappy, axis=0), np.diag(np.nanvar(gappy, axis=0))
            for _ in range(200):
                filled, extra = parts("fill_in", call("fill_in", fill_in, gappy.copy(), mean, cov), 2)
                step = call(
                    "missing_m_step", missing_m_step, array("filled", filled), keep * array("extra", extra)
                )
                mean, cov = (array("the new parameters", part) for part in parts("missing_m_step", step, 2))
            ends.append(cov[1, 1])
        require(ends[0] > ends[1] + 1, "What is hidden adds to the variance.")
        close("wait_variance", value, ends[1], rtol=1e-3)
