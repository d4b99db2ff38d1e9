"""`emgrade init` and `emgrade new`: begin a course, an assignment or a question, which pass `check` as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources
from itertools import count
from pathlib import Path

from .errors import EmgradeError
from .headings import corrected
from .project import Project
from .source import read_assignment

_SKELETON = resources.files("emgrade").joinpath("skeleton")
_COURSE = {
    "course.toml.txt": "assignments/course.toml",
    "gitignore.txt": ".gitignore",
    "README.md.txt": "README.md",
    "workflow.yml.txt": ".github/workflows/check.yml",
}
_ANSWERS = """\
# Known answers of each question: wrong ones with the score they must get, and right ones in another style.
# `code` (or `value`, where the answer cell assigns one name) takes the place of the answer cell.
"""
_ANSWER_NAMES = {
    "function": "spread",
    "formula": "speed",
    "choice": "moves",
    "value": "waiting",
    "data": "group_means",
}


def begin_course(folder: Path) -> list[Path]:
    """Write the files of a new course below `folder` and return them; a file that is there already is kept.

    Raises
    ------
    EmgradeError
        When there is a course already, in this folder or around it.
    """
    for place in (folder.resolve(), *folder.resolve().parents):
        if (place / "assignments" / "course.toml").is_file():
            raise EmgradeError(f"There is a course already: {place / 'assignments' / 'course.toml'}.")
    written = []
    for template, target in _COURSE.items():
        path = folder / target
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            text = _SKELETON.joinpath("course", template).read_text("utf-8")
            path.write_text(text.replace("COURSE", folder.resolve().name), encoding="utf-8")
            written.append(path)
    return [*written, *create(Project(folder.resolve()), "first_steps", ("function",))]


def create(project: Project, name: str, kinds: Sequence[str]) -> list[Path]:
    """Write questions of these kinds, at the end of assignment `name` or as a new one; return the files written.

    Raises
    ------
    EmgradeError
        When the name cannot be a folder, a zip and a gradebook column.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise EmgradeError(
            f"{name!r} cannot name an assignment: use small letters, digits and _, beginning with a letter."
        )
    if name == "emkit":
        raise EmgradeError("An assignment cannot be named emkit: the package of that name travels with each.")
    folder = project.assignments / name
    source, answers = folder / f"{name}.py", folder / "answers.toml"
    if folder.exists() and not source.is_file():
        raise EmgradeError(f"There is already a folder assignments/{name}, without {name}.py.")
    if not folder.exists():
        folder.mkdir()
        text = _SKELETON.joinpath("assignment.py.txt").read_text("utf-8")
        source.write_text(text.replace("TITLE", name.replace("_", " ").capitalize()), encoding="utf-8")
    if not answers.exists():
        answers.write_text(_ANSWERS, encoding="utf-8")
    written = [source, answers]
    for kind in kinds:
        written += _add(source, answers, kind)
    source.write_text(corrected(read_assignment(source)), encoding="utf-8")
    return written


def _add(source: Path, answers: Path, kind: str) -> list[Path]:
    text = source.read_text("utf-8")
    # Not how many there are: one may have been taken out, or have a name of its own.
    taken = [question.name for question in read_assignment(source).questions]
    taken += re.findall(r"\bq\d+\b", text + answers.read_text("utf-8"))
    number = next(n for n in count(1) if f"q{n}" not in taken)
    answer = _ANSWER_NAMES.get(kind, "")
    if answer and re.search(rf"\b{answer}\b", text):
        answer = f"{answer}_{number}"
    added = []
    if kind == "data":
        added.append(source.parent / "data" / "heights.csv")
        text = _listing(text, "data/heights.csv")
        if not added[0].exists():
            added[0].parent.mkdir(exist_ok=True)
            added[0].write_bytes(_SKELETON.joinpath("questions", "heights.csv").read_bytes())
    parts = {"py": text, "toml": answers.read_text("utf-8")}
    for part, path in (("py", source), ("toml", answers)):
        template = _SKELETON.joinpath("questions", f"{kind}.{part}.txt")
        if template.is_file():
            fresh = re.sub(r"\bN\b|(?<=\bq)N\b", str(number), template.read_text("utf-8"))
            path.write_text(
                parts[part].rstrip("\n") + "\n" + fresh.replace("ANSWER", answer), encoding="utf-8"
            )
    return added


def _listing(text: str, file: str) -> str:
    """Return a source whose config names a file under `files:`."""
    if file in text.partition('"""\n\n')[0]:
        return text
    if found := re.search(r"^files: *\[", text, re.MULTILINE):
        return text[: found.end()] + f"{file}, " + text[found.end() :]
    if found := re.search(r"^files:\n", text, re.MULTILINE):
        return text[: found.end()] + f"  - {file}\n" + text[found.end() :]
    return re.sub(r"^(# ASSIGNMENT CONFIG\n)", rf"\1files: [{file}]\n", text, count=1, flags=re.MULTILINE)
