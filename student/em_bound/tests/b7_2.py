from otter.test_files import test_case

OK_FORMAT = False

name = 'b7_2'
points = 2


@test_case(points=0, hidden=False, success_message='The bound lies below, and nothing falls. Whether the values are right is decided when it is graded.')
def test_bound_lies_below(chain):
    from emkit.check import array, require

    old_bound, old, new, new_bound = array("chain", chain, (4,))
    require(
        old_bound <= old + 0.02 and new_bound <= new + 0.02,
        "The bound lies below the log-likelihood at either theta.",
    )
    require(
        new >= old, "EM does not lower the log-likelihood: are the values in the order that is asked for?"
    )
