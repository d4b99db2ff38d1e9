"""Mistakes that have a sentence: who made which, typed how, and whether the next submission was right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from emgrade.bundle import QuestionInfo
from emgrade.gradebook import ClassRun
from emgrade.model import CaseResult, QuestionResult

_FORMULA = re.compile(
    r"[A-Za-z_]\w*\s*[-*/+^(]|[-*/+^(]\s*[A-Za-z_]"
)  # letters and numbers are chosen, not typed


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in one question.

    Attributes
    ----------
    sentence : str
        What the test said, without what was typed.
    count, share : int, float
        How many made it in what they handed in, and their share of the graded.
    unanswered : bool
        There was no answer.
    hidden : bool
        A hidden test said it.
    ways : int
        In how many ways it was typed; 0 where no formula is typed.
    retried, mended : int
        How often somebody handed in again after it, and had full points then.
    """

    sentence: str
    count: int
    share: float
    unanswered: bool = False
    hidden: bool = False
    ways: int = 0
    retried: int = 0
    mended: int = 0


def slip_in(question: QuestionResult) -> tuple[CaseResult, str] | None:
    """Return the case that says what is wrong, public ones before hidden ones, and what is equal for equal mistakes."""
    failed = sorted((case for case in question.cases if not case.passed), key=lambda case: case.hidden)
    for case in failed[:1]:
        if kind := case.kind or (case.sentence if case.hidden else case.said):
            return case, kind
    return None


def slips_of(run: ClassRun, info: QuestionInfo) -> tuple[tuple[Slip, ...], int]:
    """Return the mistakes in a question by how often they were made, and how many lost points and were told nothing."""
    cases: dict[str, CaseResult] = {}
    counts: Counter[str] = Counter()
    typed: dict[str, set[str]] = defaultdict(set)
    silent = 0
    for question in run.answers.get(info.name, ()):
        found = slip_in(question)
        if found is not None:
            case, kind = found
            cases.setdefault(kind, case)
            counts[kind] += 1
            formulas = [text for text in question.typed.values() if _FORMULA.search(text)]
            if formulas:
                typed[kind].add("".join("; ".join(formulas).split()))
        told = question.stopped_by or question.told(info, "at_once") or question.told(info, "after_due_date")
        silent += question.score < question.possible - 1e-9 and not told
    retried, mended = _retried(run, info.name)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    slips = (
        Slip(
            kind,
            count,
            count / max(len(run.graded), 1),
            cases[kind].unanswered,
            cases[kind].hidden,
            len(typed[kind]),
            retried[kind],
            mended[kind],
        )
        for kind, count in ranked
    )
    return tuple(slips), silent


def _retried(run: ClassRun, name: str) -> tuple[Counter[str], Counter[str]]:
    """Count by mistake how often it was followed by another submission, and by one with full points."""
    retried: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    for results in run.attempts.values():
        answers = [question for result in results for question in result.questions if question.name == name]
        for before, after in pairwise(answers):
            if (found := slip_in(before)) is not None:
                retried[found[1]] += 1
                mended[found[1]] += after.score >= after.possible - 1e-9
    return retried, mended
