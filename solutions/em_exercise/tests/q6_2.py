from otter.test_files import test_case

OK_FORMAT = False

name = 'q6_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_shares(rate, missing):
    from emkit.check import number, require

    require(
        0 < number("rate", rate) < 1,
        "The steps become smaller and keep their sign: `rate` lies between 0 and 1.",
    )
    require(0 < number("missing", missing) < 1, "A share that is left lies between 0 and 1.")


@test_case(points=1, hidden=True)
def test_rate(rate):
    from emkit.check import close

    slips = [(0.1741, "That is the part of the distance that a step removes; what factor is left?")]
    close("rate", rate, 0.8258905561, rtol=0, atol=0.006, slips=slips)


@test_case(points=1, hidden=True)
def test_missing(missing):
    from emkit.check import close

    slips = [(0.1741, "That is the share that the points do tell; how much is left?")]
    close("missing", missing, 0.8258905561, rtol=0, atol=0.006, slips=slips)
