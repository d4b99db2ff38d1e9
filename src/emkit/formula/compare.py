"""Compare formulas as functions, at fixed points of the question's domain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .evaluate import Values, evaluate, operands
from .laws import Law, equal, laws
from .parse import Step
from .question import Question
from .samples import Computed, Samples, read_computed, read_formula, sampled

COUNT = 24
_TIDY = 12


@dataclass(eq=False, repr=False)
class Slip:
    """A known wrong formula: its values, its sentence and the points that it keeps."""

    values: Values
    sentence: str
    keeps: float


@dataclass(eq=False, repr=False)
class Key:
    """What answers to a question are compared with.

    Attributes
    ----------
    samples
        Where formulas are compared.
    reference, numerator
        Values of the reference and, if it is a quotient, of what stands above its bar.
    slips
        The known wrong formulas.
    laws
        What the reference obeys.
    needed
        For each drawn name that the reference depends on, the names that bring it in.
    tidy, tidy_reference
        Points with one decimal, to show to a student, and the reference there.
    """

    samples: Samples
    reference: Values
    numerator: Values | None
    slips: tuple[Slip, ...]
    laws: tuple[Law, ...]
    needed: dict[str, frozenset[str]]
    tidy: Samples
    tidy_reference: Values


def agrees(program: tuple[Step, ...], key: Key, columns: dict[str, Values] | None = None) -> bool:
    """Whether a formula has the value of the reference at each point; `columns` replaces the key's own."""
    return equal(evaluate(program, columns or key.samples.columns), key.reference)


@lru_cache(maxsize=128)
def prepared(question: Question) -> Key:
    """Return what answers to `question` are compared with.

    Raises
    ------
    ValueError
        If the question has no reference or no drawn name, or one of its formulas is badly written.
    """
    if not question.reference:
        raise ValueError(f"{question.name}: a question needs a reference to be graded")
    if not question.drawn:
        raise ValueError(f"{question.name}: at least one name needs a range")
    computed = read_computed(question)
    reference = read_formula(question.reference, question)
    samples = sampled(question, reference, computed, COUNT, decimals=12)
    tidy = sampled(question, reference, computed, _TIDY, decimals=1)
    values = evaluate(reference, samples.columns)
    return Key(
        samples,
        values,
        operands(reference[:-1], samples.columns)[0] if reference[-1][0] == "/" else None,
        tuple(_slips(question, samples, values)),
        tuple(laws(question, reference, computed, samples)),
        _needed(question, reference, computed),
        tidy,
        evaluate(reference, tidy.columns),
    )


def _slips(question: Question, samples: Samples, values: Values) -> list[Slip]:
    slips = []
    for wrong, told in question.slips.items():
        sentence, keeps = (told, 0.0) if isinstance(told, str) else told
        slip = evaluate(read_formula(wrong, question), samples.columns)
        if equal(slip, values):
            raise ValueError(f"{question.name}: the slip {wrong!r} equals the reference")
        slips.append(Slip(slip, sentence, keeps))
    return slips


def _needed(question: Question, reference: tuple[Step, ...], computed: Computed) -> dict[str, frozenset[str]]:
    """Return, for each drawn name that the reference depends on, the names that bring it in."""
    parents: dict[str, set[str]] = {name: {name} for name in question.drawn}
    for name, program in computed.items():
        parents[name] = {free for step in program if step[0] == "name" for free in parents[step[1]]}
    for name, (first, second) in question.running.items():
        parents[name] = parents[first] | parents[second]
    used = {free for step in reference if step[0] == "name" for free in parents[step[1]]}
    return {
        free: frozenset(name for name in question.names if free in parents[name])
        for free in question.drawn
        if free in used
    }
