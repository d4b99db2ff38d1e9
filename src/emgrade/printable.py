"""Text for people: what came from outside, made fit for a terminal, a database and a page; numbers with their noun."""

from __future__ import annotations

import re
from typing import Any

# Lone surrogates cannot be encoded. Control codes move a terminal's cursor, set its title or type into it; direction
# marks show text in another order than it has. A tab and a line feed are harmless and stay.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return the text with everything unfit written out, as in `\x1b` or `\udcff`."""
    return _UNFIT.sub(lambda match: repr(match[0])[1:-1], text)


def points_or_none(value: float | None) -> str:
    """Return points, or that there are none."""
    return "no score" if value is None else f"{value:g}"


def counted(number: float, noun: str) -> str:
    """Return a number and its noun: 1 point, 2 points."""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"


def file_name(text: str) -> str:
    """Return a text as the name of a file or an anchor; letters, digits, `.`, `-` and `_` stay, no two texts meet."""
    return re.sub(r"[^\w.-]", lambda match: f"_{ord(match[0]):x}_", text)


def printable_data(data: Any) -> Any:
    """Return plain data (as JSON has it) with every text in it made printable."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {printable_data(key): printable_data(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [printable_data(value) for value in data]
    return data
