"""An Otter master notebook, in memory, from an `Assignment`."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from ..lint import OUR_KEYS, OUR_QUESTION_KEYS
from ..model import Assignment
from ..rubric import as_markdown, read_rubric
from ..source import READ_ONLY, is_config, tests_setting

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
_TELL = re.compile(r"(?im)(\A\"+ *# *BEGIN *TEST *CONFIG *\n(?:(?!.*END *TEST *CONFIG).*\n)*?)tell *:.*\n")
_NEW: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def master_notebook(assignment: Assignment, seed: int | None) -> nbformat.NotebookNode:
    """Return the notebook that `otter assign` splits: the source's cells, one for one, and a complete config."""
    cells = [
        _config_cell(assignment, seed) if is_config(c) else _NEW[c.kind](without_tell(c.source))
        for c in assignment.cells
    ]
    if assignment.path.suffix == ".ipynb" and tests_setting(assignment).get("ok_format"):
        _keep_outputs(assignment, cells)
    _place_rubrics(assignment, cells)
    book: nbformat.NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": dict(KERNELSPEC)})
    return book


def without_tell(source: str) -> str:
    """Leave `tell` out of a test's settings: Otter does not know it."""
    return _TELL.sub(r"\1", source)


def _config_cell(assignment: Assignment, seed: int | None) -> nbformat.NotebookNode:
    config: dict[str, Any] = {k: v for k, v in assignment.config.items() if k not in OUR_KEYS}
    for key in READ_ONLY:  # read by now; the zip has an environment of its own, see lock.py
        config.pop(key, None)
    config.update(name=assignment.name, run_tests=False, tests=tests_setting(assignment))
    config["files"] = [*assignment.files, "emkit"]
    config.setdefault("init_cell", True)
    config.setdefault("export_cell", {"pdf": False, "run_tests": True})
    generate = config.get("generate")
    config["generate"] = {
        "seed": seed,
        "show_stdout": False,
        "print_summary": False,
        "logo": False,
        **(generate if isinstance(generate, dict) else {}),
    }
    cell: nbformat.NotebookNode = new_raw_cell(
        "# ASSIGNMENT CONFIG\n" + yaml.safe_dump(config, sort_keys=True)
    )
    return cell


def _place_rubrics(assignment: Assignment, cells: list[nbformat.NotebookNode]) -> None:
    """Move each rubric from the question's settings, which Otter would refuse, to the end of its solution."""
    # What is written from a `formula` has the line of its question, too, and stands behind its settings.
    where = {cell.line: number for number, cell in reversed([*enumerate(assignment.cells)])}
    for question in reversed(assignment.questions):  # from the end, so that numbers in front stay true
        rubric = read_rubric(question.settings.get("rubric"))
        if not OUR_QUESTION_KEYS.intersection(question.settings):
            continue
        settings = {key: value for key, value in question.settings.items() if key not in OUR_QUESTION_KEYS}
        cells[where[question.line]].source = "# BEGIN QUESTION\n" + yaml.safe_dump(settings, sort_keys=False)
        if rubric and question.answer:
            cells.insert(where[question.answer[-1].line] + 1, new_markdown_cell(as_markdown(rubric)))


def _keep_outputs(assignment: Assignment, cells: list[nbformat.NotebookNode]) -> None:
    """Otter reads the expected values of OK-format tests from the outputs saved in a master notebook."""
    saved = (cell for cell in nbformat.read(assignment.path, as_version=4).cells if cell.cell_type == "code")
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output(**output) for output in next(saved).outputs]
