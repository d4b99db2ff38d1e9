"""What a graded class is made of; `emgrade.classroom` fills it, `emgrade.report` reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone, tzinfo
from functools import cached_property
from typing import Any, Literal

import msgspec

from emgrade.bundle import QuestionInfo
from emgrade.model import QuestionResult, Result

State = Literal["counts", "superseded", "unreadable", "ignored"]


@dataclass(frozen=True, slots=True)
class Student:
    """One person, as the source names them.

    Attributes
    ----------
    key : str
        Equal for two submissions of the same person from the same kind of source, such as `canvas:340934`; with a
        roster, from any source.
    sid, canvas, moodle : str
        The number that the institution, Canvas and Moodle know the person by; one never stands for another.
    identified_by : str
        Where the name comes from ("Gradescope metadata", "folder name" ...); empty when nothing says who it is.
    """

    key: str
    name: str
    email: str = ""
    sid: str = ""
    canvas: str = ""
    moodle: str = ""
    section: str = ""
    identified_by: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing found among the submissions: counted, superseded by a later one, unreadable or no submission at all.

    Attributes
    ----------
    id : str
        Readable, safe as a folder name, and the same whenever the same file is found in the same place.
    origin : str
        The file, and the member where it is in an archive.
    reason : str
        Why it does not count; empty when it does.
    submitted_at : str
        ISO 8601 time where the source tells one; without a zone where it is the clock of the student's computer.
    attempt : int
        Orders several files of one student where the source numbers them.
    modified : str
        The file's own date.
    by_hand : bool
        It came by another way, to take the place of what was handed in: from a folder `late_arrivals`.
    digest : str
        SHA-256 of what is graded.
    notes : tuple of str
        What a person should know ("chosen by the file's date alone"); each makes the entry one to look at.
    """

    id: str
    origin: str
    students: tuple[Student, ...] = ()
    state: State = "counts"
    reason: str = ""
    submitted_at: str = ""
    late: bool = False
    attempt: int = 0
    modified: str = ""
    by_hand: bool = False
    digest: str = ""
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The students' names, or the origin where nobody is named."""
        return ", ".join(student.name or student.key for student in self.students) or self.origin

    @property
    def place(self) -> tuple[str, str]:
        """The archive and the member that `origin` names; the file and nothing where it is in none."""
        found = re.fullmatch(r"(.+?\.zip): (.+)", self.origin, re.IGNORECASE | re.DOTALL)
        return (found[1], found[2]) if found else (self.origin, "")


@dataclass(frozen=True, slots=True)
class Mark:
    """What graders gave for one written answer; the mean where several marked it.

    `items` holds the points for each item of the rubric.
    """

    points: float
    comment: str = ""
    items: tuple[float, ...] = ()
    graders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """One student's grade and its parts.

    Attributes
    ----------
    entry : Entry or None
        What counts; None when nothing was handed in.
    result : Result or None
        None when there is no score.
    marks : dict
        Written question -> mark; `waiting` names the questions without one.
    late : float
        Points, 0 or below; `late_days` of the student's stock were spent.
    extra : float
        Points by agreement.
    possible : float
        Automatic points, and written ones as soon as anything of the class was marked.
    """

    student: Student
    entry: Entry | None = None
    result: Result | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    late: float = 0.0
    late_reason: str = ""
    late_days: int = 0
    extra: float = 0.0
    extra_reason: str = ""
    possible: float = 0.0

    @property
    def automatic(self) -> float | None:
        """Points of automatic questions."""
        return None if self.result is None else self.result.score

    @property
    def written(self) -> float:
        """Points given by hand so far."""
        return sum(mark.points for mark in self.marks.values())

    @property
    def total(self) -> float | None:
        """All parts together, not below 0; None while a part is missing."""
        if self.automatic is None or self.waiting:
            return None
        return max(0.0, round(self.automatic + self.written + self.late, 6)) + self.extra


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """How far a written question is marked, and how two graders agree.

    `twice` answers were marked by two graders, `equal` of them alike; `apart` is the mean difference in points.
    `items` are the mean points of each item of the rubric, where items were filled in.
    """

    info: QuestionInfo
    answers: int
    marked: int
    mean: float | None
    twice: int
    equal: int
    apart: float
    items: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)  # a run is itself alone, so what was computed of it can be remembered
class ClassRun:
    """One run over one class.

    `results` is keyed by `Entry.id` and has no entry for what was not graded. The `gradescope` field of the results may
    be left out to save memory. `grades` is filled by `emgrade.grades`.
    `attempts` holds what a student handed in one after the other, the oldest first, where it was more than once.
    `zone` is the course's, in which people read times.
    `elsewhere` holds assignment -> student -> question -> what was wrong, from the newest runs of other assignments.
    """

    assignment: str
    title: str
    stamp: str
    number: str
    started: str
    questions: tuple[QuestionInfo, ...]
    entries: tuple[Entry, ...]
    results: Mapping[str, Result]
    grades: tuple[Grade, ...] = ()
    written: tuple[WrittenQuestion, ...] = ()
    attempts: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    zone: tzinfo = timezone.utc

    @cached_property
    def counted(self) -> tuple[Entry, ...]:
        """The entries that stand for a student, in the order of their names."""
        return tuple(entry for entry in self.entries if entry.state == "counts")

    @cached_property
    def graded(self) -> tuple[tuple[Entry, Result], ...]:
        """The counted entries that have scores."""
        pairs = ((entry, self.results.get(entry.id)) for entry in self.counted)
        return tuple((entry, result) for entry, result in pairs if result is not None and result.graded)

    @cached_property
    def answers(self) -> Mapping[str, tuple[QuestionResult, ...]]:
        """Question -> its result in each graded entry that has one."""
        found: dict[str, list[QuestionResult]] = {}
        for _, result in self.graded:
            for question in result.questions:
                found.setdefault(question.name, []).append(question)
        return {name: tuple(results) for name, results in found.items()}

    @cached_property
    def grades_of(self) -> Mapping[str, tuple[Grade, ...]]:
        """Entry -> the grades of those who handed it in."""
        found: dict[str, list[Grade]] = {}
        for grade in self.grades:
            if grade.entry is not None:
                found.setdefault(grade.entry.id, []).append(grade)
        return {key: tuple(grades) for key, grades in found.items()}

    @property
    def automatic(self) -> tuple[QuestionInfo, ...]:
        """The questions that the autograder scores."""
        return tuple(question for question in self.questions if not question.manual)

    @property
    def manual(self) -> tuple[QuestionInfo, ...]:
        """The questions that a person marks."""
        return tuple(question for question in self.questions if question.manual)

    @property
    def most(self) -> float:
        """The points that somebody can have: with written answers where these are marked."""
        return max((grade.possible for grade in self.grades), default=self.possible)

    @property
    def possible(self) -> float:
        """Points that automatic questions can give."""
        return sum(question.points for question in self.automatic)


def for_a_person(entry: Entry, result: Result | None) -> tuple[str, ...]:
    """Return why somebody should look at an entry by hand, one sentence each; empty when nobody needs to."""
    if entry.state == "unreadable":
        return (entry.reason,)
    if entry.state != "counts":
        return ()
    if result is None:
        return (*entry.notes, "It has not been graded yet.")
    if not result.graded:
        return (*entry.notes, result.error)
    return (*entry.notes, *(note.text for note in result.notes if note.kind in ("changed", "version")))


def result_to_dict(result: Result) -> dict[str, Any]:
    """Return plain data for JSON, without the `gradescope` field (it is kept beside it)."""
    found: dict[str, Any] = msgspec.to_builtins(replace(result, gradescope={}))
    return found


def moment(text: str, zone: tzinfo | None) -> datetime | None:
    """Read a time of an entry; one without a zone, from the clock of a student's computer, is read in the course's."""
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=zone)
