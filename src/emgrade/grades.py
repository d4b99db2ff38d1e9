"""Final grades: automatic points, points by hand, late work and what was agreed, each part to be seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo

from .gradebook import ClassRun, Entry, Grade, Mark, Student, moment
from .printable import counted
from .roster import Roster
from .settings import Late

Marks = Mapping[tuple[str, str], Mark]  # (entry, question) -> mark


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides on a grade beside the tests.

    Attributes
    ----------
    spent : dict
        Key of a student -> late days spent in assignments before this one.
    """

    due: datetime | None = None
    zone: tzinfo = timezone.utc
    late: Late = field(default_factory=Late)
    roster: Roster | None = None
    spent: Mapping[str, int] = field(default_factory=dict)

    def due_of(self, student: Student) -> datetime | None:
        """Return when the assignment is due for one student."""
        person = self.roster.by_key(student.key) if self.roster else None
        return person.due(self.due) if person else self.due


def with_grades(run: ClassRun, policy: Policy, marks: Marks) -> ClassRun:
    """Return the run with a grade for each student, those of the roster who handed in nothing among them.

    Where the best submission counts, the others are superseded here, because only now it is known which is the best.
    """
    found: dict[str, list[Grade]] = {}
    for entry in run.entries:
        if entry.state in ("counts", "unreadable"):
            for student in entry.students:
                found.setdefault(student.key, []).append(_grade(run, entry, student, policy, marks))
    best = {key: max(grades, key=_rank) for key, grades in found.items()}
    people = policy.roster.people if policy.roster else ()
    absent = [one.student for one in people if one.student.key not in best]
    grades = [*best.values(), *(Grade(student, possible=_possible(run, marks)) for student in absent)]
    grades.sort(key=lambda grade: (grade.student.section, grade.student.name.casefold(), grade.student.key))
    chosen = {grade.entry.id for grade in best.values() if grade.entry}
    entries = tuple(_settled(entry, chosen, best) for entry in run.entries)
    return replace(run, entries=entries, grades=tuple(grades), zone=policy.zone)


def _grade(run: ClassRun, entry: Entry, student: Student, policy: Policy, marks: Marks) -> Grade:
    result = run.results.get(entry.id) if entry.state == "counts" else None
    graded = result if result is not None and result.graded else None
    by_hand = {q.name: marks[entry.id, q.name] for q in run.manual if (entry.id, q.name) in marks}
    # Nothing was marked yet in the whole class: the automatic points stand alone, and nobody is kept waiting.
    waiting = tuple(q.name for q in run.manual if q.name not in by_hand) if marks and graded else ()
    person = policy.roster.by_key(student.key) if policy.roster else None
    grade = Grade(
        student,
        entry,
        graded,
        marks=by_hand,
        waiting=waiting,
        extra=person.extra if person else 0.0,
        extra_reason=person.extra_reason if person else "",
        possible=_possible(run, marks),
    )
    return _late(grade, policy.due_of(student), policy) if graded else grade


def _possible(run: ClassRun, marks: Marks) -> float:
    return run.possible + (sum(q.points for q in run.manual) if marks else 0.0)


def _late(grade: Grade, due: datetime | None, policy: Policy) -> Grade:
    """Take off what late work costs."""
    rule, entry = policy.late, grade.entry
    if entry is None or due is None or entry.by_hand:
        return grade
    time = moment(entry.submitted_at, policy.zone)
    if time is None:
        told = "late, and nobody says by how much: nothing is taken off" if entry.late else ""
        return replace(grade, late_reason=told)
    # A day has 24 hours, also where the clock changes.
    over = time.astimezone(timezone.utc) - due.astimezone(timezone.utc)
    if over <= timedelta(minutes=rule.grace_minutes):
        return grade
    days = math.ceil(over / timedelta(days=1))
    free = min(days, max(0, rule.free_days - policy.spent.get(grade.student.key, 0)))
    rest = max(over - timedelta(days=free), timedelta())
    percent = (
        math.ceil(rest / timedelta(days=1)) * rule.percent_per_day
        + math.ceil(rest / timedelta(hours=1)) * rule.percent_per_hour
    )
    off = min(percent, 100 - rule.floor)
    earned = (grade.automatic or 0.0) + grade.written
    reason = f"{_long(over)} late"
    if free:
        reason += f", {counted(free, 'late day')} spent"
    if off:
        reason += f": {off:g} % of {earned:g} points"
    return replace(grade, late=-earned * off / 100, late_reason=reason, late_days=free)


def _long(over: timedelta) -> str:
    hours = over / timedelta(hours=1)
    if hours < 1:
        return counted(math.ceil(hours * 60), "minute")
    return counted(round(hours), "hour") if hours < 48 else f"{hours / 24:.1f} days"


def _rank(grade: Grade) -> tuple[bool, float, str]:
    """The best submission: one with a score, with most points after late work, the newest."""
    earned = (grade.automatic or 0.0) + grade.written + grade.late
    return grade.result is not None, earned, grade.entry.submitted_at if grade.entry else ""


def _settled(entry: Entry, chosen: set[str], best: Mapping[str, Grade]) -> Entry:
    if entry.state != "counts" or not entry.students:
        return entry
    mine = tuple(s for s in entry.students if (other := best[s.key].entry) and other.id == entry.id)
    if mine:
        return replace(entry, students=mine)
    better = best[entry.students[0].key].entry
    assert better is not None
    return replace(entry, state="superseded", reason=f"{better.origin} counts: it has more points.")
