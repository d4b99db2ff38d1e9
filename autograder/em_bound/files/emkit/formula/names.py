"""Find the name that was meant: exact, pasted without its underscore, or close enough to suggest."""

from __future__ import annotations

from . import messages
from .characters import spell_out
from .messages import Refusal
from .question import Question

# Longer words are not looked up: comparing them with every name takes time and helps nobody.
_LONGEST = 24
_ALIASES = {"ln": "log", "log10": "log", "e": "exp(...)", "root": "sqrt"}


def resolve(word: str, text: str, at: int, question: Question) -> str:
    """Return the offered name or function that `word`, at offset `at` of `text`, is.

    Raises
    ------
    Refusal
        With a suggestion, or with the names on offer, if there is none.
    """
    names = question.names
    if word in names or word in question.functions:
        return word
    # A subscript pasted from a page has no underscore: one reading only, so nothing is guessed.
    pasted = not text[at : at + 1].isascii()
    if pasted and len(same := [name for name in names if _bare(name) == _bare(word)]) == 1:
        return same[0]
    if parts := _parts(word, names):
        left, right, length = parts
        raise Refusal("syntax", messages.missing_operator(left, right), _behind(text, at, length))
    suggested = suggestions(word, names, question.functions)
    raise Refusal("unknown name", messages.unknown(word, suggested, names, question.functions), at)


def _parts(word: str, names: tuple[str, ...]) -> tuple[str, str, int] | None:
    """Return the first two names that `word` is made of, like pi_kN_k or pikNk, and where the second starts."""
    forms = [(form, name) for name in names for form in (name, name.replace("_", ""))]
    forms.sort(key=lambda pair: -len(pair[0]))
    found: list[tuple[str, int]] = []
    rest = word
    while rest:
        for form, name in forms:
            if rest.startswith(form):
                found.append((name, len(form)))
                rest = rest.removeprefix(form)
                break
        else:
            return None
    return (found[0][0], found[1][0], found[0][1]) if len(found) > 1 else None


def _behind(text: str, at: int, length: int) -> int:
    """Return the offset in `text` that is `length` plain characters behind `at`."""
    if text.isascii():
        return at + length
    offsets = spell_out(text)[1]
    return offsets[min(offsets.index(at) + length, len(offsets) - 1)]


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
        lambda name: len(bare) > 1 and bare in _bare(name),
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
