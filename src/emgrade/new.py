"""`emgrade new`: begin an assignment from the skeleton, which builds and passes `check` as it is."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from .errors import EmgradeError
from .project import Project

_FILES = {"source.py.txt": "{name}.py", "answers.toml.txt": "answers.toml"}


def create(project: Project, name: str) -> list[Path]:
    """Write the skeleton as assignment `name` and return the files written.

    Raises
    ------
    EmgradeError
        When the name cannot be a folder, a zip and a gradebook column, or is taken.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise EmgradeError(
            f"{name!r} cannot name an assignment: use small letters, digits and _, beginning with a letter."
        )
    folder = project.assignments / name
    if folder.exists():
        raise EmgradeError(f"There is already a folder assignments/{name}.")
    folder.mkdir()
    written = []
    for template, target in _FILES.items():
        text = resources.files("emgrade").joinpath("skeleton", template).read_text(encoding="utf-8")
        path = folder / target.format(name=name)
        path.write_text(text.replace("TITLE", name.replace("_", " ").capitalize()), encoding="utf-8")
        written.append(path)
    return written
