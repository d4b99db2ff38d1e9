"""CSV files: scores per question, everything that was found, and gradebooks for Canvas and Moodle."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from emgrade.gradebook import ClassRun, Entry, Student, for_a_person
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
    """Return one row for each student: who, how known, what counts, the score and the points of each question."""
    names = [question.name for question in run.automatic]
    head = ["student", "sid", "email", "identified by", "submission", "submitted at", "late"]
    return to_csv([[*head, "score", "possible", *names, "for a person"], *_score_rows(run, names)])


def _score_rows(run: ClassRun, names: list[str]) -> Iterator[list[Cell]]:
    for entry, student, result in _students(run):
        points: dict[str, float] = (
            {question.name: question.score for question in result.questions} if result else {}
        )
        who = [student.name, student.sid, student.email, student.identified_by or "unknown"]
        when: list[Cell] = [entry.origin, entry.submitted_at, "late" if entry.late else ""]
        total = result.score if result else None
        reasons = " ".join(for_a_person(entry, run.results.get(entry.id)))
        yield [*who, *when, total, run.possible, *(points.get(name) for name in names), reasons]


def found(run: ClassRun) -> str:
    """Return one row for everything that was found, with what became of it."""
    head = ["file", "student", "state", "score", "reason"]
    rows = ([entry.origin, entry.label, *_state(entry, run.results.get(entry.id))] for entry in run.entries)
    return to_csv([head, *rows])


def _state(entry: Entry, result: Result | None) -> list[Cell]:
    if entry.state != "counts":
        return [entry.state, None, entry.reason]
    reasons = " ".join(for_a_person(entry, result))
    if result is None or result.error:
        return ["not graded", None, reasons]
    return ["graded", result.score, reasons]


def canvas(run: ClassRun) -> str:
    """Return a gradebook that Canvas imports: its five columns, then the assignment; the second row holds the points.

    `ID` is Canvas' own user number where the submissions came from Canvas; else SIS id and login identify a student.
    """
    rows: list[list[Cell]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", run.title],
        ["    Points Possible", None, None, None, None, run.possible],
    ]
    for _, student, result in _students(run):
        ours = student.key.startswith("canvas:")
        ids: list[Cell] = [student.sid, None, None] if ours else [None, student.sid, student.email]
        rows.append([student.name, *ids, None, result.score if result else None])
    return to_csv(rows)


def moodle(run: ClassRun) -> str:
    """Return a grading worksheet for Moodle.

    The assignment's "upload grading worksheet" needs `Identifier`, `Grade` and `Last modified (grade)`; the gradebook's
    CSV import maps `ID number` or `Email address` to the student and `Grade` to the assignment.
    """
    head = ["Identifier", "Full name", "ID number", "Email address", "Grade", "Maximum grade"]
    rows: list[list[Cell]] = [[*head, "Last modified (grade)", "Feedback comments"]]
    for entry, student, result in _students(run):
        ours = student.key.startswith("moodle:")
        who: list[Cell] = [f"Participant {student.sid}" if ours else None, student.name]
        who += [None if ours else student.sid, student.email]
        feedback = "" if result else " ".join(for_a_person(entry, run.results.get(entry.id)))
        rows.append([*who, result.score if result else None, run.possible, None, feedback])
    return to_csv(rows)


def _students(run: ClassRun) -> Iterator[tuple[Entry, Student, Result | None]]:
    """Yield each student once, those with unreadable files alone too; the result is None where there is no score."""
    listed = {student.key for entry in run.counted for student in entry.students}
    for entry in run.entries:
        if entry.state not in ("counts", "unreadable"):
            continue
        result = run.results.get(entry.id)
        for student in entry.students:
            if entry.state == "counts" or student.key not in listed:
                listed.add(student.key)
                yield entry, student, None if result is None or result.error else result
