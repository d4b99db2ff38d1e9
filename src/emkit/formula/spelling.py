"""Find the name that was meant: exact, pasted without its underscore, or close enough to suggest."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from . import messages
from .characters import spell_out
from .messages import Refusal
from .question import Question

# Longer words are not looked up: comparing them with every name takes time and helps nobody.
_LONGEST = 24
_ALIASES = {"ln": "log", "e": "exp(...)", "root": "sqrt"}
# As letters in common go: gama is gamma (0.89) and simga is sigma (0.8).
_ALIKE = 0.7


def resolve(word: str, text: str, at: int, question: Question) -> str:
    """Return the offered name or function that `word`, at offset `at` of `text`, is.

    Raises
    ------
    Refusal
        With a suggestion, or with the names on offer, if there is none.
    """
    names = tuple(question.names)
    if word in names or word in question.functions:
        return word
    # A subscript pasted from a page has no underscore: one reading only, so nothing is guessed, and capitals count.
    pasted = not text[at : at + 1].isascii()
    joined = word.replace("_", "")
    if pasted and len(same := [name for name in names if name.replace("_", "") == joined]) == 1:
        return same[0]
    if parts := _parts(word, names):
        left, right, length = parts
        raise Refusal("syntax", messages.missing_operator(left, right), _behind(text, at, length))
    suggested = suggestions(word, names, question.functions)
    message = messages.unknown(word, suggested, names, question.functions)
    raise Refusal("unknown name", message, at, messages.NOT_OFFERED)


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


def suggestions(word: str, names: tuple[str, ...], functions: Sequence[str]) -> tuple[str, ...]:
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
    return tuple(name for name in (*names, *functions) if _misspelt(word.lower(), name.lower()))[:3]


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _misspelt(word: str, name: str) -> bool:
    """Whether `word` may be a slip of the pen for `name`: in the letters or in one place of the index, not in both."""
    letters, _, index = word.partition("_")
    right, _, place = name.partition("_")
    if letters != right:
        # One letter is no slip for another: w is a name of its own, not x.
        return len(letters) > 1 and index == place and SequenceMatcher(None, letters, right).ratio() > _ALIKE
    changed = [(a, b) for a, b in zip(index, place) if a != b]  # noqa: B905
    if len(index) != len(place) or len(changed) != 1:
        return False
    return not (changed[0][0].isdigit() and changed[0][1].isdigit())  # nobody types pi_3 and means pi_1
