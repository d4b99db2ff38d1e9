"""Find the name that was meant: exact, pasted without its underscore, or close enough to suggest."""

from __future__ import annotations

from . import messages
from .messages import Refusal
from .question import Question

# Longer words are not looked up: comparing them with every name takes time and helps nobody.
_LONGEST = 24
_ALIASES = {"ln": "log", "e": "exp(...)", "np": "the function alone, as in log(...)"}
_ALIASES |= {"math": _ALIASES["np"], "numpy": _ALIASES["np"], "root": "sqrt", "log10": "log"}


def resolve(word: str, pasted: bool, at: int, question: Question) -> str:
    """Return the offered name or function that `word` is.

    Raises
    ------
    Refusal
        With a suggestion, or with the names on offer, if there is none.
    """
    names = question.names
    if word in names or word in question.functions:
        return word
    # A subscript pasted from a page has no underscore: one reading only, so nothing is guessed.
    if pasted and len(same := [name for name in names if _bare(name) == _bare(word)]) == 1:
        return same[0]
    if parts := join_hint(word, names):
        left, right = parts
        raise Refusal("syntax", messages.missing_operator(left, right), at + (0 if pasted else len(left)))
    suggested = suggestions(word, names, question.functions)
    raise Refusal("unknown name", messages.unknown(word, suggested, names, question.functions), at)


def join_hint(word: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the first two offered names in a `word` made of such names, like pi_kN_k; else None."""
    if len(word) > 2 * _LONGEST:
        return None
    for name in names:
        rest = word.removeprefix(name)
        if rest == word:
            continue
        if rest in names:
            return name, rest
        if rest and (following := join_hint(rest, names)):
            return name, following[0]
    return None


def suggestions(word: str, names: tuple[str, ...], functions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that `word` may have been meant for, the surest reason deciding."""
    if len(word) > _LONGEST:
        return ()
    if _ALIASES.get(word, "").partition("(")[0] in functions:
        return (_ALIASES[word],)
    bare = _bare(word)
    for reason in (
        lambda name: _bare(name) == bare,
        lambda name: name.startswith(f"{word}_"),
        lambda name: word.startswith(f"{name}_"),
        lambda name: len(bare) > 1 and _bare(name).endswith(bare),
        lambda name: sorted(_bare(name)) == sorted(bare),
    ):
        if found := tuple(name for name in (*names, *functions) if reason(name)):
            return found[:3]
    if word.rstrip("23") in names:
        return (f"{word.rstrip('23')}^{word[-1]}",)
    slips = {name: _slips(word.lower(), name.lower()) for name in (*names, *functions)}
    fewest = min(slips.values())
    if fewest > (2 if len(word) >= 6 else 1) or len(word) < 3:
        return ()
    # Nobody types pi_3 and means pi_1.
    return tuple(name for name in slips if slips[name] == fewest and _stem(name) != _stem(word))[:3]


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _stem(name: str) -> str:
    return name.rstrip("0123456789")


def _slips(one: str, other: str) -> int:
    """Return how many letters to add, drop or change make one word of the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b)))
    return row[-1]
