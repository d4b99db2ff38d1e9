"""What the grading environment holds: the kit's locked packages, or the course's, which `emgrade lock` makes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..errors import AuthorError, EngineError
from ..imports import modules, statements
from ..model import Assignment
from ..settings import config_line

NAME = "requirements-grade.lock"
KIT = Path(__file__).parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def required(assignment: Assignment) -> list[str]:
    """Return what an assignment adds to the course's base: a list, or the lines of a file, and its Conda environment.

    Raises
    ------
    AuthorError
        When it is neither, or an entry of the list is no requirement.
    """
    given, line = assignment.config.get("requirements") or [], config_line(assignment, "requirements")
    if isinstance(given, str):
        rows = (assignment.path.parent / given).read_text("utf-8").splitlines()
        # A row such as `-r more.txt` is pip's own business; it is told by `missing`.
        return [text for row in rows if (text := row.partition(" #")[0].strip()) and text[0] != "#"] + _conda(
            assignment
        )
    if not isinstance(given, list):
        raise AuthorError(assignment.path, line, f"`requirements` should be a list; it is {given!r}")
    for one in given:
        try:
            Requirement(str(one))
        except InvalidRequirement:
            raise AuthorError(
                assignment.path, line, f"`requirements` names {one!r}, which is no package"
            ) from None
    return list(map(str, given)) + _conda(assignment)


def _conda(assignment: Assignment) -> list[str]:
    """The packages of `environment:` in pip's words; Conda gives most of them the same name."""
    given = assignment.config.get("environment")
    found = yaml.safe_load((assignment.path.parent / str(given)).read_text("utf-8")) if given else {}
    packages: list[str] = []
    for one in (found or {}).get("dependencies") or ():
        if isinstance(one, dict):
            packages += map(str, one.get("pip") or ())
        else:
            name, _, rest = str(one).rpartition("::")[2].replace(" ", "").partition("=")
            if name.lower() not in ("python", "pip"):
                version = rest.lstrip("=").partition("=")[0]  # what follows is Conda's build
                packages.append(
                    f"{name}={rest}" if name[-1:] in "<>!" else f"{name}=={version}" if rest else name
                )
    return packages


def home(*folders: Path) -> Path:
    """Return the folder with the lock that holds for a course: the first one that has a lock, else the kit."""
    return next((folder for folder in folders if (folder / NAME).is_file()), KIT)


def missing(assignment: Assignment, *, strict: bool = True) -> Iterator[AuthorError]:
    """Yield what the Gradescope zip would not install of what an assignment requires, and of what it imports.

    What is imported without being required is a warning; so is all where not `strict`.
    """
    pins: dict[str, list[str]] = {}
    line = config_line(assignment, "requirements")
    places = (assignment.path.parents[1], assignment.path.parent)  # a master outside of a course has its own
    for name, version in _PIN.findall((home(*places) / NAME).read_text("utf-8")):
        pins.setdefault(canonicalize_name(name), []).append(version)
    for text in required(assignment):
        try:
            one = Requirement(text)
        except InvalidRequirement:
            reason = f"`requirements` names {text!r}, which `emgrade lock` cannot lock"
            yield AuthorError(assignment.path, line, reason, warning=not strict)
            continue
        # Named even where it is not held: an import of it needs no word more.
        versions = pins.setdefault(canonicalize_name(one.name), [])
        if not any(one.specifier.contains(version, prereleases=True) for version in versions):
            found = f"holds {one.name} {' and '.join(versions)}" if versions else f"does not hold {one.name}"
            reason = (
                f"the grading environment {found}, but `requirements` asks for {text}; run `emgrade lock`"
            )
            yield AuthorError(assignment.path, line, reason, warning=not strict)
    yield from _undeclared(assignment, pins)


_packages = cache(packages_distributions)  # import -> what is installed and brings it


def _undeclared(assignment: Assignment, held: Collection[str]) -> Iterator[AuthorError]:
    """Yield each import of a package that is not held: it may be on this machine, and will not be on Gradescope's."""
    known = {"emkit", *sys.stdlib_module_names, *(path.stem for path in assignment.path.parent.iterdir())}
    for cell in assignment.cells:
        for node in statements(cell.source) if cell.kind == "code" else ():
            for name in (module.partition(".")[0] for module in modules(node)):
                if name in known or canonicalize_name(name) in held:
                    continue
                known.add(name)
                packages = _packages().get(name, [name])
                if not any(canonicalize_name(package) in held for package in packages):
                    reason = (
                        f"`{name}` is imported, and the grading environment does not hold {packages[0]}; "
                        "name it under `requirements:`"
                    )
                    yield AuthorError(assignment.path, cell.line + node.lineno - 1, reason, warning=True)


def write_lock(assignments: Path, wanted: list[str]) -> int:
    """Resolve the kit's own needs and the course's into `assignments/requirements-grade.lock`; return how many pins.

    The kit's pins are kept, so that what was tested stays.

    Raises
    ------
    EngineError
        When uv cannot resolve them; its reason is told.
    """
    options = "--quiet --universal --python-version 3.10 --generate-hashes"
    options += " --no-header --no-annotate --no-emit-index-url"
    files = ["--constraint", KIT / NAME, KIT / "requirements-grade.in", "-", "-o", NAME]
    command = [sys.executable, "-m", "uv", "pip", "compile", *options.split(), *map(str, files)]
    done = subprocess.run(
        command, input="\n".join(wanted), cwd=assignments, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EngineError(f"uv cannot resolve the course's requirements:\n{done.stderr.strip()}")
    return len(_PIN.findall((assignments / NAME).read_text("utf-8")))
