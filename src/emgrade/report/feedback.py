"""Feedback pages in the layouts that Moodle and Canvas take back, and a list to mail them with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from emgrade.gradebook import ClassRun, Grade
from emgrade.report.tables import to_csv

PAGE = "feedback.html"


def page_of(folder: Path, grade: Grade) -> Path | None:
    """Return where a student's page is."""
    return folder / "students" / grade.entry.id / PAGE if grade.entry is not None else None


def mail_merge(run: ClassRun, folder: Path) -> str:
    """Return one row for each student who has a page: to whom, how many points, what to attach."""
    rows = [
        [
            one.student.name,
            one.student.email,
            one.student.section,
            one.total,
            one.possible,
            str(page.resolve()),
        ]
        for one in run.grades
        if (page := page_of(folder, one)) is not None
    ]
    return to_csv([["name", "email", "section", "points", "possible", "attachment"], *rows])


def moodle_zip(run: ClassRun, folder: Path) -> bytes:
    """Return the pages as "Upload multiple feedback files in a zip" takes them, nothing where nobody came from Moodle.

    Moodle cuts a name at its underscores: full name, participant, then the plugin that the file answers.
    """
    names = ((grade, grade.student.name.replace("_", " ").replace("/", " ")) for grade in run.grades)
    return _zip(
        (f"{name}_{grade.student.moodle}_assignsubmission_file_{PAGE}", page)
        for grade, name in names
        if grade.student.moodle and (page := page_of(folder, grade)) is not None
    )


def canvas_zip(run: ClassRun, folder: Path) -> bytes:
    """Return the pages as "Upload submissions" takes them: each named like the file that it answers."""
    return _zip(_canvas_pages(run, folder))


def _canvas_pages(run: ClassRun, folder: Path) -> Iterator[tuple[str, Path]]:
    for grade in run.grades:
        page = page_of(folder, grade)
        if page is not None and grade.entry is not None and grade.student.identified_by == "Canvas file name":
            yield PurePosixPath(grade.entry.origin).with_suffix(".html").name, page


def _zip(pages: Iterable[tuple[str, Path]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in pages:
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
        found = bool(archive.namelist())
    return stream.getvalue() if found else b""
