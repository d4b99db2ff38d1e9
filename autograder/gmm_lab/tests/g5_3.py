from otter.test_files import test_case

OK_FORMAT = False

name = 'g5_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_share_and_worst_value(histories, share_best, worst_ll):
    from emkit.check import array, number, parts, require

    for path in parts("histories", histories, 30):
        require(array("histories", path).ndim == 1, "Each history is a list of log-likelihoods.")
    share = number("share_best", share_best)
    require(0 < share <= 1, "A share lies between 0 and 1; divide the count by the number of starts.")
    require(share < 1, "All starts agree? Try a second start before trusting the first.")
    number("worst_ll", worst_ll)


@test_case(points=1, hidden=True)
def test_thirty_histories(histories, share_best, log_likelihood, blobs, row_starts):
    # Each begins where its start is, under the student's own densities; the share is that of these histories.
    import numpy as np
    from emkit.check import array, call, close, number, parts

    paths = [array("histories", path) for path in parts("histories", histories, 30)]
    for k in (0, 7, 29):
        first = call("log_likelihood", log_likelihood, blobs.copy(), *row_starts[k])
        close("histories", paths[k][0], first, rtol=0, atol=0.01)
    ends = np.array([path[-1] for path in paths])
    close(
        "share_best", number("share_best", share_best), (ends > ends.max() - 0.01).mean(), rtol=0, atol=0.02
    )


@test_case(points=1, hidden=True)
def test_share_and_worst(histories, share_best, worst_ll):
    from emkit.check import array, close, number, parts, require

    # Another linear algebra may send a start on the edge to the other side: one of thirty is allowed.
    share = "Another share of the starts reaches the best value."
    require(abs(number("share_best", share_best) - 27 / 30) < 0.05, share)
    close("worst_ll", worst_ll, -1245.2734753, rtol=0, atol=0.5)
    ends = [array("histories", path)[-1] for path in parts("histories", histories, 30)]
    close("worst_ll", worst_ll, min(ends), rtol=0, atol=0.1)
    close("histories", max(ends), -1160.4214502, rtol=0, atol=0.1)
