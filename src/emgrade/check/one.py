"""`emgrade try`: what one answer to one question gets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..answers import FILE, read_answers
from ..bundle import PROFILE, read_profile
from ..errors import EmgradeError
from ..grade import open_grader
from ..grade.pool import Grader, OtterGrader
from ..model import Result
from ..notebook import Notebook
from ..project import Project
from ..settings import nearest
from ..source import assignment_of
from . import verdicts
from .reach import without_displays


def try_answer(project: Project, name: str, question: str, code: str) -> Iterator[str]:
    """Run an answer in the place of the reference answer, and yield what it gets, a line for each test.

    Parameters
    ----------
    project : Project
        With the assignment built.
    name : str
        Of the assignment.
    question : str
        Its name.
    code : str
        What stands in the question's answer cell.

    Raises
    ------
    EmgradeError
        When there is no such question, or the source cannot be read.
    """
    # A source takes as long to read as a grader to start, and somebody waits for both.
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(assignment_of, project, name)
        with open_grader(project.autograder(name)) as grader:
            assignment = reading.result()
            asked = next((q for q in assignment.automatic if q.name == question), None)
            if asked is None:
                names = [q.name for q in assignment.automatic]
                near = nearest(question, names) or f". The questions are {', '.join(names)}."
                raise EmgradeError(f"{name} has no automatic question {question}{near}")
            result = _tried(project, name, grader, question, code)
    graded = next((q for q in result.questions if q.name == question), None)
    yield from (str(note) for note in result.notes)
    if graded is None:
        yield result.error or f"{question} could not be graded"
        return
    yield f"{question}: {graded.score:g} of {asked.points:g} points"
    for case, outcome in zip(asked.cases, graded.cases, strict=False):
        kind, points = "hidden" if case.hidden else "public", f"{outcome.points:g} p"
        says = "passes" if outcome.passed else f"fails: {verdicts.said(outcome)}"
        yield f"  {kind}  {points:>5}  {case.name}  {says}"
    known = [answer for answer in read_answers(assignment)[0] if answer.question == question]
    same = [answer for answer in known if answer.code.strip() == code.strip()]
    for answer in same or [answer for answer in known if verdicts.is_named(answer, graded)]:
        yield f"  {FILE}:{answer.line}: {'is' if same else 'is told the same as'} {answer.label!r}"


def _tried(project: Project, name: str, grader: Grader | OtterGrader, question: str, code: str) -> Result:
    profile = read_profile(project.autograder(name) / PROFILE)
    notebook = Notebook.read((project.solutions(name) / f"{name}.ipynb").read_bytes())
    with tempfile.TemporaryDirectory(prefix="emgrade-try-") as work:
        path = Path(work) / f"{name}.ipynb"
        if profile.engine == "otter":
            path.write_bytes(notebook.with_answers({question: code}).up_to(question).data)
            return grader.grade(path)
        path.write_bytes(without_displays(notebook, profile.reads).data)
        return next(result for _, result in grader.try_answers(path, [(question, code)]))
