"""Sample submissions of an assignment, each with the score it should get."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .answers import Answer, read_answers
from .book import Book
from .model import Assignment
from .project import Project


@dataclass(frozen=True)
class Sample:
    """One made-up submission: what it shows, where it is, and the score it should get."""

    label: str
    path: Path
    expected: float


def samples(project: Project, assignment: Assignment, folder: Path) -> list[Sample]:
    """Write sample submissions of a built assignment below `folder`.

    The reference, the untouched notebook, the reference in other styles, the first half of it, and the first slip of
    the first and of the last question that has one.
    """
    name = f"{assignment.name}.ipynb"
    book = Book.read(assignment, (project.solutions(assignment.name) / name).read_bytes())
    untouched = nbformat.read(project.student(assignment.name) / name, as_version=4)
    answers, _ = read_answers(assignment)
    total = assignment.points
    half = assignment.automatic[: len(assignment.automatic) // 2]
    made = [
        ("reference", book.notebook, total),
        ("untouched", untouched, 0.0),
        ("half", _half(book, untouched, [q.name for q in half]), sum(q.points for q in half)),
    ]
    rights = {a.question: a.code for a in reversed(answers) if not a.wrong}
    if rights:
        made.append(("styles", book.with_answers(rights), total))
    points = {q.name: q.points for q in assignment.automatic}
    for slip in _slips(answers):
        lost = points[slip.question] - slip.score
        made.append((f"slip {slip.question}", book.with_answer(slip.question, slip.code), total - lost))
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(label, notebook, expected, folder) for label, notebook, expected in made]


def _slips(answers: Sequence[Answer]) -> list[Answer]:
    """The first slip with a sentence of the first and of the last question that has one."""
    told = {a.question: a for a in reversed(answers) if a.wrong and a.says}
    ordered = [told[name] for name in dict.fromkeys(a.question for a in answers) if name in told]
    return [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered


def _half(book: Book, untouched: nbformat.NotebookNode, names: Sequence[str]) -> nbformat.NotebookNode:
    """The untouched notebook with the reference answers of some questions."""
    notebook = copy.deepcopy(untouched)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for before, check in itertools.pairwise(code):
        for name in names:
            if check.source.strip() == f'grader.check("{name}")':
                before.source = book.reference(name)
    return notebook


def _written(label: str, notebook: nbformat.NotebookNode, expected: float, folder: Path) -> Sample:
    path = folder / f"{label}.ipynb"
    nbformat.write(notebook, path)
    return Sample(label, path, expected)
