"""A made-up class: mixtures of the known wrong answers and other right answers, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from emgrade.answers import read_answers
from emgrade.classroom.gradescope import METADATA
from emgrade.errors import EmgradeError
from emgrade.model import Assignment
from emgrade.notebook import Notebook


@dataclass(frozen=True, slots=True)
class Choices:
    """What can stand in a question's answer cell: the most common slip first."""

    untouched: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]


def make_class(
    assignment: Assignment, solution: Path, student: Path, target: Path, size: int = 60, seed: int = 1977
) -> Path:
    """Write a class as Gradescope exports it: a folder for each submission and the metadata file.

    Parameters
    ----------
    assignment : Assignment
        Its `answers.toml` holds what the students answer.
    solution, student : Path
        The two built notebooks.
    target : Path
        The folder to make.
    size, seed : int
        How many students, and what decides on their answers.

    Returns
    -------
    Path
        `target`.
    """
    draw = random.Random(seed)
    book = _read(solution)
    choices = _choices(assignment, book, _read(student))
    target.mkdir(parents=True)
    metadata: dict[str, Any] = {}
    for number in range(1, size + 1):
        folder = f"submission_{100_000 + number}"
        metadata[folder] = _metadata(number, draw)
        (target / folder).mkdir()
        text = _submission(book, choices, draw).data.decode()
        # One in fifty hands in half a file.
        text = text[: len(text) // 2] if number % 50 == 0 else text
        (target / folder / solution.name).write_text(text, encoding="utf-8")
    listed = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    (target / METADATA).write_text(listed, encoding="utf-8")
    return target


def _submission(book: Notebook, choices: Mapping[str, Choices], draw: random.Random) -> Notebook:
    """Return one student's notebook. One in thirty is untouched."""
    ability = draw.betavariate(5, 1.2)
    started = draw.random() >= 1 / 30
    reach = len(choices) if draw.random() < 0.85 else draw.randrange(len(choices) + 1)
    given = {}
    for place, (name, one) in enumerate(choices.items()):
        answer = _answer(one, ability - 0.01 * place, draw) if started and place < reach else one.untouched
        if answer:
            given[name] = answer
    return book.with_answers(given)


def _answer(one: Choices, chance: float, draw: random.Random) -> str:
    """Return a right answer (empty: the solution's own), a wrong one, or the untouched cell."""
    if draw.random() < chance:
        return draw.choice(one.right) if one.right and draw.random() < 0.5 else ""
    if not one.wrong or draw.random() < 0.1:
        return one.untouched
    weights = [1 / (1 + place) for place in range(len(one.wrong))]
    return draw.choices(one.wrong, weights)[0]


def _choices(assignment: Assignment, book: Notebook, untouched: Notebook) -> dict[str, Choices]:
    answers, errors = read_answers(assignment)
    if errors:
        raise errors[0]
    found = {}
    for name, place in book.places.items():
        if not place.answer:
            continue
        known = [a for a in answers if a.question == name]
        found[name] = Choices(
            untouched=untouched.answer(name),
            wrong=tuple(a.code for a in known if a.wrong),
            right=tuple(a.code for a in known if not a.wrong),
        )
    return found


def _metadata(number: int, draw: random.Random) -> dict[str, Any]:
    student = {
        ":name": f"Student {number:02d}",
        ":sid": f"{30_000_000 + number}",
        ":email": f"student{number}@example.edu",
    }
    time = datetime(
        2025, 3, draw.randrange(1, 15), draw.randrange(24), draw.randrange(60), tzinfo=timezone.utc
    )
    return {":submitters": [student], ":created_at": time, ":score": 0.0}


def _read(path: Path) -> Notebook:
    try:
        return Notebook.read(path.read_bytes())
    except OSError as error:
        raise EmgradeError(f"{path} cannot be read ({error.strerror}). Run `emgrade build` first.") from None
