from otter.test_files import test_case

OK_FORMAT = False

name = 'b4_2'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_list_of_reasons(bound_reasons):
    from emkit.order import read_order

    read_order("bound_reasons", bound_reasons, "PQRST", 3)


@test_case(points=1, hidden=True)
def test_what_is_used(bound_reasons):
    from emkit.check import require
    from emkit.order import read_order

    found = read_order("bound_reasons", bound_reasons, "PQRST", 3)
    equalities = "Two moves keep the value: one brings q in, one gives the sum its name."
    require(set(found) == set("RQS") or found[:2] == ["R", "Q"], equalities)


@test_case(points=1, hidden=True)
def test_in_order(bound_reasons):
    from emkit.check import require
    from emkit.order import read_order

    first, second, last = read_order("bound_reasons", bound_reasons, "PQRST", 3)
    require(first == "R", "At the start there is no q. What brings it in without changing the value?")
    require(
        second == "Q", "The second move only renames a sum. What is a sum of q(k) times something called?"
    )
    require(last == "S", "The last move is an inequality, and its direction comes from the shape of ln.")
