"""Text for the pages: code in backticks, LaTeX as MathML, everything else escaped."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from emgrade.mathml import math

__all__ = ["correlation", "math", "number", "percent", "prose", "title"]

_CODE = re.compile(r"`([^`]+)`")
_MATH = re.compile(r"\$([^$]+)\$")


@lru_cache(10_000)  # a class hears the same sentences again and again
def prose(text: str) -> Markup:
    """Return text that students may have had a hand in: backticks become code, nothing else is interpreted.

    What follows the first line is shown as it stands: a typed formula, and a caret under the mistake.
    """
    sentence, _, typed = text.partition("\n")
    parts = _CODE.split(sentence)
    words = Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )
    return words + Markup('<span class="typed">{}</span>').format(typed) if typed else words


@lru_cache(1000)
def title(text: str) -> Markup:
    """Return an author's text: backticks become code, LaTeX between dollars MathML."""
    parts = _MATH.split(text)
    return Markup("").join(math(part) if i % 2 else prose(part) for i, part in enumerate(parts))


def number(value: float) -> str:
    """Return points as people write them: 3, 2.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value == value else "–"


def percent(value: float | None) -> str:
    """Return a share as a whole percentage, a dash where there is none."""
    return "–" if value is None or value != value else f"{100 * value:.0f}\N{NO-BREAK SPACE}%"


def correlation(value: float | None) -> str:
    """Return a correlation with two decimals and a true minus sign, a dash where it is not defined."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")
