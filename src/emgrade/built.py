"""Whether anything changed since an assignment was built, told from the files alone, without a heavy import."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .project import Project

_LIBRARIES = ("otter-grader", "jupytext", "nbformat", "numpy", "hatchling")  # what decides on a build's bytes

Row = dict[str, Any]


def unchanged(project: Project, name: str) -> Row | None:
    """Return what was told of the last build, if nothing that it read or wrote has changed since; else None."""
    if not project.is_course:  # what is built lies beside the source there
        return None
    try:
        kept: Row = json.loads(_record(project, name).read_bytes())
    except (OSError, ValueError):
        return None
    return kept["row"] if kept.get("fingerprint") == _fingerprint(project, name) else None


def remember(project: Project, name: str, row: Row) -> None:
    """Keep what there is to tell of a build that was just published."""
    if not project.is_course:
        return
    kept = {"fingerprint": _fingerprint(project, name), "row": {**row, "stale": []}}
    _record(project, name).write_text(json.dumps(kept), encoding="utf-8")


def _record(project: Project, name: str) -> Path:
    return project.autograder(name).with_name(f".{name}.built")


def _fingerprint(project: Project, name: str) -> str:
    """A hash of what a build reads, source, settings, locks and this program, and of what it wrote."""
    beside = [path for path in project.assignments.iterdir() if path.is_file()]
    locks = [path for path in project.root.iterdir() if path.suffix in (".lock", ".toml")]
    folders = (project.student(name), project.autograder(name), project.solutions(name))
    wrote = [*folders, project.handout(name), project.zip(name)]
    digest = hashlib.sha256(_program().encode())
    _add(digest, [*sorted(beside), *sorted(locks), project.source(name).parent, *wrote])
    return digest.hexdigest()


@functools.cache
def _program() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for library in _LIBRARIES:
        try:
            digest.update(f"{library} {version(library)}\0".encode())
        except PackageNotFoundError:
            digest.update(f"{library} missing\0".encode())
    _add(digest, [Path(__file__).parent, Path(__file__).parent.parent / "emkit"])
    return digest.hexdigest()


def _add(digest: Any, places: Iterable[Path]) -> None:
    """Add files, and folders with everything in them; of a link where it points to."""
    for place in places:
        found = sorted(_files(place)) if place.is_dir() else [place]
        for path in found:
            digest.update(f"{path}\0".encode())
            if path.is_symlink():
                digest.update(str(path.readlink()).encode())
            elif path.is_file():
                digest.update(hashlib.sha256(path.read_bytes()).digest())


def _files(folder: Path) -> Iterable[Path]:
    for root, names, files in os.walk(folder):
        names[:] = [name for name in names if name != "__pycache__"]
        yield from (
            Path(root, name) for name in (*files, *names) if name in files or Path(root, name).is_symlink()
        )
