from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_an_order(bound_proof):
    from emkit.order import read_order

    read_order("bound_proof", bound_proof, "ABCDEFGH", 4)


@test_case(points=1, hidden=True)
def test_right_lines(bound_proof):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "A": "Multiplying by q without dividing by it changes the value.",
        "D": "The logarithm of a sum is not the sum of the logarithms.",
        "F": "A logarithm cannot vanish on the way.",
        "H": "ln is concave: which side of Jensen's inequality is larger?",
    }
    found = read_order("bound_proof", bound_proof, "ABCDEFGH", 4)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("bound_proof", bound_proof, "CGEB", why_not),
        lambda: require(len(set(found) & set("CGEB")) >= 3, "Two lines do not belong there."),
    )


@test_case(points=2, hidden=True)
def test_order(bound_proof):
    from emkit.order import check_order

    needs = {
        "A": "Multiplying by q without dividing by it changes the value.",
        "B": "Moving the logarithm inside needs an expectation to move it into.",
        "C": "It is the definition that everything starts from.",
        "D": "The logarithm of a sum is not the sum of the logarithms.",
        "E": "You can only take an expectation once a distribution is in the expression.",
        "F": "A logarithm cannot vanish on the way.",
        "G": "It needs the sum over k in the line above, still without q.",
        "H": "ln is concave: which side of Jensen's inequality is larger?",
    }
    check_order("bound_proof", bound_proof, "CGEB", needs)
