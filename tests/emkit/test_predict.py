"""A prediction stands beside what came out, and a sentence while one of them is missing."""

import numpy as np
import pytest

from emkit.predict import compare


def test_rows_say_what_was_expected():
    table = compare(["x = 4", "x = 5"], [1, 1], np.array([2, 1]))
    assert repr(table).splitlines() == [
        "           you expected   you found",
        "x = 4      1              2",
        "x = 5      1              1           as expected",
    ]
    assert table._repr_markdown_().splitlines()[2:] == [
        "| x = 4 | 1 | 2 |  |",
        "| x = 5 | 1 | 1 | as expected |",
    ]


def test_numbers_are_short():
    table = compare(["share", "pair"], [0.5, "E"], [np.float32(0.941176), (np.float64(-0.0022335), 1.0)])
    assert [line.split()[1:] for line in repr(table).splitlines()[1:]] == [
        ["0.5", "0.9412"],
        ["E", "-0.002233,", "1"],
    ]


def test_a_whole_number_is_the_same_with_and_without_a_point():
    table = compare(["n", "m", "is"], [12345, 12345, 1], [12345.0, 12344.0, True])
    assert [line.split()[1:] for line in repr(table).splitlines()[1:]] == [
        ["12345", "12345", "as", "expected"],
        ["12345", "12344"],
        ["1", "True"],
    ]


@pytest.mark.parametrize(
    ("predicted", "found"),
    [(..., [1, 2]), ([1, ...], [1, 2]), ([1, 2], [1, (2, ...)]), ([1, 2], None), ([1], [1, 2]), (3, [1, 2])],
)
def test_a_sentence_while_one_of_them_is_missing(predicted, found):
    table = compare(["a", "b"], predicted, found)
    assert "once both are there" in repr(table) == table._repr_markdown_()
