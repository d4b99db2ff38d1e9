"""The sentence that a student saw: what the public check itself said."""

from __future__ import annotations

from emgrade.model import CaseResult, QuestionResult


def stopped_by(question: QuestionResult) -> CaseResult | None:
    """Return the first public case that failed: its message is the one that Otter shows."""
    return next((case for case in question.cases if not case.hidden and not case.passed), None)


def said(question: QuestionResult) -> str:
    """Return the sentence that the public check of a question showed, or nothing.

    A test that fails without a sentence of its own is known by the last line of what Python printed.
    """
    case = stopped_by(question)
    if case is None:
        return ""
    return case.sentence or _last_line(case)


def kind(question: QuestionResult) -> str:
    """Return what is equal for equal mistakes: the sentence of the public check without what was typed."""
    case = stopped_by(question)
    return "" if case is None else case.kind or case.sentence or _last_line(case)


def _last_line(case: CaseResult) -> str:
    return case.message.strip().rpartition("\n")[2].strip()
