"""`emgrade check`: everything that is tried for one assignment, in its order."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..access import find_barriers
from ..answers import FILE, Answer, declared_slips, read_answers, read_equivalents
from ..build import Versions, compile_bundle
from ..bundle import PROFILE, read_profile
from ..errors import AuthorError
from ..leaks import find_leaks, find_telling_sentences, find_told
from ..lint import lint, strict
from ..model import Assignment, QuestionResult, Result
from ..notebook import Notebook
from ..project import Project
from ..source import assignment_of
from . import verdicts
from .findings import ORDER, Checked, Finding
from .mutants import mutants_of
from .reach import reaches, without_displays
from .reference import run_reference
from .runner import Runner, Tick

Trials = Sequence[tuple[Answer, Result]]
MUTANT_SECONDS = 5.0  # many mutants never end
FIXED_STEPS = 5  # reference, untouched, the reference in a kernel, all answers in one notebook, second build

_REBUILD = """
import sys
from pathlib import Path
from emgrade.project import Project
from emgrade.check.run import digest
from emgrade.build import compile_bundle
from emgrade.source import assignment_of
project = Project(Path(sys.argv[1]))
print(digest(compile_bundle(assignment_of(project, sys.argv[2]), project.course())))
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
        As read from `answers.toml`, and the slips that typed formulas declare.
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
        assignment = assignment_of(project, name)
    except AuthorError as error:
        return Plan(project, name, None, [], [Finding.of("lint", error)])
    told = lint(assignment, strict=strict(assignment, project.course()))
    if mistakes := [Finding.of("lint", error) for error in told if not error.warning]:
        return Plan(project, name, None, [], mistakes)
    answers, errors = read_answers(assignment)
    answers += declared_slips(assignment)
    return Plan(project, name, assignment, answers, [Finding.of("answers", error) for error in errors])


@dataclass(frozen=True, slots=True)
class Options:
    """How `check` goes about it.

    Attributes
    ----------
    jobs : int
        How many processes work at a time.
    each : bool
        Run the rest of the notebook after every single wrong answer, not once after all of them.
    mutants : int or None
        Try so many mutants of the reference; all for None. So many wrong answers, too, for what they cost later.
    """

    jobs: int = 2
    each: bool = False
    mutants: int | None = 0


def check(planned: Plan, options: Options = Options(), tick: Tick = lambda: None) -> Checked:
    """Try everything that can be tried.

    Parameters
    ----------
    planned : Plan
        From `plan`.
    options : Options
        How.
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
        with ThreadPoolExecutor(options.jobs) as pool:
            # Another process, another hash seed: what depends on the order of a set differs.
            second = pool.submit(_rebuilt, planned)
            try:
                versions = compile_bundle(planned.assignment, planned.project.course())
            except AuthorError as error:
                checked.findings.append(Finding.of("build", error))
            else:
                checked.notes += _warned(planned, versions.warnings)
                _Check(planned, planned.assignment, versions, options, checked, tick).run(pool)
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


@dataclass
class _Check:
    """The check of one assignment that builds; what is found goes to `checked`."""

    planned: Plan
    assignment: Assignment
    versions: Versions
    options: Options
    checked: Checked
    tick: Tick

    def __post_init__(self) -> None:
        name = f"{self.assignment.name}.ipynb"
        self.notebook = Notebook.read(self.versions.solutions[name])
        self.student = Notebook.read(self.versions.student[name])
        self.profile = read_profile(self.versions.autograder[PROFILE])
        self.path = self.assignment.path.parent / FILE

    def run(self, pool: ThreadPoolExecutor) -> None:
        """Try everything, what is cheap and fundamental first."""
        assignment, answers, checked = self.assignment, self.planned.answers, self.checked
        checked.questions = len(assignment.automatic)
        checked.points = assignment.points
        checked.tests = sum(len(q.cases) for q in assignment.automatic)
        checked.wrong = sum(a.wrong for a in answers)
        checked.right = len(answers) - checked.wrong
        told = find_told(assignment, _handed_out_before(self.planned))
        places = {(error.path, error.line) for error in told}
        found = [*find_leaks(assignment, self.versions.student), *find_telling_sentences(assignment)]
        leaks = told + [error for error in found if (error.path, error.line) not in places]
        checked.findings += [Finding.of("leak", error) for error in leaks]
        barriers = list(find_barriers(assignment))
        if strict(assignment, self.planned.project.course()):
            checked.findings += [Finding.of("access", error) for error in barriers]
        else:
            checked.notes += _warned(self.planned, barriers)

        limits = self.profile.limits
        seen = pool.submit(run_reference, self.versions, self.notebook, limits.cell_seconds)
        with Runner(self.versions, self.options.jobs, [a.code for a in answers]) as runner:
            checked.engine = runner.engine
            reference, untouched = runner.grade([self.notebook, self.student], self.tick)
            stopped = ("cell error", "cell ended", "cell time", "time")
            stops = not reference.graded or any(note.kind in stopped for note in reference.notes)
            given = [(a.question, a.code) for a in answers]
            tried = (
                [] if stops else runner.try_answers(self.notebook, given, self.tick, rest=self.options.each)
            )
            run = seen.result()
            self.tick()
            if stops or run.errors:
                # Everything else that could be said follows from this.
                checked.findings += verdicts.stopped(assignment, self.notebook, reference, run)
                checked.notes.append(
                    "the rest waits until the reference runs from its first to its last cell"
                )
                return
            budget = verdicts.BUDGET * limits.submission_seconds
            failed = verdicts.failed(assignment, reference)
            checked.findings += verdicts.reference(assignment, reference, run)
            checked.findings += verdicts.watched(assignment, self.notebook, run, budget)
            checked.findings += verdicts.untouched(assignment, untouched)
            # Where the reference fails, what becomes of other answers says nothing.
            trials = [(a, r) for a, r in zip(answers, tried, strict=True) if a.question not in failed]
            self._judge(trials, failed)
            if failed:
                names = ", ".join(sorted(failed))
                checked.notes.append(
                    f"the known answers of {names} wait until the reference passes every test"
                )
            elif trials:
                spread = list(self._spread(runner, trials))
                blamed = {finding.line for finding in spread if finding.line}
                checked.findings += spread
                checked.findings += self._inherited(
                    runner, [(a, r) for a, r in trials if a.line not in blamed]
                )
            self.tick()
        if self.options.mutants != 0 and not failed:
            checked.findings += self._mutants()

    def _judge(self, trials: Trials, failed: set[str]) -> None:
        own = [(answer, _own(answer, result)) for answer, result in trials]
        self.checked.named = sum(verdicts.is_named(answer, graded) for answer, graded in own)
        self.checked.findings += verdicts.wrong(self.assignment, own)
        self.checked.findings += verdicts.right_answers(self.assignment, own)
        self.checked.findings += verdicts.stale(self.assignment, own)
        if trials or self.path.is_file():
            self.checked.findings += verdicts.unproven(self.assignment, own, failed)
            self.checked.findings += verdicts.praised(self.assignment, own)
        elif self.assignment.path.suffix == ".ipynb":
            self.checked.notes.append(f"no {FILE}: only the reference and the untouched notebook were tried")
        else:
            reason = f"no {FILE} beside the source, so nothing shows that its tests can fail"
            self.checked.findings.append(Finding("test", self.assignment.path, 0, reason))

    def _spread(self, runner: Runner, trials: Trials) -> Iterator[Finding]:
        """No answer may cost a point elsewhere, once its own question is answered right again."""
        if not self.options.each:
            # One run with all answers in a row is enough while nothing is lost; the blame is looked for afterwards.
            ended = [answer for answer, result in trials if _ended(result)]
            rows: dict[str, list[str]] = {}
            for answer in ended:
                rows.setdefault(answer.question, []).append(answer.code)
            if not verdicts.lost(self.assignment, runner.grade([self.notebook.with_all(rows)])[0]):
                return
            results = runner.try_answers(self.notebook, [(a.question, a.code) for a in ended], rest=True)
            trials = list(zip(ended, results, strict=True))
        blamed = False
        for answer, result in trials:
            losses = verdicts.lost(self.assignment, result, but=answer.question)
            if losses:
                blamed = True
                told = ", ".join(losses)
                reason = f"{answer.question}, {answer.label}: costs points after the right answer: {told}"
                yield Finding("cascade", self.path, answer.line, reason)
        if not blamed and not self.options.each:
            reason = "answers cost points elsewhere when they are run in a row, though none does alone"
            yield Finding("cascade", self.path, 0, reason)

    def _inherited(self, runner: Runner, trials: Trials) -> Iterator[Finding]:
        """A wrong answer, everything else right: it costs no more in other questions than it says."""
        wrong = [
            answer
            for answer, result in trials
            if answer.wrong and _ended(result) and reaches(self.notebook, self.profile.reads, answer)
        ]
        if self.options.mutants and len(wrong) > self.options.mutants:
            some = random.Random(self.assignment.name).sample(range(len(wrong)), self.options.mutants)
            wrong = [wrong[number] for number in sorted(some)]
        # Drawing takes most of the time, and no test looks; unless leaving it out changes a score.
        short = without_displays(self.notebook, self.profile.reads)
        same = wrong and not verdicts.lost(self.assignment, runner.grade([short])[0])
        given = [(answer.question, answer.code) for answer in wrong]
        results = runner.try_answers(short if same else self.notebook, given, rest=True, mend=False)
        for answer, result in zip(wrong, results, strict=True):
            yield from verdicts.inherited(self.assignment, answer, result)

    def _mutants(self) -> Iterator[Finding]:
        """Every mutant of the reference loses a point, or is marked as right."""
        mutants = mutants_of(self.assignment)
        equivalents = read_equivalents(self.assignment)
        marked = {(one.question, row) for one in equivalents for row in one.rows}
        if self.options.mutants is not None:
            draw = random.Random(self.assignment.name)  # the same ones in every run
            some = draw.sample(range(len(mutants)), min(self.options.mutants, len(mutants)))
            mutants = [mutants[number] for number in sorted(some)]
        self.checked.mutants = len(mutants)
        with Runner(self.versions, self.options.jobs, seconds=MUTANT_SECONDS) as runner:
            results = runner.try_answers(self.notebook, [(m.question, m.code) for m in mutants])
        points = {question.name: question.points for question in self.assignment.automatic}
        lives = set()
        for mutant, result in zip(mutants, results, strict=True):
            if result.score >= points[mutant.question] - 1e-9:
                lives.add((mutant.question, mutant.row))
                self.checked.equivalent += (mutant.question, mutant.row) in marked
                if (mutant.question, mutant.row) not in marked:
                    reason = (
                        f"{mutant.question}: no test notices `{mutant.row}` instead of `{mutant.instead}`"
                    )
                    yield Finding("mutant", self.assignment.path, mutant.line, reason)
        for one in equivalents if self.options.mutants is None else []:
            for row in one.rows:
                if (one.question, row) not in lives:
                    reason = f"{one.question}: no mutant with full marks has the row `{row}`"
                    yield Finding("mutant", self.path, one.line, reason)


def _handed_out_before(planned: Plan) -> Iterator[Assignment]:
    """Yield the other assignments that students have at the time: those before it, or all where there is no order."""
    order = planned.project.course().order
    names = order[: order.index(planned.name)] if planned.name in order else planned.project.names()
    for name in names:
        if name != planned.name:
            with contextlib.suppress(AuthorError):  # its own check says what is wrong there
                yield assignment_of(planned.project, name)


def _warned(planned: Plan, warnings: Iterable[AuthorError]) -> list[str]:
    return [f"warning: {Finding.of('lint', one).told(planned.project.root)}" for one in warnings]


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
