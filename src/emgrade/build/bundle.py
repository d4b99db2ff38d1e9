"""Compile: from an `Assignment` to the bytes of its three versions. Nothing is written outside a scratch folder."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import AuthorError, EngineError
from ..grade import Grader
from ..grade.submission import read_submission
from ..imports import imports_of
from ..lint import LIMITS, lint
from ..model import Assignment
from . import normalise
from .master import master_notebook
from .otter import Files, split, write_tree

STUDENT_NEEDS = ("ipykernel", "matplotlib", "numpy", "otter-grader==7.0.0")


@dataclass(frozen=True)
class Bundle:
    """The three versions of an assignment, each as path -> bytes."""

    student: Files
    autograder: Files
    solutions: Files


class LintErrors(AuthorError):
    """All mistakes of one source, one a line."""

    def __init__(self, errors: list[AuthorError]) -> None:
        Exception.__init__(self, "\n".join(map(str, errors)))
        self.path, self.line, self.reason = errors[0].path, errors[0].line, errors[0].reason


def compile_bundle(assignment: Assignment, course: dict[str, Any]) -> Bundle:
    """Return the student, autograder and solution versions of an assignment.

    Parameters
    ----------
    assignment : Assignment
        As read from its source.
    course : dict
        The settings of `course.toml`.

    Raises
    ------
    AuthorError
        When lint finds a mistake, or Otter refuses the source.
    """
    errors = lint(assignment)
    if errors:
        raise LintErrors(errors)
    grading = {**course.get("grading", {}), **(assignment.config.get("grading") or {})}
    parts = split(assignment, master_notebook(assignment, grading.get("seed")))
    bundle = Bundle(
        student=_version(assignment, parts.student, hidden=False),
        autograder=_autograder(assignment, parts.autograder, grading),
        solutions=_version(assignment, parts.solution, hidden=True),
    )
    return _observed(assignment, bundle)


def requirements(assignment: Assignment) -> tuple[str, ...]:
    """What a student's notebook needs: the course's base and what the assignment adds."""
    extra = assignment.config.get("requirements") or []
    return tuple(sorted({*STUDENT_NEEDS, *(extra if isinstance(extra, list) else [])}))


def _version(assignment: Assignment, files: Files, *, hidden: bool) -> Files:
    """A folder that a person opens: notebook, tests, data, emkit, what to install."""
    book = f"{assignment.name}.ipynb"
    kept = {
        p: data
        for p, data in files.items()
        if not p.startswith("tests/") and p not in ("otter_config.json", book)
    }
    kept[book] = normalise.notebook(assignment, files[book])
    kept["requirements.txt"] = "".join(f"{line}\n" for line in requirements(assignment)).encode()
    return kept | normalise.test_files(assignment, files, "tests/", hidden=hidden)


def _autograder(assignment: Assignment, files: Files, grading: dict[str, Any]) -> Files:
    """A valid Otter autograder without its Conda set-up, and the profile that our engine reads."""
    kept = {p: data for p, data in files.items() if p.startswith("files/")}
    kept["otter_config.json"] = _json(json.loads(files["otter_config.json"]))
    kept["profile.json"] = _json(_profile(assignment, grading, {}))
    return kept | normalise.test_files(assignment, files, "tests/", hidden=True)


def _profile(
    assignment: Assignment, grading: dict[str, Any], reads: dict[str, dict[str, str]]
) -> dict[str, Any]:
    return {
        "assignment": assignment.name,
        "title": str(assignment.config.get("title", assignment.name)),
        "stamp": assignment.stamp,
        "engine": grading.get("engine", "isolated"),
        "visibility": grading.get("visibility", "visible"),
        "seed": grading.get("seed"),
        "limits": {key: grading[key] for key in LIMITS if key in grading},
        "questions": [{"name": q.name, "points": q.points, "manual": q.manual} for q in assignment.questions],
        "reads": reads,
    }


def _observed(assignment: Assignment, bundle: Bundle) -> Bundle:
    """Add to the profile what the solution run shows: which names each question's tests read, and of what kind."""
    profile = json.loads(bundle.autograder["profile.json"])
    if profile["engine"] != "isolated":
        return bundle
    with tempfile.TemporaryDirectory(prefix="emgrade-profile-") as scratch:
        write_tree(bundle.autograder, Path(scratch) / "autograder")
        write_tree(bundle.solutions, Path(scratch) / "solution")
        solution = Path(scratch) / "solution" / f"{assignment.name}.ipynb"
        with Grader(Path(scratch) / "autograder") as grader:
            result, profile["reads"] = grader.observe(solution)
        if not result.graded:
            raise EngineError(f"The solution could not be graded: {result.error}")
        # The grader loads them once, before any submission.
        profile["imports"] = imports_of(cell.source for cell in read_submission(solution).code_cells)
    return replace(bundle, autograder={**bundle.autograder, "profile.json": _json(profile)})


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
