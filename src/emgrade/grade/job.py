"""What the judge's process does for one submission, from the file to the result."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import SubmissionError
from ..model import Note, Result
from . import results
from .bundle import Bundle
from .cases import Checker
from .judge import Judge
from .process import Place, Student
from .submission import Submission, accept


@dataclass(frozen=True, slots=True)
class Bench:
    """What is loaded once and serves all submissions.

    Attributes
    ----------
    bundle : Bundle
        The assignment's autograder.
    otter : module
        `otter.test_files`.
    config : AutograderConfig
        Otter's configuration.
    checker : Checker
        The tests.
    """

    bundle: Bundle
    otter: ModuleType
    config: Any
    checker: Checker


def grade(bench: Bench, place: Place, path: str) -> Result:
    """Grade one submission; a broken one gives a result with `error` set."""
    started = time.monotonic()
    try:
        submission = accept(Path(path), bench.bundle.assignment)
        result = _graded(bench, place, submission)
    except SubmissionError as error:
        return results.failed(bench.bundle, path, str(error), "refused", time.monotonic() - started)
    except OSError as error:
        reason = f"{Path(path).name}: could not be graded ({error.strerror or error})"
        return results.failed(bench.bundle, path, reason, "fault", time.monotonic() - started)
    return replace(result, seconds=time.monotonic() - started)


def make_judge(
    bench: Bench, place: Place, submission: Submission, layers: dict[str, str] | None = None
) -> Judge:
    """Start the student's process and return the judge that drives it; `layers` learns what is in force."""
    limits = bench.bundle.limits
    until = time.monotonic() + limits.submission_seconds

    def start() -> Student:
        student = Student(place, limits, until, submission.extra)
        if layers is not None:
            layers.update(student.layers)
        return student

    return Judge(
        start,
        bench.checker,
        submission.code_cells,
        cell_seconds=limits.cell_seconds,
        until=until,
        seed=seed_of(bench),
    )


def seed_of(bench: Bench) -> dict[str, Any] | None:
    """Return what is set before each cell, as Otter is told to."""
    if bench.config.seed is None:
        return None
    return {"value": bench.config.seed, "variable": bench.config.seed_variable}


def _graded(bench: Bench, place: Place, submission: Submission) -> Result:
    layers: dict[str, str] = {}
    judge = make_judge(bench, place, submission, layers)
    judge.grade()
    notes = (
        *results.version_notes(bench.bundle, submission),
        *judge.notes,
        *_output_note(bench.bundle, judge),
    )
    return Result(
        submission=submission.name,
        assignment=bench.bundle.assignment,
        stamp=bench.bundle.stamp,
        questions=results.question_results(bench.bundle, judge.results),
        notes=notes,
        instructor_notes=tuple(
            Note("layer", f"not in force: {name}: {why}") for name, why in layers.items() if why
        ),
        gradescope=results.gradescope(bench.otter, bench.config, bench.bundle, judge.results, notes),
    )


def _output_note(bundle: Bundle, judge: Judge) -> tuple[Note, ...]:
    most = bundle.limits.output_kb * 1000
    if judge.printed <= most:
        return ()
    text = f"The notebook printed {judge.printed // 1000:,} kB; more than {bundle.limits.output_kb} kB is not kept."
    return (Note("output", text),)
