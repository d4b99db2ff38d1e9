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
