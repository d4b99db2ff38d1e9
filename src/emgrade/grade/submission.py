"""Read what a student handed in: a notebook, a percent script, or the zip that the export cell writes."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from emkit.notebook.handin import RECEIPT, Receipt

from ..errors import SubmissionError
from ..model import Note
from ..notebook import ANSWER_TAGS

# Far above honest work: a notebook full of pictures has 20 MB. Together they bound what the judge reads, before any
# limit of the sandbox holds.
MAX_BYTES = 100_000_000
MAX_MEMBERS = 2_000
MAX_CELLS = 10_000
_IGNORED = "otter_ignore"
# Trouble of the machine that reads: no fault of the submission's, which is tried again.
_OURS = {errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.ESTALE}


@dataclass(frozen=True, slots=True)
class CodeCell:
    """One code cell: its text, the tests that its metadata asks for, and whether it is marked as an answer."""

    source: str
    tests: tuple[str, ...] = ()
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission, read.

    Attributes
    ----------
    name : str
        The path as given.
    notebook : dict
        The notebook as JSON, version 4.
    extra : dict
        Path -> bytes of the other files in an export zip.
    sha256 : str
        Hash of the notebook's file.
    """

    name: str
    notebook: dict[str, Any]
    extra: dict[str, bytes] = field(default_factory=dict)
    sha256: str = ""

    @property
    def label(self) -> tuple[str | None, str | None]:
        """The assignment and the version stamp that the notebook carries, where it carries them."""
        found = _dict(_dict(self.notebook.get("metadata")).get("emgrade"))
        name, stamp = found.get("assignment"), found.get("stamp")
        return (name if isinstance(name, str) else None, stamp if isinstance(stamp, str) else None)

    @property
    def receipt(self) -> Note | None:
        """What `export` wrote beside the notebook, and whether this is still that notebook."""
        if RECEIPT not in self.extra:
            return None
        try:
            kept = Receipt(**{key: value[:80] for key, value in json.loads(self.extra[RECEIPT]).items()})
        except (ValueError, TypeError, AttributeError, RecursionError):
            return Note("changed", f"The zip's {RECEIPT} cannot be read.")
        if kept.sha256 != self.sha256:
            return Note("changed", f"{kept} The notebook handed in is not the one that was exported then.")
        return Note("receipt", str(kept))

    @property
    def code_cells(self) -> tuple[CodeCell, ...]:
        """The code cells that count: those without Otter's `otter_ignore`."""
        code = [
            cell for cell in self.notebook["cells"] if cell["cell_type"] == "code" and not _is_ignored(cell)
        ]
        return tuple(CodeCell(cell["source"], _tests_of(cell), _is_answer(cell)) for cell in code)


def accept(path: Path, assignment: str) -> Submission:
    """Read a submission and refuse one of another assignment.

    Raises
    ------
    SubmissionError
        When it cannot be read or belongs elsewhere.
    """
    submission = read_submission(path)
    name, _ = submission.label
    if name is not None and name != assignment:
        raise SubmissionError(f"{path.name}: a notebook of the assignment {name[:80]}, not of {assignment}")
    return submission


def read_submission(path: Path) -> Submission:
    """Read a submission.

    Raises
    ------
    SubmissionError
        With one sentence that says why it cannot be graded.
    """
    readers = {".zip": _read_zip, ".ipynb": _read_notebook, ".py": _read_script}
    reader = readers.get(path.suffix.lower())
    try:
        if path.is_dir():
            return _read_folder(path)
        data = _bytes(path)
        if reader is None:
            raise SubmissionError(
                f"{path.name}: neither a notebook (.ipynb), a script (.py) nor an export zip (.zip)"
            )
        return replace(reader(path.name, data), name=str(path))
    except (OSError, RecursionError, MemoryError) as error:
        if isinstance(error, OSError) and error.errno in _OURS:
            raise
        raise SubmissionError(f"{path.name}: too large or too deep to be read") from None


def _read_folder(folder: Path) -> Submission:
    """Read what Gradescope unpacked: one notebook, or one export zip, or one script, and files beside it."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    files = [path for path in files if not _is_hidden(PurePosixPath(path.relative_to(folder)))]
    # Whoever zips a folder hands in a notebook one level down.
    for anywhere, suffix in (
        (False, ".ipynb"),
        (False, ".zip"),
        (False, ".py"),
        (True, ".ipynb"),
        (True, ".zip"),
    ):
        found = [
            path for path in files if path.suffix.lower() == suffix and (anywhere or path.parent == folder)
        ]
        if suffix == ".py":
            found = [path for path in found if path.name != "__init__.py"]
        if len(found) > 1:
            names = ", ".join(path.name for path in found[:5])
            raise SubmissionError(f"{folder.name}: hand in one notebook; found {names}")
        if found:
            submission = read_submission(found[0])
            beside = [path for path in files if path != found[0]]
            extra = submission.extra | _beside(folder, found[0].parent, beside)
            return replace(submission, name=str(folder), extra=extra)
    raise SubmissionError(
        f"{folder.name}: neither a notebook (.ipynb), a script (.py) nor an export zip (.zip)"
    )


def _beside(folder: Path, book: Path, paths: list[Path]) -> dict[str, bytes]:
    """Read the files beside a notebook: path below the notebook's folder, or below the whole one -> bytes."""
    if len(paths) > MAX_MEMBERS or sum(path.stat().st_size for path in paths) > MAX_BYTES:
        raise SubmissionError(f"{folder.name}: too many or too large files beside the notebook")
    return {
        path.relative_to(book if path.is_relative_to(book) else folder).as_posix(): path.read_bytes()
        for path in paths
    }


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise SubmissionError(f"{path.name}: there is no such file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SubmissionError(
                f"{path.name}: {size // 1_000_000} MB; {MAX_BYTES // 1_000_000} MB is the most"
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _OURS:
            raise
        raise SubmissionError(
            f"{path.name}: cannot be read ({getattr(error, 'strerror', None) or error})"
        ) from None
    if not data:
        raise SubmissionError(f"{path.name}: the file is empty")
    return data


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{name}: not UTF-8 text (byte {error.start})") from None


def _read_notebook(name: str, data: bytes) -> Submission:
    text = _text(name, data)
    try:
        raw: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise SubmissionError(f"{name}: not a notebook; the file is not JSON{where}") from None
    if not isinstance(raw, dict) or type(raw.get("nbformat")) is not int:
        raise SubmissionError(f"{name}: JSON, but not a notebook")
    if raw["nbformat"] < 4:
        raw = _upgraded(name, text)
    elif raw["nbformat"] > 4:
        raise SubmissionError(
            f"{name}: a notebook of format {raw['nbformat']}; 4 is the newest that is known"
        )
    cells = raw.get("cells")
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise SubmissionError(f"{name}: a notebook without a list of cells, or with more than {MAX_CELLS}")
    notebook = {**raw, "metadata": _dict(raw.get("metadata")), "cells": [_cell(name, cell) for cell in cells]}
    return Submission(name, notebook, sha256=hashlib.sha256(data).hexdigest())


def _cell(name: str, cell: Any) -> dict[str, Any]:
    """Return the cell with its text as one string and its metadata as an object."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw", "heading"):
        raise SubmissionError(f"{name}: a notebook with a cell that is neither code nor text")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SubmissionError(f"{name}: a notebook whose cells are not text")
    # A lone surrogate is no character: no file and no compiler takes it.
    plain = source.encode("utf-8", "replace").decode("utf-8")
    return {**cell, "source": plain, "metadata": _dict(cell.get("metadata"))}


def _upgraded(name: str, text: str) -> dict[str, Any]:
    import nbformat

    try:
        found: dict[str, Any] = json.loads(nbformat.writes(nbformat.reads(text, as_version=4)))
    except Exception as error:  # nbformat raises many kinds for odd notebooks
        raise SubmissionError(
            f"{name}: an old notebook that cannot be read ({type(error).__name__})"
        ) from None
    return found


def _read_script(name: str, data: bytes) -> Submission:
    import jupytext

    text = _text(name, data)
    try:
        notebook = json.dumps(jupytext.reads(text, fmt="py:percent"))
    except Exception as error:  # jupytext parses the head as YAML, which raises many kinds and holds any type
        raise SubmissionError(f"{name}: a script that cannot be read ({type(error).__name__})") from None
    return _read_notebook(name, notebook.encode())


def _read_zip(name: str, data: bytes) -> Submission:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _members(name, archive)
    except SubmissionError:
        raise
    except Exception as error:  # a malformed archive raises whatever its decompressor raises
        raise SubmissionError(f"{name}: not a readable zip ({type(error).__name__})") from None
    books = [f for f in files if f.lower().endswith(".ipynb") and not f.endswith("-checkpoint.ipynb")]
    if len(books) != 1:
        found = ", ".join(sorted(books)[:5]) or "none"
        raise SubmissionError(f"{name}: a submission zip holds one notebook; found {found}")
    book, above = _read_notebook(f"{name}/{books[0]}", files.pop(books[0])), books[0].rpartition("/")[0]
    return replace(book, extra={f.removeprefix(f"{above}/"): data for f, data in files.items()})


def _members(name: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [i for i in archive.infolist() if not i.is_dir() and _is_safe(i)]
    if len(members) > MAX_MEMBERS:
        raise SubmissionError(f"{name}: holds more than {MAX_MEMBERS} files")
    files, left = {}, MAX_BYTES
    for member in members:
        # The size in the directory may lie, so count what really comes out.
        with archive.open(member) as source:
            content = source.read(left + 1)
        left -= len(content)
        if left < 0:
            raise SubmissionError(f"{name}: unpacks to more than {MAX_BYTES // 1_000_000} MB")
        # "./a//b" is "a/b": whoever writes the files goes by their parts.
        files["/".join(PurePosixPath(member.filename).parts)] = content
    return files


def _is_safe(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a plain file below the folder that it is unpacked into, and not the file system's own."""
    path, kind = PurePosixPath(member.filename), member.external_attr >> 28
    plain = kind in (0, 8) and "\\" not in member.filename and "\0" not in member.filename
    return (
        plain
        and not _is_hidden(path)
        and not path.is_absolute()
        and ".." not in path.parts
        and bool(path.parts)
    )


def _is_hidden(path: PurePosixPath) -> bool:
    """Whether a file is one that the operating system or Jupyter keeps for itself."""
    return any(part.startswith(".") for part in path.parts) or path.parts[:1] == ("__MACOSX",)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_ignored(cell: dict[str, Any]) -> bool:
    tags = cell["metadata"].get("tags")
    return (isinstance(tags, list) and _IGNORED in tags) or bool(
        _dict(cell["metadata"].get("otter")).get("ignore")
    )


def _is_answer(cell: dict[str, Any]) -> bool:
    tags = cell["metadata"].get("tags")
    return isinstance(tags, list) and any(tag in ANSWER_TAGS for tag in tags if isinstance(tag, str))


def _tests_of(cell: dict[str, Any]) -> tuple[str, ...]:
    tests = _dict(cell["metadata"].get("otter")).get("tests")
    return tuple(name for name in tests if isinstance(name, str)) if isinstance(tests, list) else ()
