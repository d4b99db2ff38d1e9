"""Write everything that comes out of a run into its folder, each file in one go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from emgrade.gradebook import ClassRun
from emgrade.report import tables
from emgrade.report.pages import class_page, student_page
from emgrade.report.plain import class_data, gradescope

REPORT = "report.html"


def write_report(run: ClassRun, folder: Path) -> Path:
    """Write the page on the class and return its path."""
    return _write(folder / REPORT, class_page(run))


def write_exports(run: ClassRun, folder: Path, results_of: Callable[[str], Mapping[str, Any]]) -> None:
    """Write the CSV files, the run as JSON, and for each student a folder with results and feedback.

    Parameters
    ----------
    results_of : callable
        Gives the complete `results.json` of an entry by its id; asked for one at a time, so memory stays flat.
    """
    _write(folder / "scores.csv", tables.scores(run))
    _write(folder / "found.csv", tables.found(run))
    _write(folder / "canvas.csv", tables.canvas(run))
    _write(folder / "moodle.csv", tables.moodle(run))
    _write(folder / "class.json", _json(class_data(run)))
    for entry in run.entries:
        if entry.state not in ("counts", "unreadable") or not entry.students:
            continue
        home = folder / "students" / entry.id
        home.mkdir(parents=True, exist_ok=True)
        result = run.results.get(entry.id)
        _write(home / "gradescope.json", _json(gradescope(entry, result, results_of(entry.id))))
        _write(home / "feedback.html", student_page(run, entry, result))


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _write(path: Path, content: str) -> Path:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text(content, encoding="utf-8", newline="", errors="replace")
    return scratch.replace(path)
