from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_3'
points = 2


@test_case(points=0, hidden=False)
def test_numbers_are_plausible(ll_38, accuracy_38):
    from emkit.check import number, require

    require(number("ll_38", ll_38) < -357, "Add up over all images; do not average.")
    accuracy = number("accuracy_38", accuracy_38)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.01, "Almost no image agrees. The labels are 3 and 8; `argmax` gives 0 and 1.")


@test_case(points=1, hidden=True)
def test_limit_of_the_harder_pair(ll_38):
    from emkit.check import close

    close("ll_38", ll_38, -6728.857153, rtol=1e-6)


@test_case(points=1, hidden=True)
def test_agreement_on_the_harder_pair(accuracy_38):
    from emkit.check import close

    close("accuracy_38", accuracy_38, 0.9411764706, rtol=1e-3)
