"""Made-up submissions of an assignment, from the answers that are known: a few samples, and a whole class."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import nbformat
import yaml

from .answers import Answer, read_answers
from .book import Book
from .errors import EmgradeError
from .model import Assignment
from .project import Project


@dataclass(frozen=True)
class Sample:
    """One made-up submission: what it shows, where it is, and the score it should get."""

    label: str
    path: Path
    expected: float


@dataclass(frozen=True, slots=True)
class Choices:
    """What can stand in a question's answer cell: the most common slip first."""

    untouched: str
    wrong: tuple[Answer, ...]
    right: tuple[Answer, ...]


def samples(project: Project, assignment: Assignment, folder: Path) -> list[Sample]:
    """Write sample submissions of a built assignment below `folder`.

    The reference, the untouched notebook, the first half of it, the reference in other styles, and the first slip with
    a sentence of the first and of the last question that has one.
    """
    book, choices = _known(project, assignment)
    points = {question.name: question.points for question in assignment.automatic}
    total, names = assignment.points, list(choices)
    half = names[: len(names) // 2]
    blank = {name: one.untouched for name, one in choices.items()}
    rest = {name: text for name, text in blank.items() if name not in half}
    styles = {name: one.right[0].code for name, one in choices.items() if one.right}
    made = [
        ("reference", book.notebook, total),
        ("untouched", _answered(book, blank), 0.0),
        ("half", _answered(book, rest), sum(points[name] for name in half)),
        *([("styles", book.with_answers(styles), total)] if styles else []),
    ]
    told = [slip for one in choices.values() for slip in [a for a in one.wrong if a.says][:1]]
    for slip in [*told[:1], *told[1:][-1:]]:
        expected = total - points[slip.question] + slip.score
        made.append((f"slip {slip.question}", book.with_answer(slip.question, slip.code), expected))
    folder.mkdir(parents=True, exist_ok=True)
    found = [Sample(label, folder / f"{label}.ipynb", expected) for label, _, expected in made]
    for sample, (_, notebook, _) in zip(found, made, strict=True):
        nbformat.write(notebook, sample.path)
    return found


def make_class(
    project: Project, assignment: Assignment, target: Path, size: int = 60, seed: int = 1977
) -> Path:
    """Write a class as Gradescope exports it: a folder for each submission and the metadata file.

    The same class for the same seed. Returns `target`.

    Parameters
    ----------
    target : Path
        The folder to make.
    size, seed : int
        How many students, and what decides on their answers.
    """
    draw = random.Random(seed)
    book, choices = _known(project, assignment)
    target.mkdir(parents=True)
    metadata: dict[str, Any] = {}
    for number in range(1, size + 1):
        folder = f"submission_{100_000 + number}"
        metadata[folder] = _metadata(number, draw)
        text = json.dumps(_answered(book, _drawn(choices, draw)))
        # One in fifty hands in half a file.
        text = text[: len(text) // 2] if number % 50 == 0 else text
        (target / folder).mkdir()
        (target / folder / f"{assignment.name}.ipynb").write_text(text, encoding="utf-8")
    listed = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    (target / "submission_metadata.yml").write_text(listed, encoding="utf-8")
    return target


def _known(project: Project, assignment: Assignment) -> tuple[Book, dict[str, Choices]]:
    """Return the solution, and what can stand in each automatic question's answer cell."""
    name = f"{assignment.name}.ipynb"
    try:
        book, untouched = (
            Book.read(assignment, (home(assignment.name) / name).read_bytes())
            for home in (project.solutions, project.student)
        )
    except OSError as error:
        raise EmgradeError(
            f"{error.filename} cannot be read ({error.strerror}). Run `emgrade build` first."
        ) from None
    answers, errors = read_answers(assignment)
    if errors:
        raise errors[0]
    found = {}
    for question, place in book.places.items():
        if place.answer:
            known = [answer for answer in answers if answer.question == question]
            found[question] = Choices(
                untouched=untouched.notebook.cells[untouched.places[question].check - 1].source,
                wrong=tuple(answer for answer in known if answer.wrong),
                right=tuple(answer for answer in known if not answer.wrong),
            )
    return book, found


def _answered(book: Book, answers: Mapping[str, str]) -> nbformat.NotebookNode:
    """Return the solution with other texts in the answer cells of some questions."""
    notebook = copy.deepcopy(book.notebook)
    for name, text in answers.items():
        first, *rest = book.places[name].answer
        notebook.cells[first].source = text
        for index in rest:
            notebook.cells[index].source = ""
    return notebook


def _drawn(choices: Mapping[str, Choices], draw: random.Random) -> dict[str, str]:
    """Draw one student's answers where they are not the solution's own. One in thirty hands in nothing new."""
    ability = draw.betavariate(5, 1.2)
    started = draw.random() >= 1 / 30
    reach = len(choices) if draw.random() < 0.85 else draw.randrange(len(choices) + 1)
    found = {}
    for place, (name, one) in enumerate(choices.items()):
        answer = _answer(one, ability - 0.01 * place, draw) if started and place < reach else one.untouched
        if answer:
            found[name] = answer
    return found


def _answer(one: Choices, chance: float, draw: random.Random) -> str:
    """Return a right answer (empty: the solution's own), a wrong one, or the untouched cell."""
    if draw.random() < chance:
        return draw.choice(one.right).code if one.right and draw.random() < 0.5 else ""
    if not one.wrong or draw.random() < 0.1:
        return one.untouched
    weights = [1 / (1 + place) for place in range(len(one.wrong))]
    return draw.choices(one.wrong, weights)[0].code


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
