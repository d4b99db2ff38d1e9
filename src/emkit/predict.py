"""A prediction beside what came out: typed before the run, shown again after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_NOT_YET = "Your prediction appears here, beside what you found, once both are there."


class Comparison:
    """A table with a row for each prediction; Jupyter shows it with its lines, a terminal as plain text.

    Examples
    --------
    >>> compare(["x = 4", "x = 5"], [1, 1], [2, 1])
               you expected   you found
    x = 4      1              2
    x = 5      1              1           as expected
    """

    def __init__(self, rows: list[list[str]]) -> None:
        self._rows = rows

    def __repr__(self) -> str:
        if not self._rows:
            return _NOT_YET
        wide = max(len(row[0]) for row in self._rows)
        lines = [["", "you expected", "you found", ""], *self._rows]
        return "\n".join(f"{a:{wide + 5}} {b:14} {c:11} {d}".rstrip() for a, b, c, d in lines)

    def _repr_markdown_(self) -> str:
        if not self._rows:
            return _NOT_YET
        lines = [["", "you expected", "you found", ""], ["---"] * 4, *self._rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(value: Any) -> str:
    """A value as it is read: a whole number, any other to four digits, an array, a list or a tuple as its parts."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return ", ".join(map(_short, value))
    if isinstance(value, float):
        # As the int that it equals.
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"
    return str(value)


def compare(names: Sequence[str], predicted: Any, found: Any) -> Comparison:
    """Put predictions beside results, row by row.

    Parameters
    ----------
    names : sequence of str
        What was predicted, one row each.
    predicted, found : sequence
        As long as `names`. While one of them, or a part of it, is not there yet, a sentence stands in for the table.
    """
    try:
        table = [[_short(value) for value in row] for row in zip(names, predicted, found, strict=True)]
    except (TypeError, ValueError):  # `...` or a single number; another length
        table = []
    if any(part in ("None", "Ellipsis") for row in table for value in row for part in value.split(", ")):
        table = []
    return Comparison([[*row, "as expected" if row[1] == row[2] else ""] for row in table])
