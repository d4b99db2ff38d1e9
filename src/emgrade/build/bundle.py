"""Compile: from an `Assignment` to the bytes of its three versions. Nothing is written outside a scratch folder."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from ..answers import assigned_names
from ..bundle import PROFILE, CaseInfo, Profile, QuestionInfo
from ..errors import AuthorError, AuthorErrors
from ..grade import Grader
from ..grade.submission import read_submission
from ..imports import imports_of, redefined
from ..lint import lint, strict
from ..model import Assignment, Question, Result
from ..rubric import read_rubric
from ..settings import Course, Grading, grading_of
from . import normalise
from .handout import handout
from .lock import missing
from .master import master_notebook
from .otter import Files, split, write_tree

_HEADING = re.compile(r"^#{2,4} +(?P<title>.+?)(?: +`[^`]*\bpoints?\b[^`]*`)?\s*$", re.MULTILINE)
_EQUATION = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)


@dataclass(frozen=True)
class Versions:
    """The three versions of an assignment, each as path -> bytes, and what its author may want to change."""

    student: Files
    autograder: Files
    solutions: Files
    warnings: tuple[AuthorError, ...] = ()


def compile_bundle(assignment: Assignment, course: Course) -> Versions:
    """Return the student, autograder and solution versions of an assignment.

    Parameters
    ----------
    assignment : Assignment
        As read from its source.
    course : Course
        The settings of `course.toml`.

    Raises
    ------
    AuthorError
        When lint finds a mistake, or Otter refuses the source.
    """
    ours = strict(assignment, course)
    told = lint(assignment, strict=ours)
    if all(error.warning for error in told):
        told += missing(assignment, strict=ours)
    if errors := [error for error in told if not error.warning]:
        raise AuthorErrors(errors)
    grading = grading_of(assignment, course)
    student, solution, graded = split(assignment, master_notebook(assignment, grading.seed))
    versions = Versions(
        student=_version(assignment, student, hidden=False),
        autograder=_autograder(assignment, graded),
        solutions=_version(assignment, solution, hidden=True),
        warnings=tuple(told),
    )
    profile, lost = _observed(assignment, versions, _profile(assignment, grading))
    autograder = {**versions.autograder, PROFILE: profile.to_json()}
    return replace(versions, autograder=autograder, warnings=(*versions.warnings, *lost))


def _version(assignment: Assignment, files: Files, *, hidden: bool) -> Files:
    """A folder that a person opens: notebook, tests, data, emkit, what to install."""
    book = f"{assignment.name}.ipynb"
    kept = {
        p: data
        for p, data in files.items()
        if not p.startswith("tests/") and p not in ("otter_config.json", book)
    }
    kept[book] = normalise.notebook(assignment, files[book])
    kept |= normalise.test_files(assignment, files, "tests/", hidden=hidden)
    return kept | handout(assignment, kept, hidden=hidden)


def _autograder(assignment: Assignment, files: Files) -> Files:
    """A valid Otter autograder without its Conda set-up."""
    kept = {p: data for p, data in files.items() if p.startswith("files/")}
    config = json.loads(files["otter_config.json"])
    kept["otter_config.json"] = (json.dumps(config, indent=2, sort_keys=True) + "\n").encode()
    return kept | normalise.test_files(assignment, files, "tests/", hidden=True)


def _profile(assignment: Assignment, grading: Grading) -> Profile:
    return Profile(
        assignment=assignment.name,
        title=str(assignment.config.get("title", assignment.name)),
        stamp=assignment.stamp,
        sources=assignment.sources,
        engine=grading.engine,
        visibility=grading.visibility,
        seed=grading.seed,
        limits=grading.limits,
        adapters=grading.adapters,
        attempts=grading.attempts,
        questions=tuple(_info(q, grading) for q in assignment.questions if q.manual or q.cases),
    )


def _info(question: Question, grading: Grading) -> QuestionInfo:
    text = "\n".join(cell.source for cell in question.prompt if cell.kind == "markdown")
    heading, equation = _HEADING.search(text), _EQUATION.search(text)
    return QuestionInfo(
        question.name,
        heading["title"] if heading else "",
        question.points,
        question.manual,
        equation[1].strip() if equation else "",
        read_rubric(question.settings.get("rubric")),
        int(question.settings.get("pages", 1)),
        tuple(CaseInfo(case.name, question.tell(case, grading.tell)) for case in question.cases),
        question.settings.get("visibility"),
    )


def _observed(
    assignment: Assignment, versions: Versions, profile: Profile
) -> tuple[Profile, Iterator[AuthorError]]:
    """Add what the solution run shows: which names each question's tests read, of what kind, and what it imports.

    What the isolated engine cannot grade is told, too, so that no student finds it out.
    """
    if profile.engine != "isolated":
        return profile, iter(())
    with tempfile.TemporaryDirectory(prefix="emgrade-profile-") as scratch:
        write_tree(versions.solutions, Path(scratch) / "solution")
        solution = Path(scratch) / "solution" / f"{assignment.name}.ipynb"
        sources = [cell.source for cell in read_submission(solution).code_cells]
        # The grader loads the imports once, before any submission.
        profile = msgspec.structs.replace(
            profile, imports=tuple(imports_of(sources)), redefined=tuple(sorted(redefined(sources)))
        )
        write_tree({**versions.autograder, PROFILE: profile.to_json()}, Path(scratch) / "autograder")
        with Grader(Path(scratch) / "autograder") as grader:
            result, reads = grader.observe(solution)
        if not result.graded:
            raise AuthorError(assignment.path, 0, f"the solution cannot be graded: {result.error}")
        kinds = {
            question.name: _answer(question, reads.get(question.name, {}))
            for question in assignment.questions
        }
        questions = tuple(replace(info, answer=kinds[info.name]) for info in profile.questions)
        profile = msgspec.structs.replace(profile, questions=questions, reads=reads)
        return profile, _lost(assignment, result, reads)


def _answer(question: Question, reads: Mapping[str, str]) -> str:
    """What a question is answered with, by the names that its own cell makes: its tests read those of others, too."""
    if question.formula:
        return "formula"
    try:
        kinds = {reads[name] for name in assigned_names(question) if name in reads}
    except SyntaxError:  # a magic
        return ""
    return kinds.pop() if len(kinds) == 1 else ""


def _lost(assignment: Assignment, result: Result, reads: dict[str, dict[str, str]]) -> Iterator[AuthorError]:
    """Yield the questions whose solution loses points here, and those whose tests read what is no plain data."""
    lines = {question.name: question.line for question in assignment.questions}
    for question in result.questions:
        opaque = [f"`{name}`" for name, kind in reads.get(question.name, {}).items() if kind == "opaque"]
        failed = next((case.sentence for case in question.cases if not case.passed), "")
        said = f": {' '.join(failed.split())[:200]}" if failed else ""
        if opaque and said:
            reason = f"reads {', '.join(opaque)}, which the isolated engine cannot grade{said}; see `engine: otter`"
        elif opaque:
            told = "of which the isolated engine can tell little more than the type"
            reason = f"reads {', '.join(opaque)}, {told}; see `engine: otter`"
        elif said:
            reason = f"the solution gets {question.score:g} of {question.possible:g} points{said}"
        else:
            continue
        yield AuthorError(assignment.path, lines[question.name], f"{question.name}: {reason}", warning=True)
