"""The only writer of `student/`, `autograder/` and `solutions/`: all of an assignment's versions change, or none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath

import emkit

from ..project import Project
from . import lock
from .bundle import Versions
from .gradescope import zip_files
from .otter import Files, zip_bytes
from .wheel import project_wheel

Tree = dict[str, bytes | PurePosixPath]
"""Path -> the bytes of a file, or where a link points to."""


def folders(project: Project, name: str, versions: Versions) -> dict[Path, Tree]:
    """Which folder each version belongs to, and what it holds."""
    return {
        folder: _with_link(project, folder, files)
        for folder, files in (
            (project.student(name), versions.student),
            (project.autograder(name), versions.autograder),
            (project.solutions(name), versions.solutions),
        )
    }


def zips(project: Project, name: str, versions: Versions) -> dict[Path, bytes]:
    """Return what people download: a student's folder, and what an instructor uploads to Gradescope."""
    wheel, data = project_wheel()
    return {
        project.handout(name): zip_bytes({f"{name}/{path}": d for path, d in versions.student.items()}),
        project.zip(name): zip_bytes(
            {**versions.autograder, **zip_files(lock.home(project.assignments)), wheel: data}
        ),
    }


def stale(project: Project, name: str, versions: Versions) -> list[str]:
    """Return the published files that differ from what would be built, as paths below the project's root."""
    found = []
    for folder, tree in folders(project, name, versions).items():
        published = _published(folder)
        differing = {p for p in tree.keys() | published.keys() if tree.get(p) != published.get(p)}
        found += [(folder / p).relative_to(project.root).as_posix() for p in sorted(differing)]
    return found


def publish(project: Project, name: str, versions: Versions) -> None:
    """Replace an assignment's folders and zips where they differ; on any error what was published before stays."""
    trees = {f: t for f, t in folders(project, name, versions).items() if t != _published(f)}
    archives = zips(project, name, versions)
    fresh = {target: target.with_name(f".{target.name}.new") for target in (*trees, *archives)}
    old = {target: target.with_name(f".{target.name}.old") for target in fresh}
    try:
        for target, place in fresh.items():
            _remove(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target in archives:
                place.write_bytes(archives[target])
            else:
                _write(trees[target], place)
        _swap(fresh, old)
    finally:
        for leftover in (*fresh.values(), *old.values()):
            _remove(leftover)


def _with_link(project: Project, folder: Path, files: Files) -> Tree:
    """In a checkout of this project there is one emkit, which every folder links to; elsewhere each has a copy."""
    package = Path(emkit.__file__).resolve().parent
    if not package.is_relative_to(project.root.resolve()):
        return dict(files)
    tree: Tree = {}
    for path, data in files.items():
        place = next((p for p in ("emkit", "files/emkit") if path.startswith(f"{p}/")), None)
        if place is None:
            tree[path] = data
        else:
            tree[place] = PurePosixPath(os.path.relpath(package, (folder / place).parent.resolve()))
    return tree


def _published(folder: Path) -> Tree:
    tree: Tree = {}
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            tree[inside] = PurePosixPath(path.readlink())
        elif path.is_file() and "__pycache__" not in path.parts:
            tree[inside] = path.read_bytes()
    return tree


def _write(tree: Tree, folder: Path) -> None:
    for name, data in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, PurePosixPath):
            path.symlink_to(data)
        else:
            path.write_bytes(data)


def _swap(fresh: dict[Path, Path], old: dict[Path, Path]) -> None:
    done: list[Path] = []
    first = [target for target in fresh if not target.exists()]
    try:
        for target in fresh:
            _remove(old[target])
            done.append(target)
            if target.exists():
                target.rename(old[target])
            fresh[target].rename(target)
    except BaseException:  # Ctrl-C, too
        for target in done:
            if old[target].exists() or target in first:
                _remove(target)
            if old[target].exists():
                old[target].rename(target)
        raise


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
