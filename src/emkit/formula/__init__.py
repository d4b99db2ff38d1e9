"""Typed formulas, graded on meaning.

`read` is the public check: it says how a formula reads, or what is invalid in it. `check` compares it with the
reference of a `Question`, which only hidden tests have. Nothing in this package is an answer, so it travels with the
notebooks.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Sequence

from . import messages
from .compare import agrees, prepared
from .diagnose import diagnose
from .evaluate import FUNCTIONS
from .messages import Refusal
from .parse import parse
from .question import Question
from .verdict import CORRECT, INVALID, READABLE, WRONG, Verdict

__all__ = ["FUNCTIONS", "Question", "Verdict", "check", "read"]

# By identity, never by name: a class can lie about its name.
_KINDS: tuple[tuple[object, str], ...] = (
    (type(...), "..."),
    (type(None), "None"),
    (bool, "True or False"),
    (int, "a number"),
    (float, "a number"),
    (complex, "a number"),
    (bytes, "bytes"),
    (tuple, "a tuple"),
    (list, "a list"),
    (set, "a set"),
    (dict, "a dict"),
    (types.FunctionType, "a function"),
    (types.BuiltinFunctionType, "a function"),
    (type, "a class"),
)


def read(text: object, names: Iterable[str], functions: Sequence[str] = FUNCTIONS) -> Verdict:
    """Return how `text` reads as a formula in some names. Nothing is compared.

    Parameters
    ----------
    text
        What the student typed. Anything but a plain `str` is invalid.
    names, functions
        What may be used.

    Returns
    -------
    Verdict
        "readable", shown as mathematics in a notebook, or "invalid" with a kind, a sentence and, where the
        mistake has a place, an offset.

    Examples
    --------
    >>> read("2 x", ["x"])
    Put * between 2 and x, if you mean their product.
        2 x
          ^
    """
    return _read(text, Question("", dict.fromkeys(names, 0.0), functions))


def check(text: object, question: Question) -> Verdict:
    """Return whether `text` means the same as the reference of `question`.

    Two formulas mean the same if they agree at 24 fixed points of the question's domain to a relative 1e-9,
    with the dependent names computed as the question says.

    Parameters
    ----------
    text
        What the student typed.
    question
        The question, with a reference.

    Returns
    -------
    Verdict
        "correct", "wrong" with a sentence on what to look at, or "invalid" as from `read`.

    Raises
    ------
    ValueError
        If the question has no reference, or is badly written. Never for what is in `text`.

    Examples
    --------
    >>> check("x + x", Question("double", {"x": (-3, 3)}, reference="2*x"))
    Correct.
    """
    key = prepared(question)
    verdict = _read(text, question)
    if verdict.invalid:
        return verdict
    if agrees(verdict.program, key):
        return Verdict(CORRECT, messages.CORRECT, text=verdict.text, program=verdict.program)
    found = diagnose(verdict.text, verdict.program, question, key)
    return Verdict(
        WRONG,
        found.message,
        offset=found.offset,
        text=verdict.text,
        program=verdict.program,
        general=found.general,
        keeps=found.keeps,
    )


def _read(text: object, question: Question) -> Verdict:
    # A NumPy text is text; `str` proper is made of it without asking it anything.
    if type(text) is getattr(sys.modules.get("numpy"), "str_", str):
        text = str.__str__(text)
    if type(text) is not str:
        what = _what(text)
        general = messages.placeholder() if what == "..." else messages.NOT_TEXT
        return Verdict(INVALID, messages.not_text(what), "not text", general=general)
    try:
        return Verdict(READABLE, messages.READABLE, text=text, program=parse(text, question))
    except Refusal as refusal:
        return Verdict(INVALID, refusal.message, refusal.kind, refusal.offset, text, general=refusal.general)


def _what(value: object) -> str:
    kind = type(value)
    for known, words in _KINDS:
        if kind is known:
            return words
    if kind is getattr(sys.modules.get("numpy"), "ndarray", None):
        return "an array"
    # Not `kind.__name__`: a metaclass could answer for it.
    name = type.__dict__["__name__"].__get__(kind)
    return f"a value of type {messages.short(name)}" if name.isascii() and name.isidentifier() else ""
