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
