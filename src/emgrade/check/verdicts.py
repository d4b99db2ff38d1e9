"""From results to findings: what each part of the check demands. Pure; nothing is run here."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..answers import FILE, Answer
from ..model import Assignment, Case, Question, QuestionResult, Result
from ..notebook import Notebook
from ..source import tests_setting
from .findings import Finding, Kind

if TYPE_CHECKING:
    from .reference import Run

BUDGET = 0.1  # of `submission_seconds`: students' code is slower than the reference
_CRASH = re.compile(r"^(?!Hint\b|AssertionError\b|Failed\b)[A-Za-z_.]*(Error|Exception|Interrupt)\b")
_STAND_IN = (
    "it passes in the notebook's own process: a module, a class or an instance of the notebook reaches a test as a "
    "stand-in that can only be reported. Import what the test needs inside of it and test numbers, arrays and "
    "functions, or set `grading: {engine: otter}`"
)

Trials = Sequence[tuple[Answer, QuestionResult]]


def stopped(assignment: Assignment, notebook: Notebook, result: Result, run: Run) -> Iterator[Finding]:
    """The first cell of the reference that stops; what comes after it may follow from it."""
    lines = notebook.lines(assignment)
    for cell, error in sorted(run.errors.items())[:1]:
        line = lines[cell] + error.row - 1 if lines[cell] else 0
        after = len(run.errors) - 1
        more = f"; {after} more cell{'s stop' if after > 1 else ' stops'} after it" if after else ""
        yield Finding("reference", assignment.path, line, f"the reference gives an error: {error.text}{more}")
    if not run.errors:
        told = result.error or "; ".join(str(note) for note in result.notes)
        yield Finding(
            "reference", assignment.path, 0, f"the reference runs in Jupyter but not in the engine: {told}"
        )


def reference(assignment: Assignment, result: Result, run: Run) -> Iterator[Finding]:
    """The reference gets full marks, test by test."""
    for note in result.notes:
        yield Finding("reference", assignment.path, 0, f"the reference leaves a note: {note}")
    for question, graded in _paired(assignment, result):
        seen = run.cases.get(question.name, [""] * len(question.cases))
        for case, outcome, compared in zip(question.cases, graded.cases, seen, strict=False):
            if not outcome.passed:
                reason = f"{question.name}: the reference fails {case.name}: {outcome.said}"
                why = _STAND_IN if compared is None else compared
                reason += f" ({why})" if why else ""
                yield Finding("reference", assignment.path, case.line, reason)
        if _differ(graded.score, question.points) and all(c.passed for c in graded.cases):
            reason = f"{question.name}: the reference gets {graded.score:g} of {question.points:g}"
            yield Finding("reference", assignment.path, question.line, reason)


def failed(assignment: Assignment, result: Result) -> set[str]:
    """Return the questions in which the reference loses a point or fails a test."""
    return {
        question.name
        for question, graded in _paired(assignment, result)
        if _differ(graded.score, question.points) or not all(case.passed for case in graded.cases)
    }


def watched(assignment: Assignment, notebook: Notebook, run: Run, budget: float) -> Iterator[Finding]:
    """The reference runs without a warning and within the time budget, in seconds."""
    lines = notebook.lines(assignment)
    checks = {place.check: name for name, place in notebook.places.items()}
    starts = {q.name: q.line for q in assignment.questions}
    for cell, texts in run.warnings.items():
        for text in texts[:1]:
            where = f"{checks[cell]}: a test of the reference" if cell in checks else "the reference"
            line = lines[cell] or starts.get(checks.get(cell, ""), 0)
            yield Finding("reference", assignment.path, line, f"{where} gives a warning: {text}")
    total = sum(run.seconds.values())
    if total > budget:
        slow = max(run.seconds, key=lambda cell: run.seconds[cell])
        line = lines[slow] or starts.get(checks.get(slow, ""), 0)
        longest = f"the slowest cell {run.seconds[slow]:.1f} s"
        reason = f"the reference takes {total:.1f} s, the budget is {budget:g} s; {longest}"
        yield Finding("reference", assignment.path, line, reason)


def untouched(assignment: Assignment, result: Result) -> Iterator[Finding]:
    """The untouched notebook gets nothing, and each question says what to do."""
    if not result.graded:
        yield Finding(
            "untouched", assignment.path, 0, f"the untouched notebook cannot be graded: {result.error}"
        )
        return
    worded = assignment.path.suffix != ".ipynb" and not tests_setting(assignment).get("ok_format")
    for question, graded in _paired(assignment, result):
        passed = [c for c, o in zip(question.cases, graded.cases, strict=False) if o.passed]
        if graded.score > 0:
            earned = [c for c in passed if c.points != 0] or list(question.cases)
            names = ", ".join(c.name for c in earned)
            reason = f"{question.name}: the untouched notebook gets {graded.score:g}; it passes {names}"
            yield Finding("untouched", assignment.path, earned[0].line if earned else question.line, reason)
        if worded:
            yield from _worded(assignment, question, graded)


def _worded(assignment: Assignment, question: Question, graded: QuestionResult) -> Iterator[Finding]:
    public = [case for case in question.cases if not case.hidden]
    if not public:
        reason = f"{question.name}: no public test, so the untouched notebook says nothing"
        yield Finding("untouched", assignment.path, question.line, reason)
        return
    told = graded.said
    if graded.stopped_by is None:
        problem = "its public tests pass, so nothing names what to do"
    elif _CRASH.match(told) or not told:
        problem = f"the message is no sentence: {told or 'empty'}"
    elif not any(name in told for name in _arguments(public)):
        problem = f"the message names none of {', '.join(_arguments(public))}: {told}"
    else:
        return
    yield Finding("untouched", assignment.path, public[0].line, f"{question.name}, untouched: {problem}")


def wrong(assignment: Assignment, trials: Trials) -> Iterator[Finding]:
    """Each wrong answer gets exactly its score, and its sentence where one is promised."""
    for answer, graded in trials:
        if not answer.wrong:
            continue
        question = _question(assignment, answer.question)
        if _differ(graded.score, answer.score):
            yield _finding(assignment, answer, _misgraded(question, answer, graded))
        if answer.says and not is_named(answer, graded):
            told = graded.said
            instead = f"says: {told}" if told else "says nothing"
            yield _finding(assignment, answer, f"the public check should say {answer.says!r}; it {instead}")


def is_named(answer: Answer, graded: QuestionResult) -> bool:
    """Whether the public check said the sentence that is promised for a wrong answer."""
    told = " ".join(graded.said.split())
    return answer.wrong and bool(answer.says) and " ".join(answer.says.split()) in told


def _misgraded(question: Question, answer: Answer, graded: QuestionResult) -> str:
    if not _differ(graded.score, question.points):
        return f"no test catches it: it gets {graded.score:g}, it should get {answer.score:g}"
    passed = [c.name for c, o in zip(question.cases, graded.cases, strict=False) if o.passed and c.hidden]
    failed = [c.name for c, o in zip(question.cases, graded.cases, strict=False) if not o.passed]
    tests = f"passed {', '.join(passed) or 'no hidden test'}, failed {', '.join(failed) or 'none'}"
    return f"it gets {graded.score:g}, it should get {answer.score:g} ({tests})"


def right_answers(assignment: Assignment, trials: Trials) -> Iterator[Finding]:
    """Each right answer keeps full marks, and no public test complains."""
    for answer, graded in trials:
        if answer.wrong:
            continue
        cases = zip(_question(assignment, answer.question).cases, graded.cases, strict=False)
        failed = next(((c, o) for c, o in cases if not o.passed), None)
        if failed:
            reason = f"a right answer fails {failed[0].name}: {failed[1].said}"
            yield _finding(assignment, answer, reason)
        elif _differ(graded.score, answer.score):
            reason = (
                f"a right answer gets {graded.score:g} of {answer.score:g}; it may not have run to its end"
            )
            yield _finding(assignment, answer, reason)


def stale(assignment: Assignment, trials: Trials) -> Iterator[Finding]:
    """Wrong numbers that no sentence names arise from the data while a right number beside them is right."""
    for question in assignment.automatic:
        typed = [(a, graded) for a, graded in trials if a.typed and a.question == question.name]
        wrong = [answer for answer, _ in typed if answer.wrong and not answer.says]
        right = [(answer, graded.score) for answer, graded in typed if not answer.wrong]
        gone = [answer for answer, score in right if _differ(score, answer.score)]
        if wrong and (gone or not right):
            lines = f"line{'s' * (len(wrong) > 1)} {', '.join(str(answer.line) for answer in wrong)}"
            reason = (
                f"the right number in line {gone[0].line} is right no longer, so work out the wrong ones again: {lines}"
                if gone
                else f"only a right number beside the wrong ones tells when they are out of date: {lines}"
            )
            path = assignment.path.parent / FILE
            yield Finding("wrong", path, wrong[0].line, f"{question.name}: {reason}")


def unproven(assignment: Assignment, trials: Trials, left_out: Collection[str] = ()) -> Iterator[Finding]:
    """Every hidden test is failed by a wrong answer; otherwise nothing shows that it can fail."""
    for question in assignment.automatic:
        if question.name in left_out:
            continue
        tried = [graded for answer, graded in trials if answer.wrong and answer.question == question.name]
        if not tried:
            reason = f"{question.name}: no wrong answer in {FILE}, so nothing shows that its tests can fail"
            yield Finding("test", assignment.path, question.line, reason)
            continue
        for number, case in enumerate(question.cases):
            outcomes = [graded.cases[number].passed for graded in tried if number < len(graded.cases)]
            if case.hidden and all(outcomes):
                reason = (
                    f"{question.name}: no wrong answer fails {case.name}, so nothing shows that it can fail"
                )
                yield Finding("test", assignment.path, case.line, reason)


def praised(assignment: Assignment, trials: Trials) -> Iterator[Finding]:
    """A public check that no wrong answer fails says what it looks at; "passed" would be read as "right"."""
    for question in assignment.automatic:
        tried = [graded for answer, graded in trials if answer.wrong and answer.question == question.name]
        public = [case for case in question.cases if not case.hidden]
        silent = public and not any(case.success_message or case.points for case in public)
        if silent and tried and not any(graded.stopped_by for graded in tried):
            reason = (
                f"{question.name}: every wrong answer passes the public tests: let a `success_message` say so"
            )
            yield Finding("test", assignment.path, public[0].line, reason)


def lost(assignment: Assignment, result: Result, but: str = "") -> list[str]:
    """Return a sentence for each question of a result that lost points, except for one."""
    if not result.graded:
        return [f"nothing could be graded: {result.error}"]
    points = {q.name: q.points for q in assignment.automatic}
    return [
        f"{graded.name} gets {graded.score:g} of {points[graded.name]:g}"
        for graded in result.questions
        if graded.name != but and _differ(graded.score, points.get(graded.name, graded.score))
    ]


def inherited(assignment: Assignment, answer: Answer, result: Result) -> Iterator[Finding]:
    """A wrong answer costs no more in the other questions than it declares."""
    points = {q.name: q.points for q in assignment.automatic}
    cost = sum(points[q.name] - q.score for q in result.questions if q.name != answer.question)
    if cost > answer.elsewhere + 1e-9:
        told = ", ".join(lost(assignment, result, but=answer.question))
        reason = (
            f"costs {cost:g} in other questions, answered right: {told} (elsewhere = {answer.elsewhere:g})"
        )
        yield _finding(assignment, answer, reason, "cascade")


def _paired(assignment: Assignment, result: Result) -> Iterator[tuple[Question, QuestionResult]]:
    graded = {q.name: q for q in result.questions}
    for question in assignment.automatic:
        yield question, graded.get(question.name, QuestionResult(question.name, 0.0, question.points))


def _question(assignment: Assignment, name: str) -> Question:
    return next(q for q in assignment.questions if q.name == name)


def _finding(assignment: Assignment, answer: Answer, reason: str, kind: Kind | None = None) -> Finding:
    kind = kind or ("wrong" if answer.wrong else "right")
    path: Path = assignment.path.parent / FILE
    return Finding(kind, path, answer.line, f"{answer.question}, {answer.label}: {reason}")


def _arguments(cases: Sequence[Case]) -> list[str]:
    found: list[str] = []
    for case in cases:
        match = re.search(r"def \w+\(([^)]*)\)", case.source)
        found += [
            name.split(":")[0].strip() for name in (match[1].split(",") if match else []) if name.strip()
        ]
    return list(dict.fromkeys(found))


def _differ(score: float, wanted: float) -> bool:
    """Whether two scores differ; thirds of points do not add up to the last digit."""
    return not math.isclose(score, wanted, abs_tol=1e-9)
