from otter.test_files import test_case

OK_FORMAT = False

name = 'q6_3'
points = 1


@test_case(points=0, hidden=False)
def test_example(leap):
    from emkit.check import call, close

    slips = [
        (1.75, "That is the last value; how far is it still to go?"),
        (1.875, "That is the next value; all the steps to come add up to a geometric series."),
        (2.5, "Begin the geometric series at the right value: the step before it is in there already."),
    ]
    close("leap", call("leap", leap, 1.0, 1.5, 1.75), 2.0, slips=slips)


@test_case(points=1, hidden=True)
def test_other_rates(leap):
    from emkit.check import call, close

    close("leap", call("leap", leap, 3.0, 1.0, 0.5), 1 / 3, rtol=1e-9)
    close("leap", call("leap", leap, 0.0, 0.9, 1.71), 9.0, rtol=1e-9)
