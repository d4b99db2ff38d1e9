"""Read what a student handed in: a notebook, a percent script, or the zip that the export cell writes."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from ..errors import SubmissionError

MAX_BYTES = 100_000_000


@dataclass(frozen=True)
class Submission:
    """One submission, read.

    Attributes
    ----------
    name : str
        The path as given.
    notebook : NotebookNode
        Version 4.
    extra : dict
        Path -> bytes of the other files in an export zip.
    """

    name: str
    notebook: nbformat.NotebookNode
    extra: dict[str, bytes]

    @property
    def label(self) -> tuple[str | None, str | None]:
        """The assignment and the version stamp that the notebook carries, where it carries them."""
        data = self.notebook.get("metadata", {}).get("emgrade", {})
        found = data if isinstance(data, dict) else {}
        name, stamp = found.get("assignment"), found.get("stamp")
        return (name if isinstance(name, str) else None, stamp if isinstance(stamp, str) else None)


def read_submission(path: Path) -> Submission:
    """Read a submission.

    Raises
    ------
    SubmissionError
        With one sentence that says why it cannot be graded.
    """
    if not path.exists():
        raise SubmissionError(f"{path.name}: there is no such file")
    if path.is_dir():
        raise SubmissionError(f"{path.name}: a folder, not a notebook")
    size = path.stat().st_size
    if size == 0:
        raise SubmissionError(f"{path.name}: the file is empty")
    if size > MAX_BYTES:
        raise SubmissionError(f"{path.name}: {size // 1_000_000} MB; {MAX_BYTES // 1_000_000} MB is the most")
    readers = {".zip": _read_zip, ".ipynb": _read_notebook, ".py": _read_script}
    if path.suffix.lower() not in readers:
        raise SubmissionError(
            f"{path.name}: neither a notebook (.ipynb), a script (.py) nor an export zip (.zip)"
        )
    notebook, extra = readers[path.suffix.lower()](path.name, path.read_bytes())
    return Submission(str(path), notebook, extra)


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{name}: not UTF-8 text (byte {error.start})") from None


def _read_notebook(name: str, data: bytes) -> tuple[nbformat.NotebookNode, dict[str, bytes]]:
    text = _text(name, data)
    try:
        raw: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, ValueError) else " (nested too deep)"
        raise SubmissionError(f"{name}: not a notebook; the file is not JSON{where}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise SubmissionError(f"{name}: JSON, but not a notebook")
    try:
        notebook = nbformat.reads(text, as_version=4)
        cells = [(c.cell_type, c.source) for c in notebook.cells]
    except Exception as error:  # nbformat raises many kinds for odd notebooks
        raise SubmissionError(f"{name}: a notebook that cannot be read ({type(error).__name__})") from None
    if not all(isinstance(kind, str) and isinstance(source, str) for kind, source in cells):
        raise SubmissionError(f"{name}: a notebook whose cells are not text")
    return notebook, {}


def _read_script(name: str, data: bytes) -> tuple[nbformat.NotebookNode, dict[str, bytes]]:
    try:
        return jupytext.reads(_text(name, data), fmt="py:percent"), {}
    except SubmissionError:
        raise
    except Exception as error:
        raise SubmissionError(f"{name}: a script that cannot be read ({type(error).__name__})") from None


def _read_zip(name: str, data: bytes) -> tuple[nbformat.NotebookNode, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [i for i in archive.infolist() if not i.is_dir()]
            if sum(i.file_size for i in members) > MAX_BYTES:
                raise SubmissionError(f"{name}: unpacks to more than {MAX_BYTES // 1_000_000} MB")
            files = {i.filename: archive.read(i) for i in members if _is_safe(i.filename)}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise SubmissionError(f"{name}: not a readable zip ({error})") from None
    books = [f for f in files if f.endswith(".ipynb") and not f.startswith((".", "__MACOSX"))]
    if len(books) != 1:
        found = ", ".join(sorted(books)) or "none"
        raise SubmissionError(f"{name}: a submission zip holds one notebook; found {found}")
    notebook, _ = _read_notebook(f"{name}/{books[0]}", files.pop(books[0]))
    return notebook, files


def _is_safe(name: str) -> bool:
    return (
        not name.startswith(("/", "\\")) and ".." not in Path(name).parts and not name.startswith("__MACOSX")
    )
