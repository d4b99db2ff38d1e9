"""Which of several files counts for a student.

The rules, in order:

1. one from a folder `late_arrivals`, in which an instructor keeps what came by e-mail;
2. the newest by the time that the source tells (Gradescope's metadata, the time in an export zip's name), then by the
   number that Canvas gives each uploaded file, then by a browser's ` (2)`;
3. of files handed in together: the notebook named like the assignment, an export zip of the assignment, another
   notebook, another zip;
4. the newest by its date, and a person is asked to look.

Late work counts and is marked; with `late="ignore"` a late file counts only where there is none in time. Where the best
submission counts, all different files of a student are graded, and `emgrade.grades` chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import PurePosixPath
from typing import Literal

from emgrade.classroom.names import export_time
from emgrade.gradebook import Entry, Student, moment
from emgrade.grades import Policy

LatePolicy = Literal["count", "ignore"]
_WHY = ("it came by hand", "it is newer", "it is newer", "its name fits")
_ZONES = timedelta(hours=14)  # The clock of a student's computer may be this far from ours.


def choose(entries: Iterable[Entry], assignment: str, late: LatePolicy, policy: Policy) -> list[Entry]:
    """Return every entry, those that do not count marked as superseded with the reason.

    An entry of a group stays for those of its students who have nothing newer.
    """
    marked = [mark_late(entry, policy) if entry.state == "counts" else entry for entry in entries]
    wins: dict[str, list[Student]] = defaultdict(list)
    lost: dict[str, str] = {}
    notes: dict[str, list[str]] = defaultdict(list)
    for student, mine in _by_student(marked).items():
        ranked = sorted(mine, key=lambda one: _order(one, assignment, late), reverse=True)
        best, others = ranked[0], ranked[1:]
        wins[best.id].append(student)
        if policy.late.counts == "best" and not best.by_hand:
            for one in {other.digest: other for other in others if other.digest != best.digest}.values():
                wins[one.id].append(student)
            others = [other for other in others if student not in wins[other.id]]
        lost.update({other.id: _reason(best, other, assignment, late) for other in others})
        if note := _doubt(best, others, assignment, late):
            notes[best.id].append(note)
    return [_settle(one, wins[one.id], lost, notes[one.id]) for one in marked]


def mark_late(entry: Entry, policy: Policy) -> Entry:
    """Mark an entry as late where the source says so or its time is after what the due dates of its students allow.

    A time without a zone is read in the zone of the course. Where the zone could change the verdict a person is asked.
    """
    dues = [due for student in entry.students if (due := policy.due_of(student)) is not None]
    time = moment(entry.submitted_at, None)
    if not dues or time is None or entry.by_hand:
        return entry
    limit = max(dues) + timedelta(minutes=policy.late.grace_minutes)
    here = time if time.tzinfo else time.replace(tzinfo=policy.zone)
    late = entry.late or here > limit
    if time.tzinfo is None and abs(here - limit) < _ZONES:
        doubt = f"Whether it is late rests on the clock of the student's own computer: {time:%Y-%m-%d %H:%M}."
        return replace(entry, late=late, notes=(*entry.notes, doubt))
    return replace(entry, late=late)


def _by_student(entries: Iterable[Entry]) -> dict[Student, list[Entry]]:
    persons: dict[str, Student] = {}
    found: dict[Student, list[Entry]] = defaultdict(list)
    for one in entries:
        for student in one.students if one.state == "counts" else ():
            found[persons.setdefault(student.key, student)].append(one)
    return found


def _told(entry: Entry, assignment: str) -> tuple[bool, float, int, int]:
    """What the source tells, as a sort key."""
    time = moment(entry.submitted_at, None)
    seconds = (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp() if time else 0.0
    return entry.by_hand, seconds, entry.attempt, _fit(PurePosixPath(entry.origin), assignment)


def _fit(path: PurePosixPath, assignment: str) -> int:
    """Return how much a file name looks like the submission itself; more is better."""
    stem = path.stem.split(" (")[0]
    if path.suffix.lower() == ".ipynb":
        return 3 if stem == assignment else 1
    return 2 if export_time(path.stem)[0].endswith(assignment) else 0


def _order(
    one: Entry, assignment: str, late: LatePolicy
) -> tuple[bool, tuple[bool, float, int, int], str, str]:
    return one.by_hand or late == "count" or not one.late, _told(one, assignment), one.modified, one.origin


def _reason(best: Entry, other: Entry, assignment: str, late: LatePolicy) -> str:
    if other.digest == best.digest:
        return f"The same file as {best.origin}, which counts."
    if late == "ignore" and other.late and not best.late:
        return f"Late; {best.origin} came in time and counts."
    why = "its file date is newer" if best.modified != other.modified else "nothing tells them apart"
    pairs = zip(_told(best, assignment), _told(other, assignment), strict=True)
    for (better, worse), told in zip(pairs, _WHY, strict=True):
        if better != worse:
            why = told
            break
    return f"{best.origin} counts: {why}."


def _doubt(best: Entry, others: Sequence[Entry], assignment: str, late: LatePolicy) -> str:
    alike = [
        one.origin
        for one in others
        if one.digest != best.digest
        and _order(one, assignment, late)[:2] == _order(best, assignment, late)[:2]
    ]
    return f"Chosen by the file's date alone; there is also {', '.join(alike)}." if alike else ""


def _settle(entry: Entry, wins: Sequence[Student], lost: dict[str, str], notes: Sequence[str]) -> Entry:
    if not entry.students or entry.state != "counts":
        return entry
    if not wins:
        return replace(entry, state="superseded", reason=lost[entry.id])
    keys = {student.key for student in wins}
    mine = tuple(student for student in entry.students if student.key in keys)
    return replace(entry, students=mine, notes=(*entry.notes, *notes))
