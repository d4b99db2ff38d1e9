"""The only writer of `student/`, `autograder/` and `solutions/`: all of an assignment's folders change, or none."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from ..project import Project
from .bundle import Bundle
from .gradescope import zip_files
from .otter import EXECUTABLE, Files, read_tree, write_tree
from .wheel import CHECKOUT, project_wheel


def targets(project: Project, name: str, bundle: Bundle) -> dict[Path, Files]:
    """Which folder each version belongs to."""
    return {
        project.student(name): bundle.student,
        project.autograder(name): bundle.autograder,
        project.solutions(name): bundle.solutions,
    }


def stale(project: Project, name: str, bundle: Bundle) -> list[str]:
    """Return the published files that differ from the bundle, as paths below the project's root."""
    found = []
    for folder, files in targets(project, name, bundle).items():
        published = read_tree(folder) if folder.is_dir() else {}
        differing = {p for p in files.keys() | published.keys() if files.get(p) != published.get(p)}
        found += [(folder / p).relative_to(project.root).as_posix() for p in sorted(differing)]
    return found


def publish(project: Project, name: str, bundle: Bundle) -> None:
    """Replace the three folders of an assignment; on any error what was published before stays."""
    folders = targets(project, name, bundle)
    fresh = {folder: folder.with_name(f".{name}.new") for folder in folders}
    old = {folder: folder.with_name(f".{name}.old") for folder in folders}
    try:
        for folder, files in folders.items():
            shutil.rmtree(fresh[folder], ignore_errors=True)
            write_tree(files, fresh[folder])
        _swap(fresh, old)
    finally:
        for leftover in (*fresh.values(), *old.values()):
            shutil.rmtree(leftover, ignore_errors=True)


def write_gradescope_zip(project: Project, name: str, bundle: Bundle) -> None:
    """Write `autograder/<name>.zip`, what an instructor uploads: the bundle, this project's wheel, how to run them."""
    wheel, data = project_wheel()
    write_zip({**bundle.autograder, **zip_files(CHECKOUT), wheel: data}, project.zip(name))


def write_zip(files: Files, path: Path) -> None:
    """Write a zip whose bytes depend on nothing but its content: sorted names, one date, no compression."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (0o755 if name in EXECUTABLE else 0o644) << 16
            archive.writestr(entry, files[name])
    fresh.replace(path)


def _swap(fresh: dict[Path, Path], old: dict[Path, Path]) -> None:
    done: list[Path] = []
    try:
        for folder in fresh:
            shutil.rmtree(old[folder], ignore_errors=True)
            if folder.exists():
                folder.rename(old[folder])
            done.append(folder)
            fresh[folder].rename(folder)
    except OSError:
        for folder in done:
            if old[folder].exists():
                shutil.rmtree(folder, ignore_errors=True)
                old[folder].rename(folder)
        raise
