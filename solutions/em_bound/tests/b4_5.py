from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_5'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_an_order(decomposition):
    from emkit.order import read_order

    read_order("decomposition", decomposition, "ABCDEF", 4)


@test_case(points=1, hidden=True)
def test_right_lines(decomposition):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "B": "The logarithm of a product is a sum of logarithms, not a product.",
        "E": "Joint density divided by what gives the density of the point alone?",
    }
    found = read_order("decomposition", decomposition, "ABCDEF", 4)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("decomposition", decomposition, "DFAC", why_not),
        lambda: require(len(set(found) & set("DFAC")) >= 3, "Two lines do not belong there."),
    )


@test_case(points=1, hidden=True)
def test_order(decomposition):
    from emkit.order import check_order

    needs = {
        "A": "It inserts q / q into a ratio that has to be there first.",
        "B": "The logarithm of a product is a sum of logarithms, not a product.",
        "C": "Splitting needs a product under the logarithm.",
        "D": "The mean of a constant is where the argument starts.",
        "E": "Joint density divided by what gives the density of the point alone?",
        "F": "It replaces p(x) inside an expectation, before q appears under the logarithm.",
    }
    check_order("decomposition", decomposition, "DFAC", needs)
