from otter.test_files import test_case

OK_FORMAT = False

name = 'q3_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_can_be_read(box_formula, why_below, touching_formula):
    from emkit.check import close, formula_value, one_of, require_readable

    require_readable("box_formula", box_formula, ["p_k", "q_k"])
    one_of("why_below", why_below, "ABCD")
    require_readable("touching_formula", touching_formula, ["p_k", "p_1", "p_2"])
    shares = [
        formula_value("touching_formula", touching_formula, p_k=p, p_1=0.3, p_2=1.5) for p in (0.3, 1.5)
    ]
    close("the sum over k", sum(shares), 1, otherwise="The q_k should add up to one.")
