"""What an autograder folder asks: its questions, and a fingerprint of each, so that a changed test is noticed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from emgrade.errors import EmgradeError
from emgrade.gradebook import QuestionInfo

_HEADING = re.compile(r"^#{2,4} +(?P<title>.+?)(?: +`[^`]*points?`)?\s*$")
_CHECK = re.compile(r"grader\.check\(['\"](\w+)['\"]\)")
_NUMBERED = re.compile(r"Question (\d+)\.(\d+)\b")
_EQUATION = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_PER_QUESTION = ("stamp", "title", "questions", "reads")


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """An autograder folder, read once.

    Attributes
    ----------
    fingerprints : dict
        Per automatic question a hash of its tests, points and observed names.
    shared : str
        A hash of everything else that can change a score: data files, settings, limits, this program's version.
    """

    folder: Path
    assignment: str
    title: str
    stamp: str
    questions: tuple[QuestionInfo, ...]
    fingerprints: dict[str, str]
    shared: str

    def changed(self, earlier: Mapping[str, str], shared: str) -> tuple[str, ...]:
        """Return the questions whose score may differ from one given under earlier fingerprints."""
        if shared != self.shared:
            return tuple(self.fingerprints)
        return tuple(name for name, print_ in self.fingerprints.items() if earlier.get(name) != print_)


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
    prints = {one.name: _fingerprint(folder, profile, one.name) for one in questions if not one.manual}
    stamp, title = str(profile.get("stamp", "")), str(profile.get("title", name))
    return BundleFacts(folder, name, title, stamp, questions, prints, _shared(folder, profile))


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


def _fingerprint(folder: Path, profile: Mapping[str, Any], name: str) -> str:
    test = folder / "tests" / f"{name}.py"
    facts = [one for one in profile["questions"] if one["name"] == name]
    reads = profile.get("reads", {}).get(name)
    about = json.dumps([facts, reads], sort_keys=True).encode()
    return hashlib.sha256((test.read_bytes() if test.is_file() else b"") + about).hexdigest()


def _shared(folder: Path, profile: Mapping[str, Any]) -> str:
    total = hashlib.sha256(_version().encode())
    rest = {key: value for key, value in profile.items() if key not in _PER_QUESTION}
    total.update(json.dumps(rest, sort_keys=True).encode())
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        skip = inside.parts[0] in ("tests", "profile.json", "__pycache__") or path.suffix in (
            ".zip",
            ".whl",
            ".pyc",
        )
        if path.is_file() and not skip:
            total.update(inside.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _version() -> str:
    try:
        return version("em-course-kit")
    except PackageNotFoundError:
        return ""
