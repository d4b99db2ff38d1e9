"""`emgrade check`: everything that is tried for one assignment, in its order."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..answers import FILE, Answer, read_answers
from ..build import Versions, compile_bundle
from ..bundle import PROFILE, read_profile
from ..errors import AuthorError
from ..leaks import find_leaks, find_telling_sentences
from ..lint import lint
from ..model import Assignment, QuestionResult, Result
from ..notebook import Notebook
from ..project import Project
from ..source import read_assignment
from . import verdicts
from .findings import ORDER, Checked, Finding
from .reference import run_reference
from .runner import Runner, Tick

FIXED_STEPS = 5  # reference, untouched, the reference in a kernel, all answers in one notebook, second build

_REBUILD = """
import sys
from pathlib import Path
from emgrade.project import Project
from emgrade.check.run import digest
from emgrade.build import compile_bundle
from emgrade.source import read_assignment
project = Project(Path(sys.argv[1]))
print(digest(compile_bundle(read_assignment(project.source(sys.argv[2])), project.course())))
"""


@dataclass(frozen=True)
class Plan:
    """What there is to do for one assignment.

    Attributes
    ----------
    project : Project
    name : str
        The assignment.
    assignment : Assignment or None
        None when the source cannot be read.
    answers : list of Answer
        As read from `answers.toml`.
    mistakes : list of Finding
        Of the source and of `answers.toml`.
    """

    project: Project
    name: str
    assignment: Assignment | None
    answers: list[Answer]
    mistakes: list[Finding]

    @property
    def steps(self) -> int:
        """How often `check` ticks."""
        return FIXED_STEPS + len(self.answers) if self.assignment else 0


def plan(project: Project, name: str) -> Plan:
    """Read and lint an assignment and its answers.

    Raises
    ------
    EmgradeError
        When there is no such assignment.
    """
    try:
        assignment = read_assignment(project.source(name))
    except AuthorError as error:
        return Plan(project, name, None, [], [Finding.of("lint", error)])
    mistakes = [Finding.of("lint", error) for error in lint(assignment)]
    if mistakes:
        return Plan(project, name, None, [], mistakes)
    answers, errors = read_answers(assignment)
    return Plan(project, name, assignment, answers, [Finding.of("answers", error) for error in errors])


def check(planned: Plan, *, jobs: int = 2, each: bool = False, tick: Tick = lambda: None) -> Checked:
    """Try everything that can be tried.

    Parameters
    ----------
    planned : Plan
        From `plan`.
    jobs : int
        How many processes work at a time.
    each : bool
        Run the rest of the notebook after every single wrong answer, not once after all of them.
    tick : callable
        Called after each step.

    Returns
    -------
    Checked
        With the findings in the order of `ORDER`, then of the lines.
    """
    started = time.monotonic()
    checked = Checked(planned.name, findings=list(planned.mistakes))
    if planned.assignment is not None:
        with ThreadPoolExecutor(jobs) as pool:
            # Another process, another hash seed: what depends on the order of a set differs.
            second = pool.submit(_rebuilt, planned)
            try:
                versions = compile_bundle(planned.assignment, planned.project.course())
            except AuthorError as error:
                checked.findings.append(Finding.of("build", error))
            else:
                _check_versions(planned, planned.assignment, versions, checked, pool, jobs, each, tick)
                checked.findings += _compared(planned.assignment, versions, second.result())
                tick()
    checked.findings.sort(key=lambda f: (ORDER.index(f.kind), str(f.path), f.line))
    checked.seconds = time.monotonic() - started
    return checked


def digest(versions: Versions) -> str:
    """Return a hash of everything that a build writes."""
    found = hashlib.sha256()
    for part in (versions.student, versions.autograder, versions.solutions):
        for path in sorted(part):
            found.update(path.encode() + b"\0" + hashlib.sha256(part[path]).digest())
    return found.hexdigest()


def _check_versions(
    planned: Plan,
    assignment: Assignment,
    versions: Versions,
    checked: Checked,
    pool: ThreadPoolExecutor,
    jobs: int,
    each: bool,
    tick: Tick,
) -> None:
    answers = planned.answers
    checked.questions = len(assignment.automatic)
    checked.points = assignment.points
    checked.tests = sum(len(q.cases) for q in assignment.automatic)
    checked.wrong = sum(a.wrong for a in answers)
    checked.right = len(answers) - checked.wrong
    leaks = [*find_leaks(assignment, versions.student), *find_telling_sentences(assignment)]
    checked.findings += [Finding.of("leak", error) for error in leaks]

    name = f"{assignment.name}.ipynb"
    notebook, student = (Notebook.read(part[name]) for part in (versions.solutions, versions.student))
    limits = read_profile(versions.autograder[PROFILE]).limits
    seen = pool.submit(run_reference, versions, notebook, limits.cell_seconds)
    with Runner(versions, jobs, [answer.code for answer in answers]) as runner:
        checked.engine = runner.engine
        reference, untouched = runner.grade([notebook, student], tick)
        stops = not reference.graded or any(note.kind == "cell error" for note in reference.notes)
        tried = [] if stops else runner.try_answers(notebook, answers, tick, rest=each)
        run = seen.result()
        tick()
        if stops or run.errors:
            # Everything else that could be said follows from this.
            checked.findings += verdicts.stopped(assignment, notebook, reference, run)
            checked.notes.append(
                "the rest of the check waits until the reference runs from its first to its last cell"
            )
            return
        lines = notebook.lines(assignment)
        budget = verdicts.BUDGET * limits.submission_seconds
        failed = verdicts.failed(assignment, reference)
        checked.findings += verdicts.reference(assignment, reference, run)
        checked.findings += verdicts.watched(assignment, notebook, lines, run, budget)
        checked.findings += verdicts.untouched(assignment, untouched)
        # Where the reference fails, what becomes of other answers says nothing.
        trials = [(a, r) for a, r in zip(answers, tried, strict=True) if a.question not in failed]
        _judge_answers(assignment, [(a, _own(a, r)) for a, r in trials], checked, failed)
        if failed:
            names = ", ".join(sorted(failed))
            checked.notes.append(f"the known answers of {names} wait until the reference passes every test")
        elif trials:
            checked.findings += _cascades(assignment, runner, notebook, trials, checked, each)
        tick()


def _judge_answers(
    assignment: Assignment, trials: verdicts.Trials, checked: Checked, failed: set[str]
) -> None:
    checked.named = sum(verdicts.is_named(answer, graded) for answer, graded in trials)
    checked.findings += verdicts.wrong(assignment, trials)
    checked.findings += verdicts.right_answers(assignment, trials)
    if (assignment.path.parent / FILE).is_file():
        checked.findings += verdicts.unproven(assignment, trials, failed)
    elif assignment.path.suffix == ".ipynb":
        checked.notes.append(f"no {FILE}: only the reference and the untouched notebook were tried")
    else:
        reason = f"no {FILE} beside the source, so nothing shows that its tests can fail"
        checked.findings.append(Finding("test", assignment.path, 0, reason))


def _cascades(
    assignment: Assignment,
    runner: Runner,
    notebook: Notebook,
    trials: Sequence[tuple[Answer, Result]],
    checked: Checked,
    each: bool,
) -> Iterator[Finding]:
    """No answer may cost a point elsewhere, once its own question is answered right again."""
    path = assignment.path.parent / FILE
    if not each:
        # One run with all answers in a row is enough while nothing is lost; the blame is looked for afterwards.
        ended = [answer for answer, result in trials if _ended(result)]
        if left_out := [f"{a.question} {a.label!r}" for a, result in trials if not _ended(result)]:
            checked.notes.append(
                f"not run before the rest of the notebook, as they did not end: {', '.join(left_out)}"
            )
        rows: dict[str, list[str]] = {}
        for answer in ended:
            rows.setdefault(answer.question, []).append(answer.code)
        if not verdicts.lost(assignment, runner.grade([notebook.with_all(rows)])[0]):
            return
        results = runner.try_answers(notebook, ended, lambda: None, rest=True)
        trials = list(zip(ended, results, strict=True))
    blamed = False
    for answer, result in trials:
        losses = verdicts.lost(assignment, result)
        losses.pop(answer.question, None)
        if losses:
            blamed = True
            reason = (
                f"{answer.question}, {answer.label}: costs points elsewhere: {', '.join(losses.values())}"
            )
            yield Finding("cascade", path, answer.line, reason)
    if not blamed and not each:
        yield Finding(
            "cascade",
            path,
            0,
            "answers cost points elsewhere when they are run in a row, though none does alone",
        )


def _rebuilt(planned: Plan) -> str:
    command = [sys.executable, "-c", _REBUILD, str(planned.project.root), planned.name]
    environment = {**os.environ, "PYTHONHASHSEED": "1977"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return (done.stdout.strip() or done.stderr.strip() or "no message").splitlines()[-1]


def _compared(assignment: Assignment, versions: Versions, told: str) -> Iterator[Finding]:
    if told != digest(versions):
        differ = len(told) == 64
        reason = "two builds of the same source differ" if differ else f"a second build fails: {told}"
        yield Finding("build", assignment.path, 0, reason)


def _own(answer: Answer, result: Result) -> QuestionResult:
    """The result of the answer's own question; an empty one where it was not reached."""
    return next(
        (q for q in result.questions if q.name == answer.question), QuestionResult(answer.question, 0.0, 0.0)
    )


def _ended(result: Result) -> bool:
    """Whether an answer's cell came to its end by itself."""
    return not any(note.kind in ("cell ended", "cell time") for note in result.notes)
