"""Feedback pages in the layouts that Moodle and Canvas take back, and a list to mail them with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from emgrade.gradebook import ClassRun, Grade
from emgrade.report.tables import to_csv

PAGE, LATER = "feedback.html", "feedback-after-due-date.html"


def pages(run: ClassRun) -> tuple[str, ...]:
    """Return the names of a student's pages: a second one where something is told after the due date."""
    told = any(test.tell == "after_due_date" for question in run.questions for test in question.tests)
    return (PAGE, LATER) if told else (PAGE,)


def page_of(folder: Path, grade: Grade, page: str = PAGE) -> Path | None:
    """Return where a student's page is."""
    return folder / "students" / grade.entry.id / page if grade.entry is not None else None


def mail_merge(run: ClassRun, folder: Path) -> str:
    """Return one row for each student who has a page: to whom, how many points, what to attach now and later."""
    home = folder.resolve()
    rows = [
        [
            one.student.name,
            one.student.email,
            one.student.section,
            one.total,
            one.possible,
            *(str(file) for page in pages(run) if (file := page_of(home, one, page))),
        ]
        for one in run.grades
        if one.entry is not None
    ]
    attached = ["attachment", "after the due date"][: len(pages(run))]
    return to_csv([["name", "email", "section", "points", "possible", *attached], *rows])


def moodle_zip(run: ClassRun, folder: Path, page: str = PAGE) -> bytes:
    """Return the pages as "Upload multiple feedback files in a zip" takes them, nothing where nobody came from Moodle.

    Moodle cuts a name at its underscores: full name, participant, then the plugin that the file answers. The page for
    after the due date has the name of the first one, whose place it takes.
    """
    names = ((grade, grade.student.name.replace("_", " ").replace("/", " ")) for grade in run.grades)
    return _zip(
        (f"{name}_{grade.student.moodle}_assignsubmission_file_{PAGE}", file)
        for grade, name in names
        if grade.student.moodle and (file := page_of(folder, grade, page)) is not None
    )


def canvas_zip(run: ClassRun, folder: Path, page: str = PAGE) -> bytes:
    """Return the pages as "Upload submissions" takes them: each named like the file that it answers."""
    return _zip(_canvas_pages(run, folder, page))


def _canvas_pages(run: ClassRun, folder: Path, page: str) -> Iterator[tuple[str, Path]]:
    for grade in run.grades:
        file = page_of(folder, grade, page)
        if file is not None and grade.entry is not None and grade.student.identified_by == "Canvas file name":
            archive_or_file, inside = grade.entry.place
            yield PurePosixPath(inside or archive_or_file).with_suffix(".html").name, file


def _zip(files: Iterable[tuple[str, Path]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files:
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
        found = bool(archive.namelist())
    return stream.getvalue() if found else b""
