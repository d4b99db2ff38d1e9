"""The typed line shown back, with a caret under the mistake and nothing in it that could do harm."""

from __future__ import annotations

import unicodedata

# A fixed edition of Unicode: the same text is shown the same way under every Python.
_UNICODE = unicodedata.ucd_3_2_0
_INDENT = "    "
_LONGEST, _BEFORE, _AFTER = 90, 50, 30
_SHOWN = frozenset("₀₁₂₃₄₅₆₇₈₉ₖ‹")


def pointed_at(text: str, offset: int) -> tuple[str, str]:
    """Return the echo of `text` and a line with a caret below the character at `offset`."""
    start, end = 0, len(text)
    if end > _LONGEST:
        start, end = max(0, offset - _BEFORE), min(end, offset + _AFTER)
    before = [visible(char) for char in text[start:offset]]
    after = [visible(char) for char in text[offset:end]]
    head = "... " if start else ""
    tail = " ..." if end < len(text) else ""
    line = f"{_INDENT}{head}{''.join(before)}{''.join(after)}{tail}"
    column = len(head) + sum(_width(shown) for shown in before)
    return line.rstrip(), f"{_INDENT}{' ' * column}^"


def visible(char: str) -> str:
    r"""Return `char` if it can be shown as it is; a space for white space, otherwise an escape like \\x00."""
    if char == "<":
        return "‹"  # Otter puts messages into a page without escaping them
    if " " <= char <= "~" or char in _SHOWN:
        return char
    if char.isspace() and char not in "\x1c\x1d\x1e\x1f":
        return " "
    if _UNICODE.category(char)[0] in "LMNPS":
        return char
    return char.encode("unicode_escape").decode("ascii")


def _width(shown: str) -> int:
    if len(shown) > 1 or shown.isascii() or shown in _SHOWN:
        return len(shown)
    if _UNICODE.combining(shown):
        return 0
    return 2 if _UNICODE.east_asian_width(shown) in "WF" else 1
