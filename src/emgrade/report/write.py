"""Write everything that comes out of a run into its folder, each file in one go."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import msgspec

from emgrade.gradebook import ClassRun
from emgrade.report import feedback, tables
from emgrade.report.pages import class_page, student_page
from emgrade.report.plain import class_data, gradescope
from emgrade.written import Answer

REPORT = "report.html"


def write_report(run: ClassRun, folder: Path) -> Path:
    """Write the page on the class and return its path."""
    return _write(folder / REPORT, class_page(run))


def write_exports(
    run: ClassRun,
    folder: Path,
    results_of: Callable[[str], Mapping[str, Any]],
    written: Mapping[str, Sequence[Answer]],
    canvas_id: str = "",
) -> None:
    """Write the CSV files, the run as JSON, and for each student a folder with results and feedback.

    Parameters
    ----------
    results_of : callable
        Gives the complete `results.json` of an entry by its id; asked for one at a time, so memory stays flat.
    written : dict
        Id of an entry -> its answers to written questions.
    canvas_id : str
        The number that Canvas knows the assignment by.
    """
    _write(folder / "scores.csv", tables.scores(run))
    _write(folder / "found.csv", tables.found(run))
    _write(folder / "canvas.csv", tables.canvas(run, canvas_id))
    _write(folder / "moodle.csv", tables.moodle(run, datetime.now(timezone.utc)))
    _write(folder / "class.json", _json(class_data(run)))
    for entry in run.entries:
        if entry.state not in ("counts", "unreadable") or not entry.students:
            continue
        home = folder / "students" / entry.id
        home.mkdir(parents=True, exist_ok=True)
        result = run.results.get(entry.id)
        _write(home / "gradescope.json", _json(gradescope(entry, result, results_of(entry.id))))
        for page in feedback.pages(run):
            later = page == feedback.LATER
            text = student_page(run, entry, result, written.get(entry.id, ()), after_due_date=later)
            _write(home / page, text)
    _write_feedback(run, folder)


def _write_feedback(run: ClassRun, folder: Path) -> None:
    _write(folder / "mail-merge.csv", feedback.mail_merge(run, folder))
    for page in feedback.pages(run):
        for name, archive in (("moodle", feedback.moodle_zip), ("canvas", feedback.canvas_zip)):
            if data := archive(run, folder, page):
                end = Path(page).stem.removeprefix("feedback")
                write_bytes(folder / f"feedback-{name}{end}.zip", data)


def write_json(path: Path, data: object) -> None:
    """Write plain data as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, _json(data))


def write_marking(folder: Path, name: str, page: str, table: str) -> None:
    """Write one grader's page and file for one question."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.html", page)
    _write(folder / f"{name}.csv", table)


def _json(data: object) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return path  # of a large class most pages stay, and reading is a fraction of writing
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")  # another process may write the same file
    try:
        scratch.write_bytes(content)
        return scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _write(path: Path, content: str) -> Path:
    return write_bytes(path, content.encode("utf-8", errors="replace"))
