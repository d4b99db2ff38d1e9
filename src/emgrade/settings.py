"""Settings: `course.toml` and an assignment's `grading:`, through one model that refuses what it does not know."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta, Struct

from .bundle import Attempts, Engine, Limits, Minutes, PerDay, Visibility
from .errors import AuthorError, AuthorErrors
from .model import Assignment

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Grading(Limits, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`[grading]` of `course.toml`, and `grading:` of an assignment, which overrides it key by key."""

    engine: Annotated[Engine, Meta(description="isolated or otter")] = "isolated"
    seed: Annotated[int, Meta(ge=0, lt=2**32, description="a whole number from 0 up")] | None = None
    visibility: Annotated[Visibility, Meta(description="one of " + ", ".join(get_args(Visibility)))] = (
        "visible"
    )
    adapters: Annotated[tuple[str, ...], Meta(description="a list of modules that stand under `files:`")] = ()
    shown_per_day: PerDay = 0
    cool_down_minutes: Minutes = 0.0
    # `at_once` is said question by question: whoever says it has thought of what the sentences give away.
    tell: Annotated[Literal["after_due_date", "never"], Meta(description="after_due_date or never")] = "never"

    @property
    def limits(self) -> Limits:
        """What a submission may cost."""
        return Limits(**{name: getattr(self, name) for name in Limits.__struct_fields__})

    @property
    def attempts(self) -> Attempts:
        """How often students see what hidden tests gave."""
        return Attempts(shown_per_day=self.shown_per_day, cool_down_minutes=self.cool_down_minutes)


Percent = Annotated[float, Meta(ge=0, le=100, description="a number of percent, from 0 to 100")]


class Late(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`[late]` of `course.toml`: what late work costs.

    Attributes
    ----------
    grace_minutes : float
        So late is still in time.
    percent_per_day, percent_per_hour : float
        Of the points earned, for each day or hour that has begun after the due date.
    floor : float
        What is left of the points earned, in percent, however late the work is.
    free_days : int
        Late days that a student may spend over the whole course before anything is taken off.
    counts : str
        Of several submissions the last one counts, or the best one.
    """

    grace_minutes: Minutes = 0.0
    percent_per_day: Percent = 0
    percent_per_hour: Percent = 0
    floor: Percent = 0
    free_days: Annotated[int, Meta(ge=0, description="a whole number from 0 up")] = 0
    counts: Annotated[Literal["last", "best"], Meta(description="last or best")] = "last"


class Course(Struct, frozen=True, forbid_unknown_fields=True):
    """`course.toml`: the order of the assignments, what they share, when they are due and what late work costs.

    With `strict` our rules hold for master notebooks, too, which are warned of otherwise.
    """

    order: Annotated[tuple[str, ...], Meta(description="a list of names")] = ()
    strict: Annotated[bool, Meta(description="true or false")] = False
    grading: Annotated[Grading, Meta(description="a table")] = Grading()
    time_zone: Annotated[str, Meta(description="a name such as Europe/Berlin")] = "UTC"
    due: Annotated[dict[str, Any], Meta(description="a table of dates")] = {}
    late: Annotated[Late, Meta(description="a table")] = Late()

    @property
    def zone(self) -> ZoneInfo:
        """The course's time zone."""
        return ZoneInfo(self.time_zone)

    def deadline(self, assignment: str) -> datetime | None:
        """Return when an assignment is due; a date without a time means the end of that day in the course's zone."""
        value = self.due.get(assignment)
        return None if value is None else end_of(value, self.zone)


def end_of(value: date | datetime, zone: tzinfo) -> datetime:
    """Return the last moment that a date or a time allows; a time without a zone is in the given one."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max, zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def read_course(path: Path) -> Course:
    """Read `course.toml`.

    Raises
    ------
    AuthorError
        With one line for each setting that is not known or has a wrong value.
    """
    text, found = read_toml(path)
    tables = [(found.get(name), model) for name, model in (("grading", Grading), ("late", Late))]
    inner = [one for table, model in tables if isinstance(table, dict) for one in _wrong(table, model)]
    wrong = [*_wrong(found, Course), *inner, *_wrong_dates(found)]
    if wrong:
        raise AuthorErrors([AuthorError(path, line_of(text, key), reason) for key, reason in wrong])
    return msgspec.convert(found, Course)


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file, and what it says.

    Raises
    ------
    AuthorError
        With the line of the mistake.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise AuthorError(path, 0, f"not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        reason = str(error)[: line.start()] if line else str(error)
        raise AuthorError(path, int(line[1]) if line else 0, f"not valid TOML: {reason}") from None


def grading_of(assignment: Assignment, course: Course) -> Grading:
    """Return the course's settings with the assignment's own over them; `wrong_grading` has checked these.

    The course's seed is for percent sources: Otter would not reseed the cells of a master that does not ask for it.
    """
    shared = course.grading
    if assignment.path.suffix == ".ipynb":
        shared = msgspec.structs.replace(shared, seed=None)
    return msgspec.structs.replace(shared, **(assignment.config.get("grading") or {}))


def wrong_grading(assignment: Assignment) -> Iterator[AuthorError]:
    """Yield every setting under an assignment's `grading:` that is not known or has a wrong value."""
    grading = assignment.config.get("grading") or {}
    wrong = (
        _wrong(grading, Grading)
        if isinstance(grading, dict)
        else [("grading", "`grading` should hold `key: value` lines")]
    )
    for key, reason in wrong:
        yield AuthorError(assignment.path, config_line(assignment, key), reason)


def config_line(assignment: Assignment, key: str) -> int:
    """Line of a key in the assignment's config, or of the config itself."""
    cell = next((cell for cell in assignment.cells if cell.line == assignment.config_line), None)
    return assignment.config_line + max(0, line_of(cell.source, key) - 1 if cell else 0)


def nearest(name: object, known: Collection[str]) -> str:
    """Return "; did you mean `x`?" where a known name is near, else nothing."""
    near = difflib.get_close_matches(str(name), known, 1)
    return f"; did you mean `{near[0]}`?" if near else ""


def line_of(text: str, key: str) -> int:
    """Line of a key's first use in TOML or YAML, counted from 1; 0 where it is not found."""
    found = re.search(
        rf"(?<![\w.]){re.escape(key)}[\"']?\s*[=:]|^\s*\[{re.escape(key)}\]", text, re.MULTILINE
    )
    return text.count("\n", 0, found.end()) + 1 if found else 0


def _wrong(found: Mapping[str, Any], model: type[Struct]) -> Iterator[tuple[str, str]]:
    """Yield (key, reason) for every unknown key and every value of a wrong kind."""
    fields = {field.name: field.type for field in msgspec.structs.fields(model)}
    for key, value in found.items():
        if key not in fields:
            yield str(key), f"unknown key `{key}`{nearest(key, fields)}"
        elif not (isinstance(value, dict) and key in ("grading", "late")):  # A table has messages of its own.
            try:
                msgspec.convert(value, fields[key])
            except msgspec.ValidationError:
                yield key, f"`{key}` should be {_described(fields[key])}; it is {value!r}"


def _wrong_dates(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = found.get("time_zone", "UTC")
    if isinstance(name, str) and name not in (zones := available_timezones()):
        yield (
            "time_zone",
            f"`time_zone` should be a name such as Europe/Berlin; it is {name!r}{nearest(name, zones)}",
        )
    due = found.get("due", {})
    for key, value in due.items() if isinstance(due, dict) else ():
        if not isinstance(value, date):
            yield (
                key,
                f"`{key}` should be a date or a time, as in 2025-03-14 or 2025-03-14T18:00:00; it is {value!r}",
            )


def _described(kind: Any) -> str:
    kinds = [kind, *getattr(kind, "__args__", ())]
    return next(str(meta.description) for one in kinds for meta in getattr(one, "__metadata__", ()))
