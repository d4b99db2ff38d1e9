"""Which of several files counts for a student.

The rules, in order:

1. the newest by the time that the source tells (Gradescope's metadata, the time in an export zip's name), then by the
   number that Canvas gives each uploaded file, then by a browser's ` (2)`;
2. of files handed in together: the notebook named like the assignment, an export zip of the assignment, another
   notebook, another zip;
3. the newest by its date, and a person is asked to look.

Late work counts and is marked; with `late="ignore"` a late file counts only where there is none in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import PurePosixPath
from typing import Literal

from emgrade.classroom.names import export_time
from emgrade.gradebook import Entry, Student

LatePolicy = Literal["count", "ignore"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry together with what the rules look at."""

    entry: Entry
    attempt: int
    rank: int
    modified: str

    @property
    def told(self) -> tuple[float, int, int]:
        """What the source tells, as a sort key."""
        return _seconds(self.entry.submitted_at), self.attempt, self.rank


def rank(path: PurePosixPath, assignment: str) -> int:
    """Return how much a file name looks like the submission itself; more is better."""
    stem = path.stem.split(" (")[0]
    if path.suffix.lower() == ".ipynb":
        return 3 if stem == assignment else 1
    return 2 if export_time(path.stem)[0].endswith(assignment) else 0


def mark_late(entry: Entry, due: datetime | None) -> Entry:
    """Mark an entry as late where the source says so or its time is after `due`."""
    if due is None or not entry.submitted_at:
        return entry
    return replace(entry, late=entry.late or _seconds(entry.submitted_at) > _aware(due).timestamp())


def choose(candidates: Sequence[Candidate], late: LatePolicy) -> list[Entry]:
    """Return every entry, those that do not count marked as superseded with the reason.

    An entry of a group stays for those of its students who have nothing newer.
    """
    wins: dict[str, list[Student]] = defaultdict(list)
    lost: dict[str, str] = {}
    notes: dict[str, list[str]] = defaultdict(list)
    for student, mine in _by_student(candidates).items():
        best, *others = sorted(mine, key=lambda one: _order(one, late), reverse=True)
        wins[best.entry.id].append(student)
        lost.update({other.entry.id: _reason(best, other, late) for other in others})
        if note := _doubt(best, others, late):
            notes[best.entry.id].append(note)
    return [_settle(one.entry, wins[one.entry.id], lost, notes[one.entry.id]) for one in candidates]


def _by_student(candidates: Iterable[Candidate]) -> dict[Student, list[Candidate]]:
    persons: dict[str, Student] = {}
    found: dict[Student, list[Candidate]] = defaultdict(list)
    for one in candidates:
        for student in one.entry.students:
            found[persons.setdefault(student.key, student)].append(one)
    return found


def _order(one: Candidate, late: LatePolicy) -> tuple[bool, tuple[float, int, int], str, str]:
    in_time = late == "count" or not one.entry.late
    return in_time, one.told, one.modified, one.entry.origin


def _reason(best: Candidate, other: Candidate, late: LatePolicy) -> str:
    if other.entry.digest == best.entry.digest:
        return f"The same file as {best.entry.origin}, which counts."
    if late == "ignore" and other.entry.late and not best.entry.late:
        return f"Late; {best.entry.origin} came in time and counts."
    return f"{best.entry.origin} counts: {_why(best, other)}."


def _why(best: Candidate, other: Candidate) -> str:
    for better, worse, why in zip(
        best.told, other.told, ("it is newer", "it is newer", "its name fits"), strict=True
    ):
        if better != worse:
            return why
    return "its file date is newer" if best.modified != other.modified else "nothing tells them apart"


def _doubt(best: Candidate, others: Sequence[Candidate], late: LatePolicy) -> str:
    alike = [
        one.entry.origin
        for one in others
        if one.told == best.told
        and one.entry.digest != best.entry.digest
        and _order(one, late)[0] == _order(best, late)[0]
    ]
    return f"Chosen by the file's date alone; there is also {', '.join(alike)}." if alike else ""


def _settle(entry: Entry, wins: Sequence[Student], lost: dict[str, str], notes: Sequence[str]) -> Entry:
    if not entry.students:
        return entry
    if not wins:
        return replace(entry, state="superseded", reason=lost[entry.id])
    keys = {student.key for student in wins}
    mine = tuple(student for student in entry.students if student.key in keys)
    return replace(entry, students=mine, notes=(*entry.notes, *notes))


def _seconds(text: str) -> float:
    try:
        return _aware(datetime.fromisoformat(text.replace("Z", "+00:00"))).timestamp() if text else 0.0
    except ValueError:
        return 0.0


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)
