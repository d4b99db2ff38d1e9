from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_2'
points = 1


@test_case(points=0, hidden=False)
def test_is_a_number(ll_saddle):
    from emkit.check import number

    number("ll_saddle", ll_saddle)


@test_case(points=1, hidden=True)
def test_saddle(ll_saddle):
    from emkit.check import close

    close("ll_saddle", ll_saddle, -12.2171485015, rtol=1e-4)
