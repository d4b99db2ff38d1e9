"""Who moved between two runs, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from emgrade.gradebook import ClassRun, Student
from emgrade.model import Result


@dataclass(frozen=True, slots=True)
class Move:
    """One student's scores before and after; None stands for "no score"."""

    student: Student
    before: float | None
    after: float | None
    questions: Mapping[str, tuple[float, float]]

    @property
    def difference(self) -> float:
        """Points won (above 0) or lost."""
        return (self.after or 0.0) - (self.before or 0.0)


def moves(before: ClassRun, after: ClassRun) -> tuple[Move, ...]:
    """Return the students of both runs whose score changed, in one question or in all, the largest change first."""
    old, new = _by_student(before), _by_student(after)
    found = [_move(new[key][0], old[key][1], new[key][1]) for key in old.keys() & new.keys()]
    changed = [move for move in found if move.before != move.after or move.questions]
    return tuple(
        sorted(changed, key=lambda move: (-abs(move.difference), move.student.name, move.student.key))
    )


def _by_student(run: ClassRun) -> dict[str, tuple[Student, Result | None]]:
    return {
        student.key: (student, run.results.get(entry.id))
        for entry in run.counted
        for student in entry.students
    }


def _move(student: Student, old: Result | None, new: Result | None) -> Move:
    scores = [
        {question.name: question.score for question in result.questions} if result and result.graded else {}
        for result in (old, new)
    ]
    names = sorted(scores[0].keys() | scores[1].keys())
    pairs = {name: (scores[0].get(name, 0.0), scores[1].get(name, 0.0)) for name in names}
    differing = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return Move(student, _total(old), _total(new), differing)


def _total(result: Result | None) -> float | None:
    return result.score if result is not None and result.graded else None
