from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_means_and_a_letter(mu_far, why_far):
    from emkit.check import array, one_of, require

    require(array("mu_far", mu_far).size == 2, "`mu_far` should hold two means.")
    one_of("why_far", why_far, "ABCD")
