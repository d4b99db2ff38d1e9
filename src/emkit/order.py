"""Arguments in lettered lines: show them, read an order, and say which line cannot stand where it stands.

No right order lives here. A public test calls `read_order`, which knows only how many lines there are; a hidden test
hands the right order to `check_lines` (do the right lines stand there, in whatever order) and to `check_order`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from emkit.check import Hint, require, require_defined

_NONE_YET = "Your lines appear here in your order once the cell above is filled in."
_SEPARATORS = " ,;>-\t\n[]()'\""


class Lines(Mapping[str, str]):
    """Lettered lines of an argument, some of which may not belong to it.

    Jupyter shows them as a list with typeset mathematics, a terminal as plain text.

    Examples
    --------
    >>> Lines(A="$a = b$", B="$b = c$")
    A   $a = b$
    B   $b = c$
    """

    def __init__(self, **lines: str) -> None:
        self._lines = dict(lines)

    def __getitem__(self, letter: str) -> str:
        return self._lines[letter]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __repr__(self) -> str:
        return "\n".join(f"{letter}   {text}" for letter, text in self._lines.items()) or _NONE_YET

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- **{letter}** &ensp; {text}" for letter, text in self._lines.items()) or _NONE_YET

    def in_order(self, answer: object) -> Lines:
        """Return the lines in the order of an answer, to be read from top to bottom; none while it is no order."""
        try:
            letters = _letters(answer)
        except TypeError:
            letters = []
        return Lines(**{letter: self[letter] for letter in letters if letter in self})


def read_order(name: str, answer: object, letters: Iterable[str], n_lines: int) -> list[str]:
    """Return an order as a list of capital letters.

    A list, a tuple, an array and a text such as `"B, A, C"` all count, in either case.

    Parameters
    ----------
    name : str
        What the student called it.
    answer : object
        The student's order.
    letters : iterable of str
        The letters of all lines that are offered.
    n_lines : int
        How many of them make up the argument.

    Raises
    ------
    Hint
        When the answer is no list of letters, names an unknown line or one line twice, or has another length.
    """
    require_defined(name, answer)
    offered = [letter.upper() for letter in letters]
    try:
        found = _letters(answer)
    except TypeError:
        found = []
    require(found, f'`{name}` should be a list of letters, such as ["{offered[1]}", "{offered[0]}"].')
    for letter in found:
        shown = letter if len(letter) <= 12 else letter[:9] + "..."
        require(
            letter in offered,
            f"`{name}` holds {shown!r}; the lines are lettered {offered[0]} to {offered[-1]}.",
        )
        require(
            found.count(letter) == 1, f"`{name}` uses line {letter} more than once; each line has one place."
        )
    require(len(found) == n_lines, f"`{name}` should have {n_lines} lines; it has {len(found)}.")
    return found


def check_lines(name: str, answer: object, right: Sequence[str], why_not: Mapping[str, str]) -> None:
    """Pass when the right lines are there, in whatever order.

    Parameters
    ----------
    name, answer : str, object
        The student's order and its name.
    right : sequence of str
        The right order; any mixed order of the same lines passes.
    why_not : mapping of str to str
        For each line that does not belong to the argument, a sentence that says why.

    Raises
    ------
    Hint
        Naming the first line that does not belong to the argument.
    """
    found = read_order(name, answer, sorted({*right, *why_not}), len(right))
    for letter in found:
        if letter not in right:
            says = f"`{name}`: line {letter} does not belong to the argument. {why_not[letter]}"
            raise Hint(says, told=says)


def check_order(name: str, answer: object, right: Sequence[str], needs: Mapping[str, str]) -> None:
    """Pass when the lines stand in the right order.

    Parameters
    ----------
    name, answer : str, object
        The student's order and its name.
    right : sequence of str
        The right order.
    needs : mapping of str to str
        For each line that is offered, a sentence that says what it needs before it, or why it cannot stand anywhere.

    Raises
    ------
    Hint
        Pointing at the first line that cannot follow the one above it.
    """
    found = read_order(name, answer, sorted({*right, *needs}), len(right))
    for i, (letter, wanted) in enumerate(zip(found, right, strict=True)):
        if letter != wanted:
            place = f"cannot follow line {found[i - 1]}" if i else "cannot come first"
            says = f"`{name}`: line {letter} {place}. {needs.get(letter, '')}".rstrip()
            raise Hint(says, told=says)


def _letters(answer: object) -> list[str]:
    if isinstance(answer, str):
        plain = answer
        for separator in _SEPARATORS:
            plain = plain.replace(separator, " ")
        words = plain.split()
        # "BDA" without blanks is an order too.
        return [letter.upper() for word in words for letter in (word if word.isalpha() else [word])]
    if isinstance(answer, bytes | set | frozenset | Mapping) or not isinstance(answer, Iterable):
        raise TypeError
    return [str(letter).strip().upper() for letter in answer]
