from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_6'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_an_order(kl_proof):
    from emkit.order import read_order

    read_order("kl_proof", kl_proof, "ABCDEF", 3)


@test_case(points=1, hidden=True)
def test_right_lines(kl_proof):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "A": "The divergence of q from p is a mean under q.",
        "D": "ln is concave: which side of Jensen's inequality is larger?",
        "F": "The mean under q of p / q is a sum over k; what is q(k) times p(k) / q(k)?",
    }
    found = read_order("kl_proof", kl_proof, "ABCDEF", 3)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("kl_proof", kl_proof, "EBC", why_not),
        lambda: require(len(set(found) & set("EBC")) >= 2, "Two lines do not belong there."),
    )


@test_case(points=1, hidden=True)
def test_order(kl_proof):
    from emkit.order import check_order

    needs = {
        "A": "The divergence of q from p is a mean under q.",
        "B": "It moves the expectation of the line above into the logarithm.",
        "C": "It needs the expectation inside of the logarithm.",
        "D": "ln is concave: which side of Jensen's inequality is larger?",
        "E": "It is the definition that everything starts from.",
        "F": "The mean under q of p / q is a sum over k; what is q(k) times p(k) / q(k)?",
    }
    check_order("kl_proof", kl_proof, "EBC", needs)
