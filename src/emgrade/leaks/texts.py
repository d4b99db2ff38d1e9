"""Pieces of text, and what can be looked up in them: words, lines whatever their blanks, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MIN_DIGITS = 6  # of a value that only a computation gives
ROUNDED_DIGITS = (
    4  # of such a value in a notebook; elsewhere, where there are many numbers, all of MIN_DIGITS
)
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")


@dataclass(frozen=True)
class Text:
    """A piece of text, and where it stands; "" for the source itself."""

    place: str
    text: str
    digits: int = 0

    @cached_property
    def squeezed(self) -> str:
        """The text without blanks."""
        return squeezed(self.text)

    @cached_property
    def numbers(self) -> list[float]:
        """Every number, without its sign."""
        return [abs(float(token)) for token in self._tokens]

    @cached_property
    def fractions(self) -> list[tuple[float, int]]:
        """Decimal fractions and their significant digits, where there are enough of them."""
        found = [(abs(float(t)), significant(t)) for t in self._tokens if "." in t]
        return [(value, digits) for value, digits in found if digits >= (self.digits or MIN_DIGITS)]

    @cached_property
    def _tokens(self) -> list[str]:
        return _NUMBER.findall(self.text.replace("\N{MINUS SIGN}", "-"))

    def holds(self, value: float) -> bool:
        """Whether one of the fractions is `value` in rounded form."""
        return any(float(f"{value:.{min(n, 17) - 1}e}") == found for found, n in self.fractions)


def texts_of(path: str, data: bytes) -> Iterator[Text]:
    """The text of a file; of a notebook every string of every cell, metadata and outputs too."""
    text = data.decode("utf-8", errors="replace")
    if not path.endswith(".ipynb"):
        yield Text(path, text)
        return
    notebook = json.loads(text)
    for number, cell in enumerate(notebook.pop("cells", []), start=1):
        source = cell.get("source", "")
        cell["source"] = "".join(source) if isinstance(source, list) else source
        yield Text(f"{path}, cell {number}", "\n".join(_strings(cell)), ROUNDED_DIGITS)
    yield Text(f"{path}, metadata", "\n".join(_strings(notebook)), ROUNDED_DIGITS)


def squeezed(text: str) -> str:
    """Return a text without blanks."""
    return re.sub(r"\s+", "", text)


def significant(token: str) -> int:
    """Return how many significant digits a number has as it is written."""
    return len(re.sub(r"[eE].*$|[-+.]", "", token).lstrip("0"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
