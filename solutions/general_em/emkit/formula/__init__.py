"""Typed formulas, graded on meaning.

`read` is the public check: it says how a formula reads, or what is invalid in it. `check` compares it with a
reference, which only hidden tests have. Nothing in this package is an answer, so it travels with the notebooks.
"""

from __future__ import annotations

from . import messages
from .compare import agrees, prepared
from .diagnose import diagnose
from .messages import Refusal
from .parse import parse
from .question import Question, Symbol
from .questions import DQ_DMU, DQ_DPI, DQ_DSIGMA, MARGINAL, MEAN, POSTERIOR, VARIANCE, WEIGHT
from .verdict import CORRECT, INVALID, READABLE, WRONG, Verdict

__all__ = [
    "DQ_DMU",
    "DQ_DPI",
    "DQ_DSIGMA",
    "MARGINAL",
    "MEAN",
    "POSTERIOR",
    "VARIANCE",
    "WEIGHT",
    "Question",
    "Symbol",
    "Verdict",
    "check",
    "read",
]

# By identity, never by name: a class can lie about its name.
_KINDS: tuple[tuple[object, str], ...] = (
    (type(...), "..."),
    (type(None), "None"),
    (bool, "True or False"),
    (int, "a number"),
    (float, "a number"),
    (bytes, "bytes"),
    (tuple, "a tuple"),
    (list, "a list"),
)


def read(text: object, question: Question) -> Verdict:
    """Return how `text` reads as a formula in the names of `question`. Nothing is compared.

    Parameters
    ----------
    text
        What the student typed. Anything but a plain `str` is invalid.
    question
        The question; it needs no reference.

    Returns
    -------
    Verdict
        "readable", shown as mathematics in a notebook, or "invalid" with a kind, a sentence and, where the
        mistake has a place, an offset.
    """
    if type(text) is not str:
        return Verdict(INVALID, messages.not_text(_what(text)), "not text")
    try:
        return Verdict(READABLE, messages.READABLE, text=text, program=parse(text, question))
    except Refusal as refusal:
        return Verdict(INVALID, refusal.message, refusal.kind, refusal.offset, text)


def check(text: object, question: Question) -> Verdict:
    """Return whether `text` means the same as the reference of `question`.

    Two formulas mean the same if they agree at 24 fixed points of the question's domain to a relative 1e-9,
    with the dependent names computed from the question's relations.

    Parameters
    ----------
    text
        What the student typed.
    question
        The question, with a reference: see `Question.graded`.

    Returns
    -------
    Verdict
        "correct", "wrong" with a sentence on what to look at, or "invalid" as from `read`.

    Raises
    ------
    ValueError
        If the question has no reference, or is badly written. Never for what is in `text`.
    """
    key = prepared(question)
    verdict = read(text, question)
    if verdict.invalid:
        return verdict
    if agrees(verdict.program, key):
        return Verdict(CORRECT, messages.CORRECT, text=verdict.text, program=verdict.program)
    message, offset = diagnose(verdict.text, verdict.program, question, key)
    return Verdict(WRONG, message, offset=offset, text=verdict.text, program=verdict.program)


def _what(value: object) -> str:
    kind = type(value)
    for known, words in _KINDS:
        if kind is known:
            return words
    return ""
