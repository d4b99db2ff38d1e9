from otter.test_files import test_case

OK_FORMAT = False

name = 'b3_3'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_is_a_set_of_letters(zero_gap):
    from emkit.check import one_of, require, require_defined

    require_defined("zero_gap", zero_gap)
    letters = [c for c in zero_gap if c not in " ,{}"] if isinstance(zero_gap, str) else zero_gap
    require(
        isinstance(letters, (set, frozenset, list, tuple)),
        "`zero_gap` should be a set of letters in braces.",
    )
    for letter in letters:
        one_of("zero_gap", letter, "ABCDE")
