"""Sample submissions of an assignment, each with the score it should get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .answers import Answer, read_answers
from .model import Assignment
from .notebook import Notebook
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
    book = Notebook.read((project.solutions(assignment.name) / name).read_bytes())
    untouched = Notebook.read((project.student(assignment.name) / name).read_bytes())
    answers, _ = read_answers(assignment)
    total = assignment.points
    half = assignment.automatic[: len(assignment.automatic) // 2]
    made = [
        ("reference", book, total),
        ("untouched", untouched, 0.0),
        (
            "half",
            untouched.with_answers({q.name: book.answer(q.name) for q in half}),
            sum(q.points for q in half),
        ),
    ]
    rights = {a.question: a.code for a in reversed(answers) if not a.wrong}
    if rights:
        made.append(("styles", book.with_answers(rights, mended=True), total))
    points = {q.name: q.points for q in assignment.automatic}
    for slip in _slips(answers):
        lost = points[slip.question] - slip.score
        made.append(
            (
                f"slip {slip.question}",
                book.with_answers({slip.question: slip.code}, mended=True),
                total - lost,
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(label, notebook, expected, folder) for label, notebook, expected in made]


def _slips(answers: Sequence[Answer]) -> list[Answer]:
    """The first slip with a sentence of the first and of the last question that has one."""
    told = {a.question: a for a in reversed(answers) if a.wrong and a.says}
    ordered = [told[name] for name in dict.fromkeys(a.question for a in answers) if name in told]
    return [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered


def _written(label: str, notebook: Notebook, expected: float, folder: Path) -> Sample:
    path = folder / f"{label}.ipynb"
    path.write_bytes(notebook.data)
    return Sample(label, path, expected)
