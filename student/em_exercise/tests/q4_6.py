from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_6'
points = 2


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_kind_of_answer(iters_loose, larger_var_loose, iters_tight):
    from emkit.check import number, one_of, require

    for name, value in (("iters_loose", iters_loose), ("iters_tight", iters_tight)):
        found = number(name, value)
        require(
            found == int(found) and found >= 1,
            f"`{name}` should be a whole number from 1 up; it is {found:g}.",
        )
    one_of("larger_var_loose", larger_var_loose, (1, 2))
