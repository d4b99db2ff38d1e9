from otter.test_files import test_case

OK_FORMAT = False

name = 'g8_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_two_curves_and_a_choice(bic_full, bic_tied, best_model):
    from emkit.check import array, one_of, parts, require

    full, tied = array("bic_full", bic_full, (5,)), array("bic_tied", bic_tied, (5,))
    require(
        full.min() > 0 and tied.min() > 0, "Check whether small or large is good in the formula you used."
    )
    require(abs(full[0] - tied[0]) < 0.1, "With one component, full and tied are the same model.")
    kind, count = parts("best_model", best_model, 2)
    one_of("best_model", kind, ("FULL", "TIED"))
    one_of("best_model", count, (1, 2, 3, 4, 5))


@test_case(points=1, hidden=True)
def test_full(bic_full, final_ll, m_step):
    # Right, or what the student's own steps give.
    import numpy as np
    from emkit.check import array, call, close

    found, want = (
        array("bic_full", bic_full, (5,)),
        np.array((2607.6225, 2322.1917, 2333.7266, 2358.3078, 2367.7658)),
    )
    for K in range(1, 6):
        if abs(found[K - 1] - want[K - 1]) > 0.1:
            own = -2 * call("final_ll", final_ll, K, m_step) + (6 * K - 1) * np.log(272)
            close("bic_full", found[K - 1], own, rtol=0, atol=0.1)


@test_case(points=1, hidden=True)
def test_tied(bic_tied, final_ll, tied_m_step):
    # Right, or what the student's own steps give.
    import numpy as np
    from emkit.check import array, call, close

    found, want = (
        array("bic_tied", bic_tied, (5,)),
        np.array((2607.6225, 2325.2199, 2314.2957, 2320.1374, 2327.6138)),
    )
    for K in range(1, 6):
        if abs(found[K - 1] - want[K - 1]) > 0.1:
            own = -2 * call("final_ll", final_ll, K, tied_m_step) + (3 * K + 2) * np.log(272)
            close("bic_tied", found[K - 1], own, rtol=0, atol=0.1)


@test_case(points=1, hidden=True)
def test_choice(bic_full, bic_tied, best_model):
    # The smallest of the student's own values, if they are not mere invention.
    import numpy as np
    from emkit.check import array, one_of, parts, require

    curves = {"FULL": array("bic_full", bic_full, (5,)), "TIED": array("bic_tied", bic_tied, (5,))}
    values = np.concatenate(list(curves.values()))
    require(values.min() > 2000 and np.ptp(values) > 100, "These are no values of BIC for Old Faithful.")
    kind, count = parts("best_model", best_model, 2)
    kind, count = one_of("best_model", kind, ("FULL", "TIED")), one_of("best_model", count, (1, 2, 3, 4, 5))
    require(curves[kind][count - 1] <= values.min() + 0.01, "Another model has a smaller value.")
