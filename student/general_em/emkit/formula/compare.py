"""Compare formulas as functions, at fixed points of the question's domain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .evaluate import Values, evaluate, operands
from .laws import Law, equal, laws
from .parse import Step
from .points import Points, Relations, read_formula, read_relations, sampled
from .question import Question

POINTS = 24
_TIDY = 12


@dataclass(eq=False, repr=False)
class Key:
    """What answers to a question are compared with.

    Attributes
    ----------
    points
        Where formulas are compared.
    reference, numerator
        Values of the reference and, if it is a quotient, of what stands above its bar.
    slips
        Values of each known wrong formula, with its sentence.
    laws
        What the reference obeys.
    needed
        For each free name that the reference depends on, the names that bring it in.
    tidy, tidy_reference
        Points with one decimal, to show to a student, and the reference there.
    """

    points: Points
    reference: Values
    numerator: Values | None
    slips: tuple[tuple[Values, str], ...]
    laws: tuple[Law, ...]
    needed: dict[str, frozenset[str]]
    tidy: Points
    tidy_reference: Values


def agrees(program: tuple[Step, ...], key: Key, columns: dict[str, Values] | None = None) -> bool:
    """Whether a formula has the value of the reference at each point; `columns` replaces the key's own."""
    return equal(evaluate(program, columns or key.points.columns), key.reference)


@lru_cache(maxsize=128)
def prepared(question: Question) -> Key:
    """Return what answers to `question` are compared with.

    Raises
    ------
    ValueError
        If the question has no reference, or one of its formulas is badly written.
    """
    if question.reference is None:
        raise ValueError(f"{question.name}: a question needs a reference to be graded")
    reference = read_formula(question.reference, question)
    relations = read_relations(question)
    points = sampled(question, reference, relations, POINTS, decimals=12)
    tidy = sampled(question, reference, relations, _TIDY, decimals=1)
    values = evaluate(reference, points.columns)
    return Key(
        points,
        values,
        operands(reference[:-1], points.columns)[0] if reference[-1][0] == "/" else None,
        tuple(_slips(question, points, values)),
        tuple(laws(question, reference, relations, points)),
        _needed(question, reference, relations),
        tidy,
        evaluate(reference, tidy.columns),
    )


def _slips(question: Question, points: Points, values: Values) -> list[tuple[Values, str]]:
    slips = []
    for wrong, sentence in question.slips:
        slip = evaluate(read_formula(wrong, question), points.columns)
        if equal(slip, values):
            raise ValueError(f"{question.name}: the slip {wrong!r} equals the reference")
        slips.append((slip, sentence))
    return slips


def _needed(
    question: Question, reference: tuple[Step, ...], relations: Relations
) -> dict[str, frozenset[str]]:
    """Return, for each free name that the reference depends on, the names that bring it in."""
    parents: dict[str, set[str]] = {name: {name} for name in question.names}
    for name, program in relations:
        parents[name] = {free for step in program if step[0] == "name" for free in parents[step[1]]}
    for name in question.running:
        stem = name.removesuffix("_k")
        parents[name] = parents[f"{stem}_1"] | parents[f"{stem}_2"]
    used = {free for step in reference if step[0] == "name" for free in parents[step[1]]}
    return {
        free: frozenset(name for name in question.names if free in parents[name])
        for free in question.names
        if free in used
    }
