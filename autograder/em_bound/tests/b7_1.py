from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_1'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_an_order(ascent_chain):
    from emkit.order import read_order

    read_order("ascent_chain", ascent_chain, "ABCDEF", 3)


@test_case(points=1, hidden=True)
def test_right_links(ascent_chain):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "A": "That the bound lies below leaves the end of the chain open: it has to arrive at the log-likelihood.",
        "C": "At which parameters did the E-step make the bound touch?",
        "E": "This is what you want to prove.",
    }
    found = read_order("ascent_chain", ascent_chain, "ABCDEF", 3)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("ascent_chain", ascent_chain, "FBD", why_not),
        lambda: require(len(set(found) & set("FBD")) >= 2, "Two lines do not belong there."),
    )


@test_case(points=2, hidden=True)
def test_order(ascent_chain):
    from emkit.order import check_order

    needs = {
        "A": "That the bound lies below leaves the end of the chain open: it has to arrive at the log-likelihood.",
        "B": "The right side of the link above should be the left side of this one.",
        "C": "At which parameters did the E-step make the bound touch?",
        "D": "The right side of the link above should be the left side of this one.",
        "E": "This is what you want to prove.",
        "F": "It starts from the log-likelihood at the new parameters.",
    }
    check_order("ascent_chain", ascent_chain, "FBD", needs)
