"""What the grading environment holds: the kit's locked packages, or the course's, which `emgrade lock` makes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..errors import AuthorError, EngineError
from ..model import Assignment
from ..settings import config_line

NAME = "requirements-grade.lock"
KIT = Path(__file__).parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def required(assignment: Assignment) -> list[str]:
    """Return what an assignment adds to the course's base: a list, or the lines of a file beside the source.

    Raises
    ------
    AuthorError
        When it is neither, or a line is no requirement.
    """
    given, line = assignment.config.get("requirements") or [], config_line(assignment, "requirements")
    if isinstance(given, str):
        rows = (assignment.path.parent / given).read_text("utf-8").splitlines()
        given = [text for row in rows if (text := row.partition("#")[0].strip())]
    if not isinstance(given, list):
        raise AuthorError(assignment.path, line, f"`requirements` should be a list; it is {given!r}")
    for one in given:
        try:
            Requirement(str(one))
        except InvalidRequirement:
            raise AuthorError(
                assignment.path, line, f"`requirements` names {one!r}, which is no package"
            ) from None
    return list(map(str, given))


def home(assignments: Path) -> Path:
    """Return the folder with the lock that holds for a course."""
    return assignments if (assignments / NAME).is_file() else KIT


def missing(assignment: Assignment) -> Iterator[AuthorError]:
    """Yield what an assignment requires and the Gradescope zip would not install."""
    pins: dict[str, list[str]] = {}
    for name, version in _PIN.findall((home(assignment.path.parents[1]) / NAME).read_text("utf-8")):
        pins.setdefault(canonicalize_name(name), []).append(version)
    for text in required(assignment):
        one = Requirement(text)
        versions = pins.get(canonicalize_name(one.name), [])
        if not any(one.specifier.contains(version, prereleases=True) for version in versions):
            found = f"holds {one.name} {' and '.join(versions)}" if versions else f"does not hold {one.name}"
            reason = (
                f"the grading environment {found}, but `requirements` asks for {text}; run `emgrade lock`"
            )
            yield AuthorError(assignment.path, config_line(assignment, "requirements"), reason)


def write_lock(assignments: Path, wanted: list[str]) -> int:
    """Resolve the kit's own needs and the course's into `assignments/requirements-grade.lock`; return how many pins.

    The kit's pins are kept, so that what was tested stays.

    Raises
    ------
    EngineError
        When uv cannot resolve them; its reason is told.
    """
    command = (
        f"{sys.executable} -m uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header "
        f"--no-annotate --no-emit-index-url --constraint {KIT / NAME} {KIT / 'requirements-grade.in'} - -o {NAME}"
    ).split(" ")
    done = subprocess.run(
        command, input="\n".join(wanted), cwd=assignments, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EngineError(f"uv cannot resolve the course's requirements:\n{done.stderr.strip()}")
    return len(_PIN.findall((assignments / NAME).read_text("utf-8")))
