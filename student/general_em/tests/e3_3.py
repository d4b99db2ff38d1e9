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
