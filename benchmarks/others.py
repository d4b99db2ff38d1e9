"""Ways to grade or run a notebook, as commands: Otter, nbgrader, Jupyter, a bare `exec`, ours alone."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emgrade.bundle import PROFILE, read_profile, walk
from emgrade.grade import gradescope
from emgrade.grade.submission import read_submission

from .timing import run

ROOT = Path(__file__).parents[1]
Work = Callable[[], None]

# In an nbgrader test cell: runs each of the bundle's test functions on the notebook's names, as Otter does.
STAND_IN = """\
def test_case(**settings):
    def run(test):
        names = test.__code__.co_varnames[: test.__code__.co_argcount]
        test(**{name: globals().get(name) for name in names})
    return run
"""


def otter(bundle: Path, notebook: Path, scratch: Path) -> Work:
    """`otter run`."""
    scratch.mkdir()
    archive = scratch / "autograder.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for inside, file in walk(bundle).items():
            target.write(file, inside)
    command = ["-m", "otter", "run", "-a", archive, "-o", scratch, notebook, "--no-logo"]
    return lambda: run([sys.executable, *command], scratch)


def cold(bundle: Path, notebook: Path, scratch: Path) -> Work:
    """Our engine as Gradescope starts it, from nothing to results.json."""
    root = scratch / "autograder"
    (root / "submission").mkdir(parents=True)
    (root / "source").symlink_to(bundle)
    shutil.copy(notebook, root / "submission")
    return lambda: run([sys.executable, "-I", "-m", gradescope.__name__, root], scratch)


def floor(notebook: Path, scratch: Path) -> Work:
    """The cells without IPython, checks or isolation: what the student's code itself costs."""
    scratch.mkdir()
    cells = [c.source for c in read_submission(notebook).code_cells if "grader" not in c.source]
    (scratch / "cells.json").write_text(json.dumps(cells))
    code = (
        "import numpy, json; names = {'display': print}\n"
        "for cell in json.load(open('cells.json')): exec(cell, names)"
    )
    return lambda: run([sys.executable, "-c", code], scratch)


def jupyter(notebook: Path, scratch: Path) -> Work:
    """`jupyter execute` of the cells alone: judges nothing."""
    scratch.mkdir()
    own = scratch / "cells.ipynb"
    own.write_text(json.dumps(_without_grader(notebook)))
    start = "from nbclient.cli import main; main()"
    return lambda: run([sys.executable, "-c", start, own, "--allow-errors"], scratch)


class Nbgrader:
    """A course of nbgrader's with the same tests: one locked cell for each question, which runs its functions.

    Parameters
    ----------
    program : Path
        The command `nbgrader`; its Python has what the notebook imports.
    name : str
        The assignment.
    course : Path
        The folder to make.
    """

    def __init__(self, program: Path, name: str, course: Path) -> None:
        self._program, self._name, self._course = program, name, course
        bundle = ROOT / "autograder" / name
        self._profile = read_profile(bundle / PROFILE)
        self._tests = bundle / "tests"
        shutil.copytree(bundle / "files", course / "source" / name)
        self._write(course / "source", ROOT / "student" / name / f"{name}.ipynb")
        self._call("generate_assignment", "--create")
        self.hand_in("reference", ROOT / "solutions" / name / f"{name}.ipynb")
        self.autograde()
        got, possible = self.score("reference"), sum(q.points for q in self._profile.automatic)
        if got != possible:
            raise SystemExit(
                f"{program} gives the reference solution {got:g} of {possible:g} points. "
                "Its Python needs what notebooks import: numpy, matplotlib, scipy, pandas, scikit-learn."
            )
        shutil.rmtree(course / "submitted" / "reference")

    def hand_in(self, student: str, notebook: Path) -> None:
        """Put a notebook where nbgrader finds it."""
        self._write(self._course / "submitted" / student, notebook)

    def autograde(self) -> None:
        """Grade everything that was handed in, anew."""
        self._call("autograde", "--force")

    def score(self, student: str) -> float:
        """Return what nbgrader's gradebook has for a student."""
        query = (
            "SELECT SUM(grade.auto_score) FROM grade JOIN submitted_notebook AS n ON n.id = grade.notebook_id "
            "JOIN submitted_assignment AS a ON a.id = n.assignment_id WHERE a.student_id = ?"
        )
        with sqlite3.connect(self._course / "gradebook.db") as book:
            return float(book.execute(query, (student,)).fetchone()[0] or 0)

    def _write(self, folder: Path, notebook: Path) -> None:
        target = folder / self._name / f"{self._name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(_without_grader(notebook, self._cell)))

    def _cell(self, question: str) -> dict[str, Any]:
        points = next(q.points for q in self._profile.automatic if q.name == question)
        mark = {"schema_version": 3, "grade_id": question, "points": points, "cell_type": "code"}
        mark |= {"grade": True, "locked": True, "solution": False, "task": False}
        source = test_cell((self._tests / f"{question}.py").read_text("utf-8"))
        return {"cell_type": "code", "metadata": {"nbgrader": mark}, "source": source, "outputs": [],
                "execution_count": None}  # fmt: skip

    def _call(self, command: str, *options: str) -> None:
        run([self._program, command, self._name, "--log-level=ERROR", *options], self._course)


def test_cell(tests: str) -> str:
    """Return a cell that runs the functions of a test file where it stands."""
    body = [node for node in ast.parse(tests).body if isinstance(node, ast.FunctionDef)]
    return STAND_IN + ast.unparse(ast.Module(body, []))


def _without_grader(notebook: Path, instead: Callable[[str], dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return a notebook with another cell in place of each check, or with none."""
    book = read_submission(notebook).notebook
    cells = []
    for cell in book["cells"]:
        if cell["cell_type"] == "code" and "grader" in cell["source"]:
            asked = re.search(r'grader\.check\("(\w+)"\)', cell["source"])
            cells += [instead(asked[1])] if asked and instead else []
        else:
            cells.append(cell)
    return {**book, "cells": cells}
