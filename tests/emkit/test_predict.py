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


@pytest.mark.parametrize(
    ("predicted", "found"), [(..., [1, 2]), ([1, ...], [1, 2]), ([1, 2], None), ([1], [1, 2]), (3, [1, 2])]
)
def test_a_sentence_while_one_of_them_is_missing(predicted, found):
    table = compare(["a", "b"], predicted, found)
    assert "once both are there" in repr(table) == table._repr_markdown_()
