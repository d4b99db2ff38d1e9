"""Made-up submissions of an assignment, from the answers that are known: a few samples, and a whole class."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from .answers import Answer, read_answers
from .errors import EmgradeError
from .model import Assignment
from .notebook import Notebook
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
    solution, choices = _known(project, assignment)
    points = {question.name: question.points for question in assignment.automatic}
    total, names = assignment.points, list(choices)
    half = names[: len(names) // 2]
    blank = {name: one.untouched for name, one in choices.items()}
    rest = {name: text for name, text in blank.items() if name not in half}
    styles = {name: one.right[0].code for name, one in choices.items() if one.right}
    made = [
        ("reference", solution, total),
        ("untouched", solution.with_answers(blank), 0.0),
        ("half", solution.with_answers(rest), sum(points[name] for name in half)),
        *([("styles", solution.with_answers(styles, mended=True), total)] if styles else []),
    ]
    told = [slip for one in choices.values() for slip in [a for a in one.wrong if a.says][:1]]
    for slip in [*told[:1], *told[1:][-1:]]:
        expected = total - points[slip.question] + slip.score
        notebook = solution.with_answers({slip.question: slip.code}, mended=True)
        made.append((f"slip {slip.question}", notebook, expected))
    folder.mkdir(parents=True, exist_ok=True)
    found = [Sample(label, folder / f"{label}.ipynb", expected) for label, _, expected in made]
    for sample, (_, notebook, _) in zip(found, made, strict=True):
        sample.path.write_bytes(notebook.data)
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
    solution, choices = _known(project, assignment)
    target.mkdir(parents=True)
    metadata: dict[str, Any] = {}
    for number in range(1, size + 1):
        folder = f"submission_{100_000 + number}"
        metadata[folder] = _metadata(number, draw)
        data = solution.with_answers(_drawn(choices, draw)).data
        # One in fifty hands in half a file.
        data = data[: len(data) // 2] if number % 50 == 0 else data
        (target / folder).mkdir()
        (target / folder / f"{assignment.name}.ipynb").write_bytes(data)
    listed = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    (target / "submission_metadata.yml").write_text(listed, encoding="utf-8")
    return target


def _known(project: Project, assignment: Assignment) -> tuple[Notebook, dict[str, Choices]]:
    """Return the solution, and what can stand in each automatic question's answer cell."""
    name = f"{assignment.name}.ipynb"
    try:
        solution, untouched = (
            Notebook.read((home(assignment.name) / name).read_bytes())
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
    for question, place in solution.places.items():
        if place.answer:
            known = [answer for answer in answers if answer.question == question]
            found[question] = Choices(
                untouched=untouched.answer(question),
                wrong=tuple(answer for answer in known if answer.wrong),
                right=tuple(answer for answer in known if not answer.wrong),
            )
    return solution, found


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
