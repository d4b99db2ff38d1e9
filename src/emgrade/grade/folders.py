"""Lay out a submission's work folder, and remove what its code leaves behind."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

OPEN_TO_ALL = ("/dev/shm", "/tmp", "/var/tmp")  # the first one also where Landlock holds


def lay_out(work: Path, template: Path, files: dict[str, bytes], user: int | None) -> None:
    """Make the work folder: the student's other files first, the assignment's own over them, as Otter does.

    Done before any code of the student's runs, so nothing in the folder can be a trap. The assignment's packages are
    linked where the student's process has a user of its own, who cannot write to them.
    """
    owner = -1 if user is None else user
    work.mkdir(mode=0o700)
    os.chown(work, owner, owner)
    linked = set() if user is None else _packages(template) - {_first(name) for name in files if "/" in name}
    for name in linked:
        (work / name).symlink_to(template / name)
    made = {str(work)}
    for name, data in (files | _contents(template)).items():
        if _first(name) not in linked:
            with contextlib.suppress(OSError):
                _write(str(work), name, data, owner, made)


def _first(name: str) -> str:
    return name.partition("/")[0]


def _write(work: str, name: str, data: bytes, owner: int, made: set[str]) -> None:
    path = f"{work}/{name}"
    _make_folders(path.rpartition("/")[0], owner, made)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    try:
        os.write(handle, data)
        os.fchown(handle, owner, owner)
    finally:
        os.close(handle)


def _make_folders(folder: str, owner: int, made: set[str]) -> None:
    if folder not in made:
        _make_folders(folder.rpartition("/")[0], owner, made)
        made.add(folder)
        os.mkdir(folder, 0o755)  # noqa: PTH102
        os.chown(folder, owner, owner)


@cache
def _contents(template: Path) -> dict[str, bytes]:
    """Read the assignment's files once for all submissions."""
    paths = [path for path in sorted(template.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return {path.relative_to(template).as_posix(): path.read_bytes() for path in paths}


@cache
def _packages(template: Path) -> frozenset[str]:
    return frozenset(path.parent.name for path in template.glob("*/__init__.py"))


def remove(folder: Path) -> None:
    """Remove a folder even where the student took the permissions away."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for parent, folders, _ in os.walk(folder):
            for name in folders:
                with contextlib.suppress(OSError):
                    Path(parent, name).chmod(0o700, follow_symlinks=False)
        shutil.rmtree(folder, ignore_errors=True)


def sweep(user: int, folders: tuple[str, ...] = OPEN_TO_ALL) -> None:
    """Remove what a user left in folders that everybody may write to."""
    for path in _files_of(user, folders):
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _files_of(user: int, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == user:
                        yield Path(entry.path)
