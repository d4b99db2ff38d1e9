"""CSV files: scores per question, everything that was found, and gradebooks for Canvas and Moodle."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime

from emgrade.gradebook import ClassRun, Entry, Grade, for_a_person
from emgrade.model import Result

Cell = str | float | None
# A cell that begins with one of these is a formula to a spreadsheet (OWASP, "CSV injection"). Where the system's list
# separator is a semicolon, a cell also begins after each semicolon, and after a tab or a line's end.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_FORMULA_INSIDE = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])")


def safe(cell: Cell) -> str:
    """Return a cell as text; what a spreadsheet would run as a formula gets an apostrophe in front."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        inside = _FORMULA_INSIDE.sub(r"\1'", cell)
        return f"'{inside}" if _FORMULA.match(inside) else inside
    return f"{cell:.10g}"


def to_csv(rows: Iterable[Iterable[Cell]]) -> str:
    """Return rows as CSV text (RFC 4180)."""
    stream = io.StringIO()
    csv.writer(stream).writerows([safe(cell) for cell in row] for row in rows)
    return stream.getvalue()


def scores(run: ClassRun) -> str:
    """Return one row for each student: who, what counts, the total and every part of it, points of each question."""
    names = [question.name for question in run.questions]
    head = ["student", "sid", "email", "section", "identified by", "submission", "submitted at", "late"]
    parts = ["score", "possible", "automatic", "by hand", "late work", "extra"]
    return to_csv([[*head, *parts, *names, "why", "for a person"], *(_score_row(run, g) for g in run.grades)])


def _score_row(run: ClassRun, grade: Grade) -> list[Cell]:
    student, entry = grade.student, grade.entry
    points: dict[str, float] = {q.name: q.score for q in grade.result.questions} if grade.result else {}
    points |= {name: mark.points for name, mark in grade.marks.items()}
    who = [student.name, student.sid, student.email, student.section, student.identified_by or "unknown"]
    when: list[Cell] = (
        [entry.origin, entry.submitted_at, "late" if entry.late else ""] if entry else ["", "", ""]
    )
    by_hand = grade.written if grade.marks else None
    parts: list[Cell] = [
        grade.total,
        grade.possible,
        grade.automatic,
        by_hand,
        grade.late or None,
        grade.extra or None,
    ]
    reasons = " ".join(persons_for(run, grade))
    return [*who, *when, *parts, *(points.get(q.name) for q in run.questions), told(grade), reasons]


def told(grade: Grade) -> str:
    """Say where points come from that no question gave."""
    extra = f"by agreement {grade.extra:+g}" + (f": {grade.extra_reason}" if grade.extra_reason else "")
    parts = [grade.late_reason, extra if grade.extra else ""]
    return "; ".join(part for part in parts if part)


def persons_for(run: ClassRun, grade: Grade) -> tuple[str, ...]:
    """Return why somebody should look at a grade, one sentence each."""
    if grade.entry is None:
        return ("Nothing was handed in.",)
    waiting = tuple(f"{name} is not marked yet." for name in grade.waiting)
    return (*for_a_person(grade.entry, run.results.get(grade.entry.id)), *waiting)


def found(run: ClassRun) -> str:
    """Return one row for everything that was found, with what became of it."""
    head = ["file", "student", "state", "score", "reason"]
    rows = ([entry.origin, entry.label, *_state(entry, run.results.get(entry.id))] for entry in run.entries)
    return to_csv([head, *rows])


def _state(entry: Entry, result: Result | None) -> list[Cell]:
    if entry.state != "counts":
        return [entry.state, None, entry.reason]
    reasons = " ".join(for_a_person(entry, result))
    if result is None or not result.graded:
        return ["not graded", None, reasons]
    return ["graded", result.score, reasons]


def canvas(run: ClassRun, assignment_id: str = "") -> str:
    """Return a gradebook that Canvas imports: its five columns, then the assignment, with the maximum below.

    Canvas finds the student by its own number in `ID`, else by SIS id or login, and the assignment by the id in
    brackets at the end of the title; without one by the title alone. A student without a score is left out, and is
    not touched.
    """
    title = f"{run.title} ({assignment_id})" if assignment_id else run.title
    rows: list[list[Cell]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
        ["    Points Possible", None, None, None, None, run.most],
    ]
    for grade in run.grades:
        one = grade.student
        if grade.total is not None:
            rows.append([one.name, one.canvas, one.sid, one.email, one.section, grade.total])
    return to_csv(rows)


def moodle(run: ClassRun, now: datetime) -> str:
    """Return a grading worksheet for Moodle. A student without a score is left out, and is not touched.

    Moodle skips in silence a row whose "Last modified (grade)" is older than the grade that it has, so it holds the
    time of this file. A column "Feedback comments" would overwrite what graders wrote, so there is none. (Both are in
    `process_import_grades` of Moodle's `assignfeedback_offline`.)
    """
    head = ["Identifier", "Full name", "ID number", "Email address", "Grade", "Maximum grade"]
    rows: list[list[Cell]] = [[*head, "Last modified (grade)"]]
    for grade in run.grades:
        one = grade.student
        who = [f"Participant {one.moodle}" if one.moodle else None, one.name, one.sid, one.email]
        if grade.total is not None:
            rows.append([*who, grade.total, grade.possible, now.isoformat(timespec="seconds")])
    return to_csv(rows)
