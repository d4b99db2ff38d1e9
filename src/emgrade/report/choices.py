"""Letters that were chosen, by how well the students did in everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from emgrade.bundle import QuestionInfo
from emgrade.gradebook import ClassRun
from emgrade.model import QuestionResult

MIN_STUDENTS = 15  # fewer make thirds of four students, who say nothing
_LETTER = re.compile(r"\s*([A-Za-z])\s*")


@dataclass(frozen=True, slots=True)
class Option:
    """A letter and how many chose it, in the lowest, the middle and the highest third of the class; `right` or not."""

    letter: str
    counts: tuple[int, int, int]
    right: bool

    @property
    def count(self) -> int:
        """All who chose it."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that is answered with a letter."""

    question: QuestionInfo
    name: str
    options: tuple[Option, ...]


@lru_cache(1)
def choices_of(run: ClassRun) -> tuple[Choice, ...]:
    """Return the letters chosen in every question that asks for one, nothing for a class too small for thirds."""
    if len(run.graded) < MIN_STUDENTS:
        return ()
    totals = [result.score for _, result in run.graded]
    return tuple(choice for info in run.automatic for choice in _choices(run, info, totals))


def _choices(run: ClassRun, info: QuestionInfo, totals: Sequence[float]) -> Iterator[Choice]:
    rows = [
        (question, total - question.score)
        for (_, result), total in zip(run.graded, totals, strict=True)
        for question in result.questions
        if question.name == info.name
    ]
    # Thirds by the points in all other questions; who has equally many may stand in either of two.
    order = np.argsort([rest for _, rest in rows], kind="stable")
    third = {int(row): number for number, part in enumerate(np.array_split(order, 3)) for row in part}
    for name in dict.fromkeys(name for question, _ in rows for name in question.typed):
        chosen = [(number, _letter(question, name)) for number, (question, _) in enumerate(rows)]
        letters = sorted({letter for _, letter in chosen if letter})
        given = sum(bool(question.typed.get(name)) for question, _ in rows)
        if len(letters) < 2 or sum(bool(letter) for _, letter in chosen) < 0.9 * given:
            continue
        full = {_letter(question, name) for question, _ in rows if question.score >= question.possible - 1e-9}
        options = [Option(letter, _by_third(chosen, letter, third), full == {letter}) for letter in letters]
        yield Choice(info, name, tuple(options))


def _letter(question: QuestionResult, name: str) -> str:
    found = _LETTER.fullmatch(question.typed.get(name, ""))
    return found[1].upper() if found else ""


def _by_third(chosen: list[tuple[int, str]], letter: str, third: dict[int, int]) -> tuple[int, int, int]:
    low, middle, high = (
        sum(one == letter and third[number] == place for number, one in chosen) for place in range(3)
    )
    return low, middle, high
