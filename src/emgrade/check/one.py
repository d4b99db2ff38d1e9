"""`emgrade try`: what one answer to one question gets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..answers import FILE, read_answers
from ..bundle import PROFILE, Profile, read_profile
from ..errors import EmgradeError
from ..grade import open_grader
from ..grade.pool import Grader, OtterGrader
from ..model import Assignment, Case, Cell, Question, Result
from ..notebook import Notebook
from ..project import Project
from ..settings import nearest
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
        When there is no such question.
    """
    bundle = project.autograder(name)
    profile = read_profile(bundle / PROFILE)
    asked = next((q for q in profile.automatic if q.name == question), None)
    if asked is None:
        names = [q.name for q in profile.automatic]
        near = nearest(question, names) or f". The questions are {', '.join(names)}."
        raise EmgradeError(f"{name} has no automatic question {question}{near}")
    notebook = Notebook.read((project.solutions(name) / f"{name}.ipynb").read_bytes())
    with open_grader(bundle) as grader:
        result = _tried(grader, profile, notebook, question, code)
    graded = next((q for q in result.questions if q.name == question), None)
    yield from (str(note) for note in result.notes)
    if graded is None:
        yield result.error or f"{question} could not be graded"
        return
    yield f"{question}: {graded.score:g} of {asked.points:g} points"
    for test, outcome in zip(asked.tests, graded.cases, strict=False):
        kind, points = "hidden" if outcome.hidden else "public", f"{outcome.points:g} p"
        says = "passes" if outcome.passed else f"fails: {outcome.said}"
        yield f"  {kind}  {points:>5}  {test.name}  {says}"
    built = _as_built(project.source(name), profile, notebook)
    known = [answer for answer in read_answers(built)[0] if answer.question == question]
    same = [answer for answer in known if answer.code.strip() == code.strip()]
    for answer in same or [answer for answer in known if verdicts.is_named(answer, graded)]:
        yield f"  {FILE}:{answer.line}: {'is' if same else 'is told the same as'} {answer.label!r}"


def _tried(
    grader: Grader | OtterGrader, profile: Profile, notebook: Notebook, question: str, code: str
) -> Result:
    with tempfile.TemporaryDirectory(prefix="emgrade-try-") as work:
        path = Path(work) / f"{profile.assignment}.ipynb"
        if profile.engine == "otter":
            path.write_bytes(notebook.with_answers({question: code}).up_to(question).data)
            return grader.grade(path)
        path.write_bytes(without_displays(notebook, profile.reads).data)
        return next(result for _, result in grader.try_answers(path, [(question, code)]))


def _as_built(path: Path, profile: Profile, notebook: Notebook) -> Assignment:
    """Return what known answers need of an assignment. To read the source for it would take half of a try's time."""
    questions = tuple(
        Question(
            name=info.name,
            line=0,
            points=info.points,
            manual=info.manual,
            prompt=(),
            answer=(Cell("code", notebook.answer(info.name), 0),),
            cases=tuple(Case(test.name, "", 0, hidden=False, points=None) for test in info.tests),
        )
        for info in profile.questions
        if info.name in notebook.places
    )
    return Assignment(profile.assignment, path, {}, 0, (), questions, (), profile.stamp)
