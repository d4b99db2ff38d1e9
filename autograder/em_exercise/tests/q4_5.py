from otter.test_files import test_case

OK_FORMAT = False

name = 'q4_5'
points = 2


@test_case(points=0, hidden=False)
def test_kind_of_answer(iters_loose, larger_var_loose, iters_tight):
    from emkit.check import number, one_of, require

    for name, value in (("iters_loose", iters_loose), ("iters_tight", iters_tight)):
        found = number(name, value)
        require(
            found == int(found) and found >= 1,
            f"`{name}` should be a whole number from 1 up; it is {found:g}.",
        )
    one_of("larger_var_loose", larger_var_loose, (1, 2))


@test_case(points=1, hidden=True)
def test_loose(iters_loose, larger_var_loose):
    from emkit.check import number, one_of, require

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    require(number("iters_loose", iters_loose) == 2, sentence)
    require(
        one_of("larger_var_loose", larger_var_loose, (1, 2)) == 2,
        "Look at the variances at that very iteration.",
    )


@test_case(points=1, hidden=True)
def test_tight(iters_tight):
    from emkit.check import number, require

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    require(number("iters_tight", iters_tight) == 8, sentence)
