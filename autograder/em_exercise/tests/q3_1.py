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


@test_case(points=1, hidden=True)
def test_box(box_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    slips = {
        "p_k": "With this in the box the second line is not the first one any more: q_k was multiplied in.",
        "p_k * q_k": "The second line should be equal to the first one: q_k has to cancel.",
        "q_k / p_k": "The second line should be equal to the first one: q_k has to cancel.",
        "log(p_k / q_k)": "The logarithm stands in front of the box already.",
    }
    names = {"p_k": (0.05, 2.0), "q_k": (0.05, 0.95)}
    require_formula("box_formula", box_formula, Question("box", names, reference="p_k / q_k", slips=slips))


@test_case(points=1, hidden=True)
def test_reason(why_below):
    from emkit.check import one_of, require

    bend = "Only the last line is an inequality. What turns the mean and the logarithm round?"
    require(one_of("why_below", why_below, "ABCD") == "B", bend)


@test_case(points=1, hidden=True)
def test_touching(touching_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    slips = {
        "p_k": "The q_k should add up to one.",
        "p_1 / (p_1 + p_2)": "Right only for k = 1; the formula must hold for either k.",
        "p_2 / (p_1 + p_2)": "Right only for k = 2; the formula must hold for either k.",
        "1 / 2": "Put it into the box: is the box the same for both k?",
        "1 / p_k": "The box should be the same number for both k.",
    }
    names = {"p_1": (0.05, 2.0), "p_2": (0.05, 2.0), "p_k": ("p_1", "p_2")}
    question = Question("touching", names, reference="p_k / (p_1 + p_2)", slips=slips)
    require_formula("touching_formula", touching_formula, question)
