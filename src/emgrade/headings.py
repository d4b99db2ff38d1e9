"""Points that a percent source states in words, in headings and in its introduction, and what they should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import AuthorError
from .model import Assignment, Cell, Question
from .printable import counted

_HEADING = re.compile(r"^(#{2,4} .*`)(\d+(?:\.\d+)?) points?\b", re.MULTILINE)
_INTRODUCTION = re.compile(
    r"\d+ automatic questions? \([\d.]+ points?\)(?P<manual> and (?P<what>[^()]+) \([\d.]+ points?\))?"
)
_GRADED_BY_HAND = re.compile(r"\d+ graded by a person")


@dataclass(frozen=True, slots=True)
class Misstated:
    """A cell that states other points than the settings give, and its text as it should be."""

    cell: Cell
    text: str
    error: AuthorError


def misstated(assignment: Assignment) -> Iterator[Misstated]:
    """Yield the cells to be changed; none of a master notebook, whose words are its author's."""
    if assignment.path.suffix != ".py":
        return
    for question in assignment.questions:
        yield from _heading(assignment, question)
    first = min((question.line for question in assignment.questions), default=0)
    for cell in assignment.cells:
        match = _INTRODUCTION.search(cell.source)
        if cell.kind == "markdown" and cell.line < first and match:
            yield from _compared(assignment, cell, match, _introduction(assignment, match))


def corrected(assignment: Assignment) -> str:
    """Return the source's text with every stated number of points as the settings give it."""
    text = assignment.path.read_text("utf-8")
    for one in misstated(assignment):
        text = text.replace(one.cell.source, one.text, 1)
    return text


def _heading(assignment: Assignment, question: Question) -> Iterator[Misstated]:
    for cell in question.prompt:
        match = _HEADING.search(cell.source)
        if cell.kind == "markdown" and match:
            yield from _compared(assignment, cell, match, match[1] + counted(question.points, "point"))
            return


def _introduction(assignment: Assignment, match: re.Match[str]) -> str:
    automatic = len(assignment.automatic)
    told = f"{counted(automatic, 'automatic question')} ({counted(assignment.points, 'point')})"
    by_hand = [question.points for question in assignment.questions if question.manual]
    if not by_hand:
        return told
    person = f"{len(by_hand)} graded by a person"
    what = _GRADED_BY_HAND.sub(person, match["what"]) if match["what"] else person
    return f"{told} and {what} ({counted(sum(by_hand), 'point')})"


def _compared(assignment: Assignment, cell: Cell, match: re.Match[str], right: str) -> Iterator[Misstated]:
    if match[0] != right:
        line = cell.line + cell.source.count("\n", 0, match.start())
        reason = f'"{match[0]}" should be "{right}"; `emgrade build --fix` writes it'
        text = cell.source[: match.start()] + right + cell.source[match.end() :]
        yield Misstated(cell, text, AuthorError(assignment.path, line, reason, warning=True))
