"""Otter's own runner, without isolation: what `engine: otter` asks for, and what parity is measured against."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..bundle import Bundle, read_bundle, walk
from ..errors import SubmissionError
from ..model import CaseResult, QuestionResult, Result, Status
from . import results
from .submission import Submission, accept

SECONDS = 300  # half of what Gradescope gives a submission; Otter itself has no limit

_RUN = """
import json, sys
from otter.run import main
results = main(sys.argv[1], autograder=sys.argv[2], output_dir=sys.argv[3], no_logo=True, debug=False)
def said(message):
    last = (message or "").strip().splitlines()[-1:]
    return "".join(last).strip().removeprefix("Hint: ").removeprefix("AssertionError: ")
rows = []
for name, file in results.results.items():
    cases = [
        {"name": r.test_case.name, "hidden": r.test_case.hidden, "passed": r.passed, "points": r.test_case.points,
         "message": "" if r.passed else r.message, "sentence": "" if r.passed else said(r.message)}
        for r in file.test_case_results
    ]
    rows.append({"name": name, "score": file.score, "possible": file.possible, "cases": cases})
json.dump(rows, open(sys.argv[4], "w"))
"""


def run_otter(bundle: Path, path: Path) -> Result:
    """Grade one submission with `otter run` in a process of its own.

    Parameters
    ----------
    bundle : Path
        An `autograder/<name>/` folder.
    path : Path
        The submission.

    Returns
    -------
    Result
        With `error` set where nothing could be graded.
    """
    started = time.monotonic()
    found = read_bundle(bundle)
    try:
        submission = accept(path, found.assignment)
        with tempfile.TemporaryDirectory(prefix="emgrade-otter-") as scratch:
            rows, gradescope = _run(found, submission, Path(scratch))
    except (SubmissionError, OSError) as error:
        status: Status = "refused" if isinstance(error, SubmissionError) else "fault"
        failed = results.failed(found, path, str(error), status)
        return replace(failed, seconds=time.monotonic() - started)
    ranks = {info.name: rank for rank, info in enumerate(found.questions)}
    return Result(
        submission=str(path),
        assignment=found.assignment,
        stamp=found.stamp,
        questions=tuple(
            QuestionResult(r["name"], r["score"], r["possible"], tuple(CaseResult(**c) for c in r["cases"]))
            for r in sorted(rows, key=lambda row: ranks.get(row["name"], len(ranks)))
        ),
        notes=results.submission_notes(found, submission),
        seconds=time.monotonic() - started,
        gradescope=gradescope,
    )


def _run(bundle: Bundle, submission: Submission, work: Path) -> tuple[list[Any], dict[str, Any]]:
    # Otter unpacks a zip: the notebook with what was handed in beside it.
    notebook, archive = work / "submission.zip", work / "autograder.zip"
    with zipfile.ZipFile(notebook, "w") as target:
        for name, data in submission.extra.items():
            # Otter would take a student's folder for the course's of that name, such as emkit.
            if not name.endswith(".ipynb") and not (bundle.files / name.partition("/")[0]).is_dir():
                with contextlib.suppress(UnicodeEncodeError):
                    target.writestr(name, data)
        target.writestr(f"{bundle.assignment}.ipynb", json.dumps(submission.notebook))
    with zipfile.ZipFile(archive, "w") as target:
        for inside, file in walk(bundle.path).items():
            target.write(file, inside)
    return run_archive(notebook, archive, submission.name)


def run_archive(notebook: Path, archive: Path, name: str) -> tuple[list[Any], dict[str, Any]]:
    """Grade a notebook with `otter run` and a zip of `otter assign`; return a row for each question, and its results.

    Raises
    ------
    SubmissionError
        When Otter does not grade it; `name` is what the sentence calls it.
    """
    with tempfile.TemporaryDirectory(prefix="emgrade-otter-") as scratch:
        work = Path(scratch)
        command = [
            sys.executable,
            "-c",
            _RUN,
            str(notebook),
            str(archive),
            str(work),
            str(work / "rows.json"),
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, cwd=work, check=False
            )
        except subprocess.TimeoutExpired:
            raise SubmissionError(f"{name}: Otter did not finish within {SECONDS} s") from None
        if not (work / "rows.json").exists():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise SubmissionError(f"{name}: Otter could not grade it ({last})")
        return json.loads((work / "rows.json").read_text()), json.loads((work / "results.json").read_text())
