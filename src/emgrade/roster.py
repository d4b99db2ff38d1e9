"""`roster.csv`: who is in the course, under which names each system knows them, and what was agreed with each."""

from __future__ import annotations

import contextlib
import csv
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from pathlib import Path

from .errors import AuthorError, AuthorErrors
from .gradebook import Student
from .settings import end_of, nearest

ROSTER = "roster.csv"
_PLAIN = ("name", "email", "sid", "canvas", "moodle", "section", "files")
_NUMBERS = ("email", "sid", "canvas", "moodle")
_AGREED = ("extension", "extra")  # Alone for every assignment, or as `extension:em_exercise` for one.


@dataclass(frozen=True, slots=True)
class Person:
    """One row.

    Attributes
    ----------
    student : Student
        As the course knows the person.
    files : tuple of str
        Other names that the person's files carry.
    extension : timedelta, datetime or None
        So much more time, or another due date.
    extra : float
        Points on top (or, below 0, off), with the reason.
    """

    student: Student
    files: tuple[str, ...] = ()
    extension: timedelta | datetime | None = None
    extra: float = 0.0
    extra_reason: str = ""

    def due(self, due: datetime | None) -> datetime | None:
        """Return when an assignment with this due date is due for this person."""
        if isinstance(self.extension, datetime):
            return self.extension
        return due + self.extension if due is not None and self.extension is not None else due


@dataclass(frozen=True)
class Roster:
    """The people of a course, for one assignment."""

    people: tuple[Person, ...]

    def find(self, student: Student) -> Person | None:
        """Return the person behind a student of any source; None when nobody or more than one fits."""
        tried = [(number, getattr(student, number)) for number in ("canvas", "moodle", "sid", "email")]
        for kind, text in [*tried, ("name", student.name), ("canvas name", student.name)]:
            known = self._index.get((kind, fold(text)), [])
            if len(known) == 1:
                return known[0]
        return None

    def by_key(self, key: str) -> Person | None:
        """Return a person by the key that `known` gave."""
        return next(iter(self._index.get(("key", key), ())), None)

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], Sequence[Person]]:
        """Kind of number or name, and what it is -> who has it; nobody has an empty one."""
        found: dict[tuple[str, str], list[Person]] = {}
        for one in self.people:
            keys = {(number, fold(getattr(one.student, number))) for number in _NUMBERS}
            keys |= {("name", name) for name in _names(one)}
            keys |= {("canvas name", name) for name in _canvas_names(one)}
            for key in {("key", one.student.key), *keys}:
                if key[1]:
                    found.setdefault(key, []).append(one)
        return found

    def known(self, student: Student) -> Student:
        """Return a student as the roster has them, or unchanged; numbers that only the source knows are kept."""
        person = self.find(student)
        if person is None:
            return student
        ours = person.student
        kept = {name: getattr(ours, name) or getattr(student, name) for name in ("sid", "canvas", "moodle")}
        return replace(ours, **kept, identified_by=student.identified_by or "roster")


def _names(person: Person) -> set[str]:
    student = person.student
    return {fold(student.name), fold(student.email), fold(student.email.partition("@")[0]), *person.files}


def _canvas_names(person: Person) -> set[str]:
    """Canvas writes "Doe, Jane" as `doejane`."""
    words = re.findall(r"\w+", fold(person.student.name))
    return {"".join(words[i:] + words[:i]) for i in range(len(words))}


def fold(text: str) -> str:
    """Return the form in which two spellings of one name are equal: composed, without case or outer blanks."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def read_roster(path: Path, assignment: str, zone: tzinfo) -> Roster:
    """Read a roster for one assignment.

    Columns, in any order: `name`; `email`; `sid` (the institution's number), `canvas`, `moodle`; `section`; `files`,
    other names that the person's files carry, separated by semicolons; `extension`, days (`+2`) or a date; `extra`,
    points and a reason (`1.5 found a mistake`). The last two may speak of one assignment: `extension:em_exercise`.

    Raises
    ------
    AuthorError
        With one line for each cell that cannot be understood.
    """
    (_, head), *rows = read_rows(path, _PLAIN) or [(1, [])]
    fields = [fold(field) for field in head]
    wrong: list[AuthorError] = []
    for field in fields:
        name, colon, of = field.partition(":")
        if not (name in _AGREED if colon and of else name in (*_PLAIN, *_AGREED)):
            wrong.append(
                AuthorError(path, 1, f"unknown column `{field}`{nearest(field, [*_PLAIN, *_AGREED])}")
            )
    if "name" not in fields:
        wrong.append(AuthorError(path, 1, "no column `name`"))
    people: dict[str, Person] = {}
    seen: set[tuple[str, str]] = set()
    for line, row in rows if not wrong else ():
        try:
            if len(row) > len(fields):
                raise ValueError("more cells than there are columns")
            person = _person({key: cell.strip() for key, cell in zip(fields, row)}, assignment, zone)  # noqa: B905
            mine = {(name, fold(getattr(person.student, name))) for name in _NUMBERS}
            mine = {one for one in mine if one[1]} or {("name", fold(person.student.name))}
            if twice := sorted(mine & seen):
                raise ValueError(f"{twice[0][1]} stands in an earlier row, too")
            seen |= mine
            people[person.student.key] = person
        except ValueError as error:
            wrong.append(AuthorError(path, line, str(error)))
    if wrong:
        raise AuthorErrors(wrong)
    return Roster(tuple(people.values()))


def read_rows(path: Path, first: Iterable[str]) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file that a person wrote, empty ones left out, each with the line on which it ends.

    Parameters
    ----------
    path : Path
        In UTF-8, with commas, or with semicolons as a spreadsheet writes them where commas are in numbers.
    first : iterable of str
        What the first column may be called.

    Raises
    ------
    AuthorError
        When it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            semicolons = file.readline().startswith(tuple(f"{name};" for name in first))
            file.seek(0)
            reader = csv.reader(file, strict=True, delimiter=";" if semicolons else ",")
            return [(reader.line_num, row) for row in reader if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AuthorError(path, 0, f"cannot be read as CSV in UTF-8: {error}") from None


def _person(row: dict[str, str], assignment: str, zone: tzinfo) -> Person:
    who = {name: row.get(name, "") for name in _PLAIN[:-1]}
    if not who["name"]:
        raise ValueError("no name")
    key = next(
        value for value in (who["email"], who["sid"], who["canvas"], who["moodle"], who["name"]) if value
    )
    agreed = {name: row.get(f"{name}:{fold(assignment)}") or row.get(name, "") for name in _AGREED}
    number, _, reason = agreed["extra"].partition(" ")
    try:
        extra = float(number.replace(",", ".").replace("−", "-")) if number else 0.0
        if not math.isfinite(extra):
            raise ValueError
    except ValueError:
        raise ValueError(
            f"`extra` should be points and a reason, as in `1.5 found a mistake`; it is {agreed['extra']!r}"
        ) from None
    files = tuple(fold(name) for name in row.get("files", "").split(";") if name.strip())
    return Person(
        Student(f"roster:{fold(key)}", **who),
        files,
        _extension(agreed["extension"], zone),
        extra,
        reason.strip(),
    )


def _extension(text: str, zone: tzinfo) -> timedelta | datetime | None:
    if not text:
        return None
    if match := re.fullmatch(r"\+?(\d{1,3}(?:\.\d+)?)(?: *d(?:ays?)?)?", text):
        return timedelta(days=float(match[1]))
    for read in (date.fromisoformat, datetime.fromisoformat):
        with contextlib.suppress(ValueError):
            return end_of(read(text), zone)
    raise ValueError(f"`extension` should be days (+2) or a date (2025-03-14); it is {text!r}")
