"""Settings: `course.toml` and an assignment's `grading:`, through one model that refuses what it does not know."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Struct

from .bundle import Engine, Limits, Visibility
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

    @property
    def limits(self) -> Limits:
        """What a submission may cost."""
        return Limits(**{name: getattr(self, name) for name in Limits.__struct_fields__})


class Course(Struct, frozen=True, forbid_unknown_fields=True):
    """`course.toml`: the order of the assignments, and what they share."""

    order: Annotated[tuple[str, ...], Meta(description="a list of names")] = ()
    grading: Annotated[Grading, Meta(description="a table")] = Grading()


def read_course(path: Path) -> Course:
    """Read `course.toml`.

    Raises
    ------
    AuthorError
        With one line for each setting that is not known or has a wrong value.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise AuthorError(path, int(line[1]) if line else 0, f"not valid TOML: {error}") from None
    grading = found.get("grading")
    wrong = [*_wrong(found, Course), *(_wrong(grading, Grading) if isinstance(grading, dict) else ())]
    if wrong:
        raise AuthorErrors([AuthorError(path, line_of(text, key), reason) for key, reason in wrong])
    return msgspec.convert(found, Course)


def grading_of(assignment: Assignment, course: Course) -> Grading:
    """Return the course's settings with the assignment's own over them; `wrong_grading` has checked these."""
    return msgspec.structs.replace(course.grading, **(assignment.config.get("grading") or {}))


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
        elif not (isinstance(value, dict) and key == "grading"):  # A table has messages of its own.
            try:
                msgspec.convert(value, fields[key])
            except msgspec.ValidationError:
                yield key, f"`{key}` should be {_described(fields[key])}; it is {value!r}"


def _described(kind: Any) -> str:
    kinds = [kind, *getattr(kind, "__args__", ())]
    return next(str(meta.description) for one in kinds for meta in getattr(one, "__metadata__", ()))
