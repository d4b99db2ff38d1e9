"""`rubric:` of a written question: what a grader looks for, each item with its points."""

from __future__ import annotations

import re
from typing import Any

from .bundle import RubricItem

_ITEM = re.compile(r"(\d+(?:\.\d+)?) +(\S.*)", re.DOTALL)


def read_rubric(value: Any) -> tuple[RubricItem, ...]:
    """Read a list of items, each a number of points and a sentence (`1 names the bound`).

    Raises
    ------
    ValueError
        When it is something else.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError(f"`rubric` is a list of items; it is {value!r}")
    found = []
    for item in value:
        match = _ITEM.fullmatch(item.strip()) if isinstance(item, str) else None
        if match is None:
            raise ValueError(
                f"an item of `rubric` is points and a sentence, as in `- 1 names the bound`; it is {item!r}"
            )
        found.append(RubricItem(float(match[1]), " ".join(match[2].split())))
    return tuple(found)


def as_markdown(rubric: tuple[RubricItem, ...]) -> str:
    """Return a rubric as it stands in the solution."""
    rows = [f"- {item.text} ({item.points:g})" for item in rubric]
    return "\n".join(["**Rubric**", "", *rows])
