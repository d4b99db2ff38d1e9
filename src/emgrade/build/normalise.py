"""Make what Otter wrote the same on every day, in every folder and on every Python."""

from __future__ import annotations

import json
import traceback
from typing import Any

import nbformat

from ..errors import AuthorError
from ..model import Assignment, Case, Question
from ..source import tests_setting
from .handout import FIRST_CELL, without_otter
from .master import KERNELSPEC
from .otter import Files

_TEST_FILE = """from otter.test_files import test_case

OK_FORMAT = False

name = {name!r}
points = {points!r}
{all_or_nothing}"""


def notebook(assignment: Assignment, data: bytes) -> bytes:
    """Return a notebook with numbered cell ids, plain metadata and the version stamp."""
    found = nbformat.reads(data.decode(), as_version=4)
    for number, cell in enumerate(found.cells):
        cell["id"] = f"cell-{number:03d}"
        if cell.source.startswith("# Initialize Otter") and without_otter(assignment):
            cell["source"] = FIRST_CELL.format(name=assignment.name)
        if cell.cell_type == "code":
            cell["outputs"], cell["execution_count"] = [], None
    otter = {k: v for k, v in found.metadata.get("otter", {}).items() if k != "require_no_pdf_confirmation"}
    found["metadata"] = nbformat.from_dict(
        {
            "kernelspec": dict(KERNELSPEC),
            "language_info": {"name": "python"},
            "otter": otter,
            "emgrade": {"assignment": assignment.name, "stamp": assignment.stamp},
        }
    )
    found["nbformat"], found["nbformat_minor"] = 4, 5
    nbformat.validate(found)
    return (json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def test_files(assignment: Assignment, files: Files, folder: str, *, hidden: bool) -> Files:
    """Return Otter's test files with the bodies as their author wrote them.

    Otter prints bodies with `ast.unparse`, whose result depends on the Python version and puts a whole table of slips
    on the one line that a failing check shows.

    Raises
    ------
    AuthorError
        When a test file cannot be loaded; Otter would report that all of its tests passed.
    """
    exceptions = not tests_setting(assignment).get("ok_format")
    written: Files = {}
    for question in assignment.automatic:
        path = f"{folder}{question.name}.py"
        if path not in files:
            continue
        cases = [case for case in question.cases if hidden or not case.hidden]
        text = _render(question, cases) if exceptions else files[path].decode()
        try:
            exec(compile(text, path, "exec"), {})
        except Exception as error:
            reason = f"{question.name}: its tests cannot be loaded: {type(error).__name__}: {error}"
            row = traceback.extract_tb(error.__traceback__)[-1].lineno or 0
            begun = sum(line.startswith("@test_case(") for line in text.splitlines()[:row])
            line = cases[begun - 1].line if begun else question.line
            raise AuthorError(assignment.path, line, reason) from None
        written[path] = text.encode()
    return written


def _render(question: Question, cases: list[Case]) -> str:
    settings = question.settings
    points: Any = settings.get("points")
    if isinstance(points, dict):
        points = points.get("each", 1) * len(question.cases)
    elif isinstance(points, list):
        points = [p for p, case in zip(points, question.cases, strict=True) if case in cases]
    head = _TEST_FILE.format(
        name=question.name,
        points=points,
        all_or_nothing="all_or_nothing = True\n" if settings.get("all_or_nothing") else "",
    )
    return head + "".join(f"\n\n{_decorator(case)}\n{case.source.strip()}\n" for case in cases)


def _decorator(case: Case) -> str:
    messages = [
        f", {key}={text!r}"
        for key, text in (
            ("success_message", case.success_message),
            ("failure_message", case.failure_message),
        )
        if text is not None
    ]
    return f"@test_case(points={case.points!r}, hidden={case.hidden}{''.join(messages)})"
