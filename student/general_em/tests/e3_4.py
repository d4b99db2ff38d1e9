from otter.test_files import test_case

OK_FORMAT = False

name = 'e3_4'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_numbers_are_plausible(theta_38, ll_38, accuracy_38):
    from emkit.check import array, number, parts, require

    array("P", parts("theta_38", theta_38, 2)[1], shape=(2, 64))
    require(number("ll_38", ll_38) < -357, "Add up over all images; do not average.")
    accuracy = number("accuracy_38", accuracy_38)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.01, "Almost no image agrees. The labels are 3 and 8; `argmax` gives 0 and 1.")
    require(accuracy > 0.3, "Fewer images agree than by chance: which component began as an eight?")
