"""Made-up submissions of an assignment, from the answers that are known: a few samples, and a whole class."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator, Mapping
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
    """Write a class, the same for the same seed, and return `target`.

    `submissions/` is what Gradescope exports: a folder for each submission and the metadata file, the last days late.
    Student 7 handed in the untouched notebook of somebody else's course, and the right one came by e-mail: it lies in
    `late_arrivals/`. `roster.csv` has three sections, two extensions, points by agreement, and one student more than
    handed in.

    Parameters
    ----------
    target : Path
        The folder to make.
    size, seed : int
        How many students, and what decides on their answers.
    """
    draw = random.Random(seed)
    solution, choices = _known(project, assignment)
    (target / "late_arrivals").mkdir(parents=True)
    metadata: dict[str, Any] = {}
    for number in range(1, size + 1):
        folder = target / "submissions" / f"submission_{100_000 + number}"
        metadata[folder.name] = _metadata(number, draw)
        data = _with_written(solution.with_answers(_drawn(choices, draw)), assignment, draw)
        # One in fifty hands in half a file.
        data = data[: len(data) // 2] if number % 50 == 0 else data
        folder.mkdir(parents=True)
        if number == _WRONG:
            (target / "late_arrivals" / f"student{number}@example.edu.ipynb").write_bytes(data)
            data = data.replace(assignment.name.encode(), b"another_course")
        (folder / f"{assignment.name}.ipynb").write_bytes(data)
    listed = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    (target / "submissions" / "submission_metadata.yml").write_text(listed, encoding="utf-8")
    with (target / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_roster(size, assignment.name))
    return target


_WRONG = 7  # The student who handed in the wrong file.


def _roster(size: int, name: str) -> Iterator[list[str]]:
    yield ["name", "email", "sid", "section", f"extension:{name}", f"extra:{name}"]
    for number in range(1, size + 2):
        row = [
            f"Student {number:02d}",
            f"student{number}@example.edu",
            f"{30_000_000 + number}",
            "ABC"[number % 3],
        ]
        extension = {3: "+2", 12: "2025-03-20"}.get(number, "")
        extra = {5: "1 found a mistake in the exercise", 8: "-2 copied a figure"}.get(number, "")
        yield [*row, extension, extra]


def _with_written(notebook: Notebook, assignment: Assignment, draw: random.Random) -> bytes:
    """Return the notebook with a part of the model answer to each written question, or with nothing there."""
    manual = [question for question in assignment.questions if question.manual]
    cells, inside, number = [], False, 0
    for cell in notebook.cells:
        text = cell["source"]
        if cell["cell_type"] == "markdown" and "<!-- END QUESTION -->" in text:
            inside, number = False, number + 1
        if not inside:
            cells.append(cell)
        if cell["cell_type"] == "markdown" and "<!-- BEGIN QUESTION -->" in text:
            inside = True
            model = "\n\n".join(c.source for c in manual[number].answer) if number < len(manual) else ""
            kind = manual[number].answer[-1].kind if model else "markdown"
            cells.append(_written_cell(model, kind, draw))
    return Notebook({**notebook.content, "cells": cells}, {}).data


def _written_cell(model: str, kind: str, draw: random.Random) -> dict[str, Any]:
    sentences = re.findall(r"\S.*?(?:\.(?=\s)|$)", model, re.DOTALL)
    share = draw.choice([1.0, 1.0, 0.8, 0.6, 0.4, 0.0])
    text = model if kind == "code" else " ".join(sentences[: round(share * len(sentences))])
    if not text:
        text = "..." if kind == "code" else "_Type your answer here, replacing this text._"
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {"tags": ["otter_answer_cell"]}, "source": text}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def fill_in(folder: Path, seed: int = 1977) -> None:
    """Fill in the graders' empty files as a made-up grader would: each item of a rubric fully, half, or not at all."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        for row in rows:
            draw = random.Random(f"{seed} {row[0]} {path.stem if row[0] < '4' else ''}")
            for place in range(1, len(head) - 2):
                row[place] = draw.choice(["x", "x", "x", "0.5", "0"])
            if len(head) == 3:
                row[1] = "1"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])


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
    day = (
        16 if number % 13 == 0 else draw.randrange(1, 15)
    )  # One in thirteen is late: the 14th is the last day.
    time = datetime(2025, 3, day, draw.randrange(24), draw.randrange(60), tzinfo=timezone.utc)
    return {":submitters": [student], ":created_at": time, ":score": 0.0}
