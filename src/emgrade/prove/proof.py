"""`emgrade check`: prove that an assignment grades what it should."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import nbformat

from ..answers import FILE, Answer, read_answers
from ..book import Book
from ..build import Versions, compile_bundle
from ..bundle import PROFILE, read_profile
from ..errors import AuthorError
from ..leaks import find_leaks, find_telling_sentences
from ..lint import lint
from ..model import Assignment, QuestionResult, Result
from ..project import Project
from ..source import read_assignment
from . import verdicts
from .bench import Bench, Tick
from .findings import Finding, Proof
from .isolated import IsolatedBench
from .plain import PlainBench

Trials = Sequence[tuple[Answer, Result]]
FIXED_STEPS = 5  # reference, the same watched, untouched, all answers in one notebook, second build

_REBUILD = """
import sys
from pathlib import Path
from emgrade.project import Project
from emgrade.prove.proof import digest
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
        """How often `prove` ticks."""
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
    answers, errors = ([], []) if mistakes else read_answers(assignment)
    return Plan(
        project,
        name,
        None if mistakes else assignment,
        answers,
        mistakes + [Finding.of("answers", error) for error in errors],
    )


def prove(planned: Plan, *, jobs: int = 2, each: bool = False, tick: Tick = lambda: None) -> Proof:
    """Run every part of the proof that can be run.

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
    Proof
        With the findings in the order of the files and their lines.
    """
    started = time.monotonic()
    proof = Proof(planned.name, findings=list(planned.mistakes))
    if planned.assignment is not None:
        _Prover(planned, planned.assignment, proof, jobs, each, tick).run()
    proof.findings.sort(key=lambda f: (str(f.path), f.line))
    proof.seconds = time.monotonic() - started
    return proof


def digest(versions: Versions) -> str:
    """Return a hash of everything that a build writes."""
    found = hashlib.sha256()
    for part in (versions.student, versions.autograder, versions.solutions):
        for path in sorted(part):
            found.update(path.encode() + b"\0" + hashlib.sha256(part[path]).digest())
    return found.hexdigest()


@dataclass
class _Prover:
    planned: Plan
    assignment: Assignment
    proof: Proof
    jobs: int
    each: bool
    tick: Tick

    def run(self) -> None:
        course = self.planned.project.course()
        self._count()
        with ThreadPoolExecutor(self.jobs) as pool:
            second = pool.submit(self._step, self._rebuild)
            try:
                bundle = compile_bundle(self.assignment, course)
            except AuthorError as error:
                self.proof.findings.append(Finding.of("build", error))
                return
            leaks = [*find_leaks(self.assignment, bundle.student), *find_telling_sentences(self.assignment)]
            self.proof.findings += [Finding.of("leak", error) for error in leaks]
            self._with_bundle(bundle, pool)
            told = second.result()
            if told != digest(bundle):
                reason = (
                    "two builds of the same source differ"
                    if len(told) == 64
                    else f"a second build fails: {told}"
                )
                self.proof.findings.append(Finding("build", self.assignment.path, 0, reason))

    def _count(self) -> None:
        answers = self.planned.answers
        self.proof.questions = len(self.assignment.automatic)
        self.proof.points = self.assignment.points
        self.proof.tests = sum(len(q.cases) for q in self.assignment.automatic)
        self.proof.wrong = sum(a.wrong for a in answers)
        self.proof.right = len(answers) - self.proof.wrong

    def _with_bundle(self, bundle: Versions, pool: ThreadPoolExecutor) -> None:
        profile = read_profile(bundle.autograder[PROFILE])
        plain = PlainBench(bundle, self.jobs, profile.limits, profile.seed)
        codes = [answer.code for answer in self.planned.answers]
        name = f"{self.assignment.name}.ipynb"
        book = Book.read(self.assignment, bundle.solutions[name])
        stub = nbformat.reads(bundle.student[name].decode(), as_version=4)
        seen = pool.submit(self._step, lambda: plain.watch(book.notebook))
        with (
            nullcontext(plain)
            if profile.engine == "otter"
            else IsolatedBench(bundle, self.jobs, codes) as bench
        ):
            self.proof.engine = bench.name
            self._run_all(bench, book, stub)
        budget = verdicts.BUDGET * profile.limits.submission_seconds
        self.proof.findings += verdicts.watched(self.assignment, book, seen.result(), budget)

    def _run_all(self, bench: Bench, book: Book, stub: nbformat.NotebookNode) -> None:
        reference, untouched = bench.grade([book.notebook, stub])
        self.tick()
        self.tick()
        findings = list(verdicts.reference(self.assignment, reference))
        self.proof.findings += [*findings, *verdicts.untouched(self.assignment, untouched)]
        answers = self.planned.answers
        tried = bench.try_answers(book, _codes(answers), self.tick, rest=self.each) if answers else {}
        waiting = {name: iter(results) for name, results in tried.items()}
        trials = [(answer, next(waiting[answer.question])) for answer in answers]
        self._answers([(answer, _own(answer, result)) for answer, result in trials])
        if trials and not findings:
            self.proof.findings += self._cascades(bench, book, trials)
        self.tick()

    def _answers(self, trials: verdicts.Trials) -> None:
        self.proof.recognised = sum(bool(a.wrong and a.says) for a, _ in trials)
        self.proof.findings += verdicts.wrong(self.assignment, trials)
        self.proof.findings += verdicts.right_answers(self.assignment, trials)
        path = self.assignment.path.parent / FILE
        if path.is_file():
            self.proof.findings += verdicts.unproven(self.assignment, trials)
        elif self.assignment.path.suffix == ".ipynb":
            self.proof.notes.append(f"no {FILE}: only the reference and the untouched notebook were tried")
        else:
            reason = f"no {FILE} beside the source, so nothing shows that its tests can fail"
            self.proof.findings.append(Finding("test", self.assignment.path, 0, reason))

    def _cascades(self, bench: Bench, book: Book, trials: Trials) -> Iterator[Finding]:
        """No answer may cost a point elsewhere, once its own question is answered right again."""
        if self.each:
            yield from self._culprits(trials)
            return
        ended = [answer for answer, result in trials if _ended(result)]
        told = "the rest of the notebook was run once, after all answers in a row; --each runs it after each of them"
        left_out = [f"{a.question} {a.label!r}" for a, result in trials if not _ended(result)]
        self.proof.notes.append(
            told + (f". Left out, as they did not end: {', '.join(left_out)}" if left_out else "")
        )
        if not verdicts.lost(self.assignment, bench.grade([book.with_all(_codes(ended))])[0]):
            return
        results = bench.try_answers(book, _codes(ended), lambda: None, rest=True)
        waiting = {name: iter(found) for name, found in results.items()}
        found = list(self._culprits([(answer, next(waiting[answer.question])) for answer in ended]))
        reason = "answers cost points elsewhere when they are run in a row, though none does alone"
        yield from found or [Finding("cascade", self.assignment.path.parent / FILE, 0, reason)]

    def _culprits(self, trials: Trials) -> Iterator[Finding]:
        for answer, result in trials:
            losses = verdicts.lost(self.assignment, result)
            losses.pop(answer.question, None)
            if losses:
                reason = (
                    f"{answer.question}, {answer.label}: costs points elsewhere: {', '.join(losses.values())}"
                )
                yield Finding("cascade", self.assignment.path.parent / FILE, answer.line, reason)

    def _step(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            self.tick()

    def _rebuild(self) -> str:
        """Build once more in another process, with another order of sets."""
        command = [sys.executable, "-c", _REBUILD, str(self.planned.project.root), self.planned.name]
        environment = {**os.environ, "PYTHONHASHSEED": "1977"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        return (done.stdout.strip() or done.stderr.strip() or "no message").splitlines()[-1]


def _own(answer: Answer, result: Result) -> QuestionResult:
    """The result of the answer's own question; an empty one where it was not reached."""
    return next(
        (q for q in result.questions if q.name == answer.question), QuestionResult(answer.question, 0.0, 0.0)
    )


def _ended(result: Result) -> bool:
    """Whether an answer's cell came to its end by itself."""
    return not any(note.kind in ("cell ended", "cell time") for note in result.notes)


def _codes(answers: Sequence[Answer]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for answer in answers:
        found.setdefault(answer.question, []).append(answer.code)
    return found
