from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_5'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_are_an_order_and_a_number(lagrange_lines, multiplier):
    from emkit.check import number
    from emkit.order import read_order

    read_order("lagrange_lines", lagrange_lines, "ABCDEFG", 5)
    number("multiplier", multiplier)


@test_case(points=0.5, hidden=True)
def test_right_lines(lagrange_lines):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "B": "The constraint enters with a minus sign in front of the weights.",
        "E": "A component that takes more points should get more weight, not less.",
    }
    found = read_order("lagrange_lines", lagrange_lines, "ABCDEFG", 5)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("lagrange_lines", lagrange_lines, "DGAFC", why_not),
        lambda: require(len(set(found) & set("DGAFC")) >= 4, "Two lines do not belong there."),
    )


@test_case(points=0.5, hidden=True)
def test_order(lagrange_lines):
    from emkit.order import check_order

    needs = {
        "A": "You need an equation for the weight before you can solve it.",
        "B": "The constraint enters with a minus sign in front of the weights.",
        "C": "The multiplier has to be known before it can be put in.",
        "D": "It defines what is differentiated.",
        "E": "A component that takes more points should get more weight, not less.",
        "F": "The constraint can be used once the weights are expressed by the multiplier.",
        "G": "First write down what is differentiated, then differentiate it.",
    }
    check_order("lagrange_lines", lagrange_lines, "DGAFC", needs)


@test_case(points=0.5, hidden=True)
def test_size_of_the_multiplier(multiplier):
    from emkit.check import close, number

    slips = [
        (0.2, "This is one over the multiplier."),
        (1.0, "The weights add up to one; what do the n_k add up to?"),
        (2.0, "Count the data points, not the components."),
    ]
    close("multiplier", abs(number("multiplier", multiplier)), 5.0, rtol=1e-3, slips=slips)


@test_case(points=0.5, hidden=True)
def test_sign_of_the_multiplier(multiplier):
    from emkit.check import close

    slips = [(-5.0, "Check the sign: the constraint enters as one minus the sum.")]
    close("multiplier", multiplier, 5.0, rtol=1e-3, slips=slips)
