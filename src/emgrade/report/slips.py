"""The sentence that a student saw: the public check's message without Otter's frame around it."""

from __future__ import annotations

import re

from emgrade.model import QuestionResult

# `Hint: sentence`, `emkit.check.Hint: sentence`, `AssertionError: sentence`; what follows belongs to it.
_RAISED = re.compile(
    r"^(?:[A-Za-z_][\w.]*\.)?(?:Hint|NotAnswered|[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning))"
    r"(?:: ?(?P<says>.*))?$"
)
_NOT_ANSWERED = (
    "has no value yet.",
    "returned None. Replace the",
    "is not defined. Run the cell that defines it",
)


def sentence(message: str) -> str:
    """Return the sentence at the end of a check's message; the whole last line where there is no exception's name."""
    lines = [line.strip() for line in message.strip().splitlines()]
    for index in range(len(lines) - 1, -1, -1):
        match = _RAISED.match(lines[index])
        if match is not None:
            rest = [match["says"] or "", *lines[index + 1 :]]
            return " ".join(part for part in rest if part) or lines[index]
    return lines[-1] if lines else ""


def said(question: QuestionResult) -> str:
    """Return the sentence that the public check of a question showed, or nothing."""
    return sentence(question.public_message)


def is_unanswered(text: str) -> bool:
    """Whether a sentence speaks of the untouched notebook, not of a mistake."""
    return any(part in text for part in _NOT_ANSWERED)
