"""The fixed points of a question at which formulas are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .evaluate import Values, evaluate
from .messages import Refusal
from .parse import Step, parse
from .question import Question

# Where a reference is tiny or huge, rounding errors of correct forms come near to wrong ones.
_SMALLEST, _LARGEST = 0.05, 50.0
_TRIES = 20_000

Relations = tuple[tuple[str, tuple[Step, ...]], ...]


# Only what is generated is paid for at import; these are never compared or printed.
@dataclass(eq=False, repr=False)
class Points:
    """Values of each name, one per point, and the component that k stands for there."""

    columns: dict[str, Values]
    k: tuple[int, ...]


def read_formula(text: str, question: Question) -> tuple[Step, ...]:
    """Return a formula of the question itself. Raises `ValueError` if it cannot be read."""
    try:
        return parse(text, question)
    except Refusal as refusal:
        raise ValueError(f"{question.name}: {text!r} cannot be read: {refusal.message}") from None


def read_relations(question: Question) -> Relations:
    """Return the relations of the question. Raises `ValueError` if they are badly written."""
    for name, _ in question.relations:
        if name not in question.names:
            raise ValueError(f"{question.name}: there is a relation for {name}, which is not offered")
    return tuple((name, read_formula(text, question)) for name, text in question.relations)


def sampled(
    question: Question, reference: tuple[Step, ...], relations: Relations, count: int, decimals: int
) -> Points:
    """Return `count` points where the reference is neither tiny nor huge, with k = 1, 2, 1, 2, ..."""
    draws = _uniform(question.name)
    rows: list[dict[str, Values]] = []
    for _ in range(_TRIES):
        row = {
            symbol.name: [round(symbol.low + (symbol.high - symbol.low) * next(draws), decimals)]
            for symbol in question.symbols
        }
        complete(row, (len(rows) % 2 + 1,), question, relations)
        [size] = evaluate(reference, row)
        if _SMALLEST <= abs(size) <= _LARGEST:
            rows.append(row)
        if len(rows) == count:
            columns = {name: [row[name][0] for row in rows] for name in question.names}
            return Points(columns, tuple(place % 2 + 1 for place in range(count)))
    raise ValueError(f"{question.name}: the reference is too small or too large almost everywhere")


def complete(
    columns: dict[str, Values], k: tuple[int, ...], question: Question, relations: Relations
) -> None:
    """Compute the dependent names in `columns` from the free ones."""
    for name, program in relations:
        columns[name] = evaluate(program, columns)
    for name in question.running:
        stem = name.removesuffix("_k")
        columns[name] = [columns[f"{stem}_{component}"][row] for row, component in enumerate(k)]


def _uniform(name: str) -> Iterator[float]:
    """Yield numbers in [0, 1) that depend on nothing but `name` (splitmix64)."""
    mask = (1 << 64) - 1
    state = int.from_bytes(name.encode(), "big") % mask
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        yield ((mixed ^ (mixed >> 31)) >> 11) * 2.0**-53
