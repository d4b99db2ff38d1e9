"""The only caller of `otter assign`."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import nbformat

import emkit

from ..bundle import walk
from ..errors import AuthorError
from ..model import Assignment
from ..source import FILE_KEYS

Files = dict[str, bytes]
EXECUTABLE = frozenset({"run_autograder", "setup.sh"})


def split(assignment: Assignment, master: nbformat.NotebookNode) -> tuple[Files, Files, Files]:
    """Run `otter assign` on a master in a scratch folder; return the student's, the solution's and the zip's files.

    Raises
    ------
    AuthorError
        For whatever Otter refuses, with the line of the cell it names.
    """
    with tempfile.TemporaryDirectory(prefix="emgrade-") as scratch:
        work = Path(scratch)
        _lay_out(assignment, master, work)
        _assign(assignment, work / f"{assignment.name}.ipynb", work / "dist")
        autograder = work / "dist" / "autograder"
        zips = list(autograder.glob("*.zip"))
        inside = _read_zip(zips[0]) if zips else {}
        for path in zips:
            path.unlink()
        return read_tree(work / "dist" / "student"), read_tree(autograder), inside


def read_tree(folder: Path) -> Files:
    """Return every file below a folder, by its path with forward slashes; byte code is left out."""
    return {inside: path.read_bytes() for inside, path in walk(folder).items()}


def write_tree(files: Files, folder: Path) -> None:
    """Write path -> bytes below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def zip_bytes(files: Files) -> bytes:
    """Return a zip whose bytes depend on nothing but its content: sorted names, one date, no compression."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (0o755 if name in EXECUTABLE else 0o644) << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def _lay_out(assignment: Assignment, master: nbformat.NotebookNode, work: Path) -> None:
    nbformat.write(master, work / f"{assignment.name}.ipynb")
    shutil.copytree(Path(emkit.__file__).parent, work / "emkit", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (name for key in FILE_KEYS for name in assignment.config.get(key) or ()):
        source, target = assignment.path.parent / name, work / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)


def run_assign(master: Path, target: Path) -> None:
    """Run `otter assign` on a master notebook.

    Raises
    ------
    AuthorError
        With the first line of what Otter says, when it refuses.
    """
    from otter.assign import main  # 0.7 s of imports that nothing else needs

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            main(str(master), str(target), no_run_tests=True, no_pdfs=True)
    except Exception as error:  # Otter raises many kinds
        raise AuthorError(master, 0, (str(error).splitlines() or [type(error).__name__])[0]) from error


def _assign(assignment: Assignment, master: Path, target: Path) -> None:
    try:
        run_assign(master, target)
    except AuthorError as error:
        cell = re.search(r"\bcell (?:number )?(\d+)\b", error.reason)
        reason = error.reason.replace(f"{master.parent}{os.sep}", "")
        raise AuthorError(assignment.path, _line(assignment, cell), f"otter assign: {reason}") from error


def _line(assignment: Assignment, match: re.Match[str] | None) -> int:
    number = int(match[1]) if match else 0
    return assignment.cells[number - 1].line if 0 < number <= len(assignment.cells) else 0


def _read_zip(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
