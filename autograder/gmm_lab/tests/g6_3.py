from otter.test_files import test_case

OK_FORMAT = False

name = 'g6_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_means_and_a_letter(mu_far, why_far):
    from emkit.check import array, one_of, require

    require(array("mu_far", mu_far).size == 2, "`mu_far` should hold two means.")
    one_of("why_far", why_far, "ABCD")


@test_case(points=1, hidden=True)
def test_means_with_a_far_point(mu_far, fit_gmm):
    import numpy as np
    from emkit.check import array, call, close

    found, want = np.sort(array("mu_far", mu_far).ravel()), np.array([4.99998835, 332.22170746])
    if found.shape != (2,) or not np.allclose(found, want, rtol=1e-3):
        x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,), (1000.0,)])
        start = np.array([0.5, 0.5]), np.array([(6.0,), (7.0,)]), np.array([[(1.0,)], [(4.0,)]])
        own = np.sort(np.ravel(call("fit_gmm", fit_gmm, x, *start)["mu"]))
        close("mu_far", found, own if own[1] > 100 else want, rtol=1e-3)


@test_case(points=1, hidden=True)
def test_why_far(why_far):
    from emkit.check import one_of, require

    reasons = {
        "A": "Its row of responsibilities adds up to one, as every row does: it counts as much as any point.",
        "B": "In logarithms the row is (0, 1); only a program that leaves them too early finds 0/0.",
        "D": "That is another stationary point; from this start the wide component keeps -1 and 0.",
    }
    letter = one_of("why_far", why_far, "ABCD")
    require(letter == "C", reasons.get(letter, ""))
