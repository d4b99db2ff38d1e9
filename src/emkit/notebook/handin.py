"""The hand-in: is the saved file what was run, what does it answer, and a zip with a receipt."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECEIPT = "receipt.json"
PLACEHOLDER = "Type your answer here"
CHECK = re.compile(r"grader\.check\(\s*[\"']([^\"']+)[\"']")


class NotSubmittable(Exception):
    """Why no zip was written, as a sentence."""


class Watch:
    """Remembers the last text of every cell that ran, and when it began."""

    def __init__(self) -> None:
        self.ran: dict[str, tuple[str, float]] = {}

    def __call__(self, info: Any) -> None:
        """Take note of a cell; IPython's `pre_run_cell`. What VS Code runs unseen to list the names is no cell."""
        if not getattr(info, "store_history", True):
            return
        key = getattr(info, "cell_id", None) or info.raw_cell
        self.ran.pop(key, None)
        self.ran[key] = (_plain(info.raw_cell), time.time())


def read(data: bytes, name: str) -> dict[str, Any]:
    """Return a notebook.

    Raises
    ------
    NotSubmittable
        When the file is empty, cut off or something else.
    """
    try:
        book = json.loads(data.decode("utf-8"))
        cells = book["cells"]
        for cell in cells:
            cell["source"] = "".join(cell["source"])
    except (ValueError, KeyError, TypeError):
        what = "holds half a notebook" if data.strip() else "is empty"
        raise NotSubmittable(
            f"`{name}` on the disk {what}. Save the notebook and run this cell again."
        ) from None
    found: dict[str, Any] = book
    return found


def unsaved(book: Mapping[str, Any], ran: Mapping[str, tuple[str, float]], saved: float) -> list[str]:
    """Say which cells ran after the file was saved with a text that the file does not hold.

    Parameters
    ----------
    book : dict
        The notebook as saved.
    ran : dict
        Of a `Watch`; the cell that asks is its last one and does not count.
    saved : float
        When the file was written, in seconds since 1970.
    """
    texts, places = {_plain(cell["source"]) for cell in book["cells"]}, _places(book)
    return [
        f"{places.get(key, 'A cell')} (`{_first_line(text)}`) ran at {_clock(began)} and is not saved."
        for key, (text, began) in list(ran.items())[:-1]
        if began > saved and text and text not in texts
    ]


def warnings(
    book: Mapping[str, Any], ran: Mapping[str, tuple[str, float]], questions: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Say what a hand-in lacks that is no reason to refuse it: answers not run, checks deleted, texts not written."""
    texts, found = {text for text, _ in ran.values()}, []
    answers: list[str] = []
    checked, stale = set(), []
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            if (
                "END QUESTION" in cell["source"]
            ):  # a question that a person grades has no check below its answer
                answers = []
            continue
        names = CHECK.findall(cell["source"])
        if "otter_answer_cell" in cell.get("metadata", {}).get("tags", ()) and cell["source"].strip():
            answers.append(_plain(cell["source"]))
        if names:
            stale += names if ran and not texts.issuperset(answers) else []
            checked.update(names)
            answers = []
    if stale:
        found.append(f"{_count(len(stale), 'question')} not run since the last change: {', '.join(stale)}.")
    lost = [q["name"] for q in questions if not q["manual"] and q["name"] not in checked]
    if lost:
        found.append(
            f"The check cells of {', '.join(lost)} are missing; these are graded after the last cell."
        )
    blank = sum(cell["cell_type"] == "markdown" and PLACEHOLDER in cell["source"] for cell in book["cells"])
    if blank:
        found.append(f'{_count(blank, "written answer")} still "{PLACEHOLDER}" in the saved file.')
    return found


@dataclass(frozen=True)
class Receipt:
    """What settles which notebook was handed in: the hash of its bytes, when, and of which version."""

    sha256: str
    time: str
    assignment: str
    stamp: str

    @property
    def code(self) -> str:
        """The hash in short, to be read aloud."""
        return "-".join(self.sha256[i : i + 4] for i in range(0, 12, 4))

    def __str__(self) -> str:
        return f"Receipt {self.code}: {self.assignment}, version {self.stamp}, exported {self.time}."


def write(path: Path, name: str, data: bytes, book: Mapping[str, Any], files: Iterable[Path]) -> Receipt:
    """Write the zip in one piece and read it back.

    Raises
    ------
    NotSubmittable
        When it cannot be written.
    """
    label = book.get("metadata", {}).get("emgrade", {})
    receipt = Receipt(
        hashlib.sha256(data).hexdigest(),
        time.strftime("%Y-%m-%d %H:%M:%S %z"),
        str(label.get("assignment", Path(name).stem)),
        str(label.get("stamp", "unknown")),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.writestr(RECEIPT, json.dumps(vars(receipt), indent=1))
        archive.writestr("__zip_filename__", path.name)
        for file in files:
            for member in sorted(file.rglob("*")) if file.is_dir() else [file]:
                if member.is_file():
                    archive.write(member)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(packed.getvalue())
        fresh.replace(path)
        with zipfile.ZipFile(path) as archive:
            same = archive.read(name) == data
    except (OSError, zipfile.BadZipFile) as error:
        raise NotSubmittable(f"`{path}` could not be written: {error}.") from None
    if not same:
        raise NotSubmittable(f"`{path}` does not hold what was written to it. Is the disk full?")
    return receipt


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _places(book: Mapping[str, Any]) -> dict[str, str]:
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return {cell.get("id", ""): f"Code cell {number}" for number, cell in enumerate(code, start=1)}


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith("#")] or [text]
    line = lines[0].replace("`", "'")
    return line if len(line) <= 40 else line[:37] + "..."


def _count(number: int, what: str) -> str:
    return f"1 {what} is" if number == 1 else f"{number} {what}s are"


def _clock(seconds: float) -> str:
    return time.strftime("%H:%M", time.localtime(seconds))
