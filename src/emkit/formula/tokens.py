"""Cut a typed formula into tokens, each with the offset it has in the typed text."""

from __future__ import annotations

import re

from . import messages
from .characters import lookalike, spell_out
from .messages import Refusal

# (kind, text, offset). The kind of an operator or a parenthesis is the operator itself; the text of what cannot
# be part of a formula is the sentence that says so, for the parser to say when it gets there.
Token = tuple[str, str, int]

NUMBER, NAME, STRAY, EQUATION, END = "number", "name", "stray", "equation", "end"

# [0-9], not \d: that matches the digits of every script.
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_](?:[A-Za-z0-9_]|(?<=_)\{[A-Za-z0-9_, ]*\})*)"
    r"|(?P<power>\*\*|\^)"
    r"|(?P<sign>[-+*/()])"
    r"|(?P<stray>\S)"
    r"|(?P<end>\Z))"
)
_BRACES = re.compile(r"[{}, ]")
_DECIMAL = re.compile(r"(?<![A-Za-z0-9_])[0-9]+,[0-9]")
_EQUATION = frozenset("=:≈∝")
# In a plain string Python makes one character of the first two of \frac, \times and the like.
_SWALLOWED = re.compile("([\t\f\b\r\a\v])(?:frac|rac|imes|ext|heta|au|eta|ar|igl|ho|ight|lpha)(?![a-z])")
_ESCAPES = dict(zip("\t\f\b\r\a\v", "tfbrav", strict=True))


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`, the last of kind END.

    Raises
    ------
    Refusal
        If this is LaTeX.
    """
    if text.isascii():
        plain, offsets = text, None
    else:
        plain, offsets = spell_out(text)
    if "\\" in plain or "$" in plain:
        raise Refusal("syntax", *_latex_hint(plain, offsets))
    if swallowed := _SWALLOWED.search(text):
        command = f"\\{_ESCAPES[swallowed[1]]}{swallowed[0][1:]}"
        raise Refusal("syntax", messages.latex(command), swallowed.start())
    tokens: list[Token] = []
    for match in _TOKEN.finditer(plain):
        group = match.lastgroup
        assert group is not None
        word, start = match[group], match.start(group)
        at = offsets[start] if offsets else start
        if group == STRAY:
            if word in _EQUATION:
                tokens.append((EQUATION, word, at))
            else:
                tokens.append((STRAY, _stray(word, plain, start), at))
        elif group == NAME:
            tokens.append((NAME, _BRACES.sub("", word) if "{" in word else word, at))
        elif group == "sign":
            tokens.append((word, word, at))
        elif group == "power":
            tokens.append(("^", word, at))
        else:
            tokens.append((group, word, at))
            if group == END:
                break
    return tokens


def _stray(char: str, plain: str, at: int) -> str:
    if char == "," and any(match.start() < at < match.end() for match in _DECIMAL.finditer(plain)):
        return messages.decimal_comma()
    if char == "." and plain.strip() == "...":
        return messages.placeholder()
    return messages.stray(char, lookalike(char))


def _latex_hint(plain: str, offsets: list[int] | None) -> tuple[str, int]:
    at = min(found for found in (plain.find("\\"), plain.find("$")) if found >= 0)
    command = re.match(r"\\?[A-Za-z]*", plain[at:])
    return messages.latex(command[0] if command else ""), offsets[at] if offsets else at
