"""What people paste: Greek letters, subscripts, typographic operators, spelled out in plain characters."""

from __future__ import annotations

import unicodedata

_OPERATORS = {
    **dict.fromkeys("·⋅∙×∗⁎＊", "*"),
    **dict.fromkeys("−–‐‑‒﹣－", "-"),
    **dict.fromkeys("÷∕⁄／", "/"),
    "＋": "+",
    "＾": "^",
    "（": "(",
    "）": ")",
    "＿": "_",
}
# The letters that LaTeX has a command for.
_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
    " upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
GREEK = tuple(_NAMES.split())
_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ", GREEK, strict=True)) | {
    "ο": "omicron",
    "µ": "mu",
    "ς": "sigma",
    "ϵ": "epsilon",
    "ϑ": "theta",
    "ϕ": "phi",
    "ϖ": "pi",
    "ϱ": "rho",
}
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₖ", "0123456789k", strict=True))
_NOTHING = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061")
_HAT = "\u0302"
# A capital Greek or a Cyrillic letter that prints like a Latin one.
_LOOKALIKES = {
    **dict(zip("АВЕКМНОРСТХаеорсухіјѕ", "ABEKMHOPCTXaeopcyxijs", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
}


def lookalike(char: str) -> str | None:
    """Return the Latin letter that `char` only looks like, if it does."""
    return _LOOKALIKES.get(char)


def spell_out(text: str) -> tuple[str, list[int]]:
    """Return `text` in plain characters, and for each of them (and the end) the offset it came from.

    Characters that nobody pastes into a formula stay as they are, for the parser to refuse.
    """
    plain: list[str] = []
    offsets: list[int] = []
    last = 0  # where the previous letter starts: a combining hat comes after what it covers

    def put(spelled: str, at: int) -> None:
        plain.extend(spelled)
        offsets.extend([at] * len(spelled))

    at = 0
    while at < len(text):
        char = _upright(text[at])
        if char in _SUPERSCRIPTS:
            run = _run(text, at, _SUPERSCRIPTS)
            put(f"^({''.join(_SUPERSCRIPTS[c] for c in run)})", at)
            at += len(run)
            continue
        if char in _SUBSCRIPTS:
            run = _run(text, at, _SUBSCRIPTS)
            put("" if plain[-1:] == ["_"] else "_", at)
            put("".join(_SUBSCRIPTS[c] for c in run), at)
            at += len(run)
            if text[at : at + 1].isalpha():  # a subscript ends the name: what follows is another one
                put(" ", at)
            continue
        if char == _HAT and plain[last:] and plain[last : last + 3] != ["h", "a", "t"]:
            plain[last:last] = "hat"
            offsets[last:last] = [offsets[last]] * 3
        elif char.isspace():
            put(" ", at)
        elif char not in _NOTHING:
            if char in _GREEK and plain[-1:] and plain[-1].isalnum() and plain[-3:] != ["h", "a", "t"]:
                put(" ", at)
            last = len(plain)
            put(_GREEK.get(char) or _OPERATORS.get(char) or char, at)
        at += 1
    offsets.append(len(text))
    return "".join(plain), offsets


def _upright(char: str) -> str:
    """Return the plain form of a letter or digit from the mathematical alphabets and full-width forms.

    Only there: elsewhere NFKC turns a superscript 2 into a digit 2.
    """
    if "\U0001d400" <= char <= "\U0001d7ff" or char in "ℎℓ" or "０" <= char <= "ｚ":
        return unicodedata.normalize("NFKC", char)
    return char


def _run(text: str, start: int, table: dict[str, str]) -> str:
    end = start
    while end < len(text) and text[end] in table:
        end += 1
    return text[start:end]
