"""The fixed points of a question at which formulas are compared."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from random import Random

from .evaluate import Values, evaluate
from .messages import Refusal
from .parse import Step, parse
from .question import Question

# Where a reference is tiny or huge, rounding errors of correct forms come near to wrong ones.
_SMALLEST, _LARGEST = 0.05, 50.0
_TRIES = 20_000

Computed = dict[str, tuple[Step, ...]]


# Only what is generated is paid for at import; these are never compared or printed.
@dataclass(eq=False, repr=False)
class Samples:
    """Values of each name, one per point, and the component that k stands for there."""

    columns: dict[str, Values]
    k: tuple[int, ...]


def read_formula(text: str, question: Question) -> tuple[Step, ...]:
    """Return a formula of the question itself. Raises `ValueError` if it cannot be read."""
    try:
        return parse(text, question)
    except Refusal as refusal:
        raise ValueError(f"{question.name}: {text!r} cannot be read: {refusal.message}") from None


def read_computed(question: Question) -> Computed:
    """Return the formulas of the names that follow from others. Raises `ValueError` if they are badly written."""
    for name, (low, high) in question.drawn.items():
        if not low < high:
            raise ValueError(
                f"{question.name}: {name} should lie between a number and a larger one; found {(low, high)}"
            )
    for key in ("scaled", "shifted", "exchanged"):
        for name in (name for names in getattr(question, key) for name in names):
            if name not in question.names:
                raise ValueError(f"{question.name}: `{key}` names {name}, which is not offered")
    known = {*question.drawn}
    found: Computed = {}
    for name, text in question.computed.items():
        found[name] = read_formula(text, question)
        for operation, word, _, _ in found[name]:
            if operation == "name" and word not in known:
                raise ValueError(f"{question.name}: {name} is computed from {word}, which has no value yet")
        known.add(name)
    for name, pair in question.running.items():
        for other in pair:
            if other not in known:
                raise ValueError(f"{question.name}: {name} stands for {other}, which is not offered")
    return found


def sampled(
    question: Question, reference: tuple[Step, ...], computed: Computed, count: int, decimals: int
) -> Samples:
    """Return `count` points where the reference is neither tiny nor huge, with k = 1, 2, 1, 2, ...

    Values have `decimals` digits behind the point, or as many as tell five places of a narrower interval apart.
    """
    # The same numbers on every machine: Python promises that `random()` of a seed never changes.
    draw = Random(question.name).random
    drawn = {
        name: (low, high, max(decimals, ceil(-log10((high - low) / 5))))
        for name, (low, high) in question.drawn.items()
    }
    rows: list[dict[str, Values]] = []
    for _ in range(_TRIES):
        row = {name: [round(low + (high - low) * draw(), n)] for name, (low, high, n) in drawn.items()}
        if not all(low < row[name][0] < high for name, (low, high, _) in drawn.items()):
            continue
        complete(row, (len(rows) % 2 + 1,), question, computed)
        [size] = evaluate(reference, row)
        if _SMALLEST <= abs(size) <= _LARGEST:
            rows.append(row)
        if len(rows) == count:
            columns = {name: [row[name][0] for row in rows] for name in question.names}
            return Samples(columns, tuple(place % 2 + 1 for place in range(count)))
    raise ValueError(
        f"{question.name}: the reference is too small or too large almost everywhere; give the names ranges where its "
        f"size lies between {_SMALLEST:g} and {_LARGEST:g}"
    )


def complete(columns: dict[str, Values], k: tuple[int, ...], question: Question, computed: Computed) -> None:
    """Compute in `columns` the names that are not drawn."""
    for name, program in computed.items():
        columns[name] = evaluate(program, columns)
    for name, pair in question.running.items():
        columns[name] = [columns[pair[component - 1]][row] for row, component in enumerate(k)]
