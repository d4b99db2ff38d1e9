"""From Otter's test files to a `Result`, and to what Gradescope and its viewers get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from ..bundle import Bundle, QuestionInfo, Tell
from ..model import CaseResult, Note, QuestionResult, Result, Status
from ..printable import printable
from .submission import Submission

PUBLIC = "Public Tests"  # Otter's name of the entry that says what public tests say
MAX_OUTPUT = 90_000  # Gradescope cuts every text at 100,000 characters


def graded(
    bundle: Bundle,
    otter: ModuleType,
    config: Any,
    path: Path,
    files: dict[str, Any],
    notes: tuple[Note, ...],
    layers: dict[str, str],
) -> Result:
    """Return the result of a submission.

    Parameters
    ----------
    bundle, otter, config
        The assignment, `otter.test_files`, and Otter's configuration.
    path : Path
        What was graded.
    files : dict
        Question -> Otter's test file with its results, in the order of the checks.
    notes : tuple of Note
        For the student and the instructor.
    layers : dict
        Layer of the sandbox -> "" or why it is not in force.
    """
    notes = tuple(
        replace(note, text=printable(note.text), code=printable(note.code), what=printable(note.what))
        for note in notes
    )
    missing = (f"not in force: {name}: {why}" for name, why in layers.items() if why)
    questions = question_results(bundle, files)
    return Result(
        submission=str(path),
        assignment=bundle.assignment,
        stamp=bundle.stamp,
        questions=questions,
        notes=notes,
        instructor_notes=tuple(Note("layer", text) for text in missing),
        gradescope=gradescope(otter, config, bundle, files, questions, notes),
    )


def question_results(bundle: Bundle, files: dict[str, Any]) -> tuple[QuestionResult, ...]:
    """Return the results in the assignment's order."""
    order = {info.name: number for number, info in enumerate(bundle.questions)}
    ranked = sorted(files.items(), key=lambda item: order.get(item[0], len(order)))
    return tuple(
        QuestionResult(
            file.name,
            file.score,
            file.possible,
            tuple(
                CaseResult(
                    name=case.name,
                    hidden=bool(case.hidden),
                    passed=outcome.passed,
                    points=case.points,
                    message="" if outcome.passed else printable(outcome.message),
                    sentence=printable(outcome.sentence),
                    unanswered=outcome.unanswered,
                    kind=printable(outcome.kind),
                    told=printable(outcome.told),
                )
                for case, outcome in zip(file.test_cases, file.outcomes, strict=True)
            ),
            {name: printable(text) for name, text in file.typed.items()},
        )
        for _, file in ranked
    )


def gradescope(
    otter: ModuleType,
    config: Any,
    bundle: Bundle,
    files: dict[str, Any],
    questions: tuple[QuestionResult, ...],
    notes: tuple[Note, ...],
) -> dict[str, Any]:
    """Return `results.json` as Otter makes it, with the visibility of each question, and what hidden tests may tell.

    Otter's entry of a question quotes hidden tests. It keeps that text where students never see it; anywhere else the
    entry says what the public tests say. Sentences that may be told follow in entries of their own, without points.
    """
    infos = {info.name: info for info in bundle.questions}
    graded = {question.name: question for question in questions}
    results = otter.GradingResults(list(files.values()))
    if notes:
        results.set_output("\n".join(map(str, notes)))
    found: dict[str, Any] = results.to_gradescope_dict(config)
    entries: list[dict[str, Any]] = []
    for entry in found["tests"]:
        entries.append(entry)
        name = entry["name"]
        if name in files and "max_score" in entry and not config.show_hidden:
            info = infos.get(name, QuestionInfo(name))
            entry["visibility"] = info.visibility or bundle.visibility
            if entry["visibility"] != "hidden":
                entry["output"] = _public(files[name]) + _hidden_line(files[name])
            entries += _told(graded[name], info)
        elif name == PUBLIC:
            entry["output"] = "\n\n".join(map(_public, files.values()))
        entry["output"] = printable(shortened(entry["output"]))
    return {**found, "tests": entries}


def _told(question: QuestionResult, info: QuestionInfo) -> Iterator[dict[str, Any]]:
    """Yield an entry for what students see at once, and one for what they see after the due date."""
    moments: tuple[tuple[Tell, str], ...] = (("at_once", "visible"), ("after_due_date", "after_due_date"))
    for when, visibility in moments:
        if sentences := question.told(info, when):
            output = shortened("\n".join(sentences))
            name = f"{question.name}: what to look at"
            yield {"name": name, "status": "failed", "visibility": visibility, "output": output}


def _public(file: Any) -> str:
    """Return what the public tests say: of those that passed the author's own words, where there are any."""
    own = [case.success_message for case in file.test_cases if not case.hidden and case.success_message]
    if own and file.passed_all_public:
        return f"{file.name}: {' '.join(own)}"
    return str(file.summary(public_only=True))


def _hidden_line(file: Any) -> str:
    hidden = [r.passed for r in file.test_case_results if r.test_case.hidden]
    return f"\n\nHidden tests passed: {sum(hidden)} of {len(hidden)}" if hidden else ""


def shortened(text: str) -> str:
    """Keep a text within what Gradescope shows."""
    if len(text) <= MAX_OUTPUT:
        return text
    half = MAX_OUTPUT // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters left out ...\n{text[-half:]}"


def submission_notes(bundle: Bundle, submission: Submission) -> tuple[Note, ...]:
    """Return the receipt of an export, and a line when the notebook was made from another version of the assignment."""
    _, stamp = submission.label
    found = (submission.receipt,) if submission.receipt else ()
    if stamp is None or stamp == bundle.stamp:
        return found
    text = f"This notebook is of version {stamp[:80]}; it was graded with version {bundle.stamp}."
    return (*found, Note("version", text))


def instructor_text(result: Result) -> str:
    """Return what an instructor reads beside the scores: every failed case, hidden ones too, and the notes."""
    lines = [
        f"{result.assignment} {result.stamp}: {result.score:g} of {result.possible:g} in {result.seconds:.1f} s"
    ]
    lines += [result.error] if result.error else []
    lines += map(str, (*result.notes, *result.instructor_notes))
    for question in result.questions:
        lines.append(f"\n{question.name}: {question.score:g} of {question.possible:g}")
        lines += [
            f"  {'hidden ' if c.hidden else ''}{c.name}: {c.message}" for c in question.cases if not c.passed
        ]
    return shortened("\n".join(lines))


def failed(bundle: Bundle, path: Path, reason: str, status: Status) -> Result:
    """Return the result of a submission that could not be graded."""
    return Result(
        str(path),
        bundle.assignment,
        bundle.stamp,
        status=status,
        error=printable(reason),
        gradescope=error_report(printable(reason)),
    )


def error_report(reason: str) -> dict[str, Any]:
    """Return a valid `results.json` that says why there is no score."""
    return {
        "score": 0,
        "output": reason,
        "tests": [{"name": "Autograder", "status": "failed", "output": reason, "visibility": "visible"}],
    }
