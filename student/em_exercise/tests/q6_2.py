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
