"""From results to findings: what each part of the proof demands. Pure; nothing is run here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..answers import FILE, Answer
from ..book import Book
from ..model import Assignment, Case, Question, QuestionResult, Result
from ..source import tests_setting
from .findings import Finding
from .plain import Watched

BUDGET = 0.1  # of `submission_seconds`: students' code is slower than the reference
_CRASH = re.compile(r"^(?!Hint\b|AssertionError\b|Failed\b)[A-Za-z_.]*(Error|Exception|Interrupt)\b")

Trials = Sequence[tuple[Answer, QuestionResult]]


def reference(assignment: Assignment, result: Result) -> Iterator[Finding]:
    """The reference gets full marks, test by test."""
    if result.error:
        yield Finding("reference", assignment.path, 0, f"the reference cannot be graded: {result.error}")
        return
    for note in result.notes:
        yield Finding("reference", assignment.path, 0, f"the reference leaves a note: {note}")
    for question, graded in _paired(assignment, result):
        for case, outcome in zip(question.cases, graded.cases, strict=False):
            if not outcome.passed:
                reason = f"{question.name}: the reference fails {case.name}: {sentence(outcome.message)}"
                yield Finding("reference", assignment.path, case.line, reason)
        if graded.score != question.points and all(c.passed for c in graded.cases):
            reason = f"{question.name}: the reference gets {graded.score:g} of {question.points:g}"
            yield Finding("reference", assignment.path, question.line, reason)


def watched(assignment: Assignment, book: Book, seen: Watched, budget: float) -> Iterator[Finding]:
    """The reference runs without an error, without a warning and within the time budget."""
    lines = {place.check: name for name, place in book.places.items()}
    starts = {q.name: q.line for q in assignment.questions}
    for told, what in ((seen.errors.items(), "an error"), (seen.warnings.items(), "a warning")):
        for cell, text in told:
            line = book.lines[cell] or starts.get(lines.get(cell, ""), 0)
            where = f"{lines[cell]}: a test of the reference" if cell in lines else "the reference"
            reason = f"{where} gives {what}: {text if isinstance(text, str) else text[0]}"
            yield Finding("reference", assignment.path, line, reason)
    total = sum(seen.seconds.values())
    if total > budget:
        slow = max(seen.seconds, key=lambda cell: seen.seconds[cell])
        line = book.lines[slow] or starts.get(lines.get(slow, ""), 0)
        longest = f"the slowest cell {seen.seconds[slow]:.1f} s"
        reason = f"the reference takes {total:.1f} s, the budget is {budget:g} s; {longest}"
        yield Finding("reference", assignment.path, line, reason)


def untouched(assignment: Assignment, result: Result) -> Iterator[Finding]:
    """The untouched notebook gets nothing, and each question says what to do."""
    if result.error:
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
    said = sentence(graded.public_message)
    if not graded.public_message:
        problem = "its public tests pass, so nothing names what to do"
    elif _CRASH.match(said) or not said:
        problem = f"the message is no sentence: {said or 'empty'}"
    elif not any(name in said for name in _arguments(public)):
        problem = f"the message names none of {', '.join(_arguments(public))}: {said}"
    else:
        return
    yield Finding("untouched", assignment.path, public[0].line, f"{question.name}, untouched: {problem}")


def wrong(assignment: Assignment, trials: Trials) -> Iterator[Finding]:
    """Each wrong answer gets exactly its score, and its sentence where one is promised."""
    for answer, graded in trials:
        if not answer.wrong:
            continue
        question = _question(assignment, answer.question)
        if graded.score != answer.score:
            yield _finding(assignment, answer, _misgraded(question, answer, graded))
        said = sentence(graded.public_message)
        if answer.says and _squeezed(answer.says) not in _squeezed(said):
            instead = f"says: {said}" if said else "says nothing"
            yield _finding(assignment, answer, f"the public check should say {answer.says!r}; it {instead}")


def _misgraded(question: Question, answer: Answer, graded: QuestionResult) -> str:
    if graded.score == question.points:
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
            reason = f"a right answer fails {failed[0].name}: {sentence(failed[1].message)}"
            yield _finding(assignment, answer, reason)
        elif graded.score != answer.score:
            reason = (
                f"a right answer gets {graded.score:g} of {answer.score:g}; it may not have run to its end"
            )
            yield _finding(assignment, answer, reason)


def unproven(assignment: Assignment, trials: Trials) -> Iterator[Finding]:
    """Every hidden test is failed by a wrong answer; otherwise nothing shows that it can fail."""
    for question in assignment.automatic:
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


def lost(assignment: Assignment, result: Result) -> dict[str, str]:
    """Return question -> sentence for each graded question that lost points."""
    if result.error:
        return {"": f"nothing could be graded: {result.error}"}
    points = {q.name: q.points for q in assignment.automatic}
    return {
        graded.name: f"{graded.name} gets {graded.score:g} of {points[graded.name]:g}"
        for graded in result.questions
        if graded.score != points.get(graded.name, graded.score)
    }


def sentence(message: str) -> str:
    """Return what a student reads of a failed test: the text behind Otter's frame and the quoted line of code."""
    text = message.strip()
    if match := re.search(r"^Error at line \d+ in test .*?:\n(?: {2}.*\n)*", text, re.MULTILINE):
        text = text[match.end() :]
    text = re.sub(r"^(Hint|NotAnswered|AssertionError): ?", "", text.strip())
    return text.strip()


def _paired(assignment: Assignment, result: Result) -> Iterator[tuple[Question, QuestionResult]]:
    graded = {q.name: q for q in result.questions}
    for question in assignment.automatic:
        if question.cases:
            yield question, graded.get(question.name, QuestionResult(question.name, 0.0, question.points))


def _question(assignment: Assignment, name: str) -> Question:
    return next(q for q in assignment.questions if q.name == name)


def _finding(assignment: Assignment, answer: Answer, reason: str) -> Finding:
    kind = "wrong" if answer.wrong else "right"
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


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)
