"""What an autograder folder asks, and a fingerprint of it, so that a changed test is noticed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import emkit
from emgrade import grade, model
from emgrade.errors import EmgradeError
from emgrade.gradebook import QuestionInfo

_HEADING = re.compile(r"^#{2,4} +(?P<title>.+?)(?: +`[^`]*points?`)?\s*$")
_CHECK = re.compile(r"grader\.check\(['\"](\w+)['\"]\)")
_NUMBERED = re.compile(r"Question (\d+)\.(\d+)\b")
_EQUATION = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_TEXT = ("stamp", "title")  # What students read; no score hangs on it.


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """An autograder folder, read once.

    Attributes
    ----------
    fingerprint : str
        A hash of everything that can change a score: tests, data files, settings, limits, the engine itself.
    """

    folder: Path
    assignment: str
    title: str
    stamp: str
    questions: tuple[QuestionInfo, ...]
    fingerprint: str


def read_bundle(folder: Path) -> BundleFacts:
    """Read `profile.json` and hash the rest.

    Raises
    ------
    EmgradeError
        When the folder is no autograder.
    """
    try:
        profile = json.loads((folder / "profile.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise EmgradeError(
            f"{folder} is no autograder: it has no readable profile.json. Run `emgrade build`."
        ) from None
    name = str(profile["assignment"])
    prompts = _prompts(folder.parent.parent / "student" / name / f"{name}.ipynb")
    questions = tuple(_question(one, prompts) for one in profile["questions"])
    stamp, title = str(profile.get("stamp", "")), str(profile.get("title", name))
    return BundleFacts(folder, name, title, stamp, questions, _fingerprint(folder, profile))


def _question(facts: Mapping[str, Any], prompts: Mapping[str, tuple[str, str]]) -> QuestionInfo:
    name = str(facts["name"])
    title, formula = prompts.get(name, ("", ""))
    points, manual = float(facts["points"]), bool(facts.get("manual", False))
    return QuestionInfo(name, str(facts.get("title") or title), points, manual, formula)


def _prompts(notebook: Path) -> dict[str, tuple[str, str]]:
    """Return heading and first equation of each question of the student notebook, if it is there.

    A question is known by the check cell that follows, or by its number: "Question 4.6" is `q4_6`.
    """
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    prompts: dict[str, tuple[str, str]] = {}
    heading, equation = "", ""
    for cell in cells:
        text = "".join(cell.get("source", ""))
        if cell.get("cell_type") != "markdown":
            prompts.update(dict.fromkeys(_CHECK.findall(text), (heading, equation)))
            continue
        for line in text.splitlines():
            if match := _HEADING.match(line):
                heading, equation = match["title"], ""
        found = _EQUATION.search(text)
        equation = equation or (found[1].strip() if found else "")
        if number := _NUMBERED.match(heading):
            prompts[f"q{number[1]}_{number[2]}"] = (heading, equation)
    return prompts


def _fingerprint(folder: Path, profile: Mapping[str, Any]) -> str:
    total = hashlib.sha256(engine_hash().encode())
    rest = {key: value for key, value in profile.items() if key not in _TEXT}
    total.update(json.dumps(rest, sort_keys=True).encode())
    for path in sorted(folder.rglob("*")):
        skip = path.name == "profile.json" or path.suffix in (".zip", ".whl", ".pyc")
        if path.is_file() and not skip:
            inside = path.relative_to(folder).as_posix()
            total.update(inside.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def engine_hash() -> str:
    """Return a hash of the code that grades: this package's, `emkit`'s, and the versions of what they stand on.

    The version number of this project stays the same from one commit to the next, so it says nothing.
    """
    total = hashlib.sha256(sys.version.encode())
    for name in ("otter-grader", "numpy", "scipy", "pandas", "ipython"):
        with contextlib.suppress(PackageNotFoundError):
            total.update(f"{name} {version(name)}".encode())
    engine = [*Path(grade.__file__).parent.rglob("*.py"), Path(model.__file__)]
    for path in sorted([*engine, *Path(emkit.__file__).parent.rglob("*.py")]):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
