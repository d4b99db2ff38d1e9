"""Compare formulas as functions, at fixed points of the question's domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from .evaluate import Values, evaluate, operands
from .messages import Refusal
from .parse import Step, parse
from .question import Question

POINTS = 24
# Correct forms agree to 2e-14 at such points; the nearest wrong one in the tests is off by 4e-6.
TOLERANCE = 1e-9
_SMALLEST, _LARGEST = 0.05, 50.0
_TRIES = 20_000
_TIDY = 12


@dataclass(frozen=True)
class Key:
    """What answers to a question are compared with: columns of values, one value per point.

    Attributes
    ----------
    columns
        Name -> values; dependent names are computed.
    reference, numerator
        Values of the reference and, if it is a quotient, of what stands above its bar.
    slips
        Values of each known wrong formula, with its sentence.
    k
        The component that k stands for at each point.
    needed
        For each free name that the reference depends on, the names that bring it in.
    tidy, tidy_reference, tidy_k
        The same at points with one decimal, to show to a student.
    """

    columns: dict[str, Values]
    reference: Values
    numerator: Values | None
    slips: tuple[tuple[Values, str], ...]
    k: tuple[int, ...]
    needed: dict[str, frozenset[str]]
    tidy: dict[str, Values]
    tidy_reference: Values
    tidy_k: tuple[int, ...]


def agrees(program: tuple[Step, ...], key: Key, columns: dict[str, Values] | None = None) -> bool:
    """Whether a formula has the value of the reference at each point; `columns` overrides the key's own."""
    return equal(evaluate(program, columns or key.columns), key.reference)


def equal(values: Values, wanted: Values) -> bool:
    """Whether `values` are `wanted` up to rounding. Where there is no value, they are not."""
    return all(abs(value - want) <= TOLERANCE * abs(want) for value, want in zip(values, wanted, strict=True))


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
    reference = _read(question.reference, question)
    columns, k = _sampled(question, reference, _uniform(question.name), POINTS)
    values = evaluate(reference, columns)
    tidy, tidy_k = _sampled(question, reference, _uniform(question.name), _TIDY, decimals=1)
    slips = []
    for wrong, sentence in question.slips:
        slip = evaluate(_read(wrong, question), columns)
        if equal(slip, values):
            raise ValueError(f"{question.name}: the slip {wrong!r} equals the reference")
        slips.append((slip, sentence))
    return Key(
        columns,
        values,
        operands(reference[:-1], columns)[0] if reference[-1][0] == "/" else None,
        tuple(slips),
        k,
        _needed(question, reference),
        tidy,
        evaluate(reference, tidy),
        tidy_k,
    )


def _read(text: str, question: Question) -> tuple[Step, ...]:
    try:
        return parse(text, question)
    except Refusal as refusal:
        raise ValueError(f"{question.name}: {text!r} cannot be read: {refusal.message}") from None


def _sampled(
    question: Question, reference: tuple[Step, ...], draws: Iterator[float], count: int, decimals: int = 12
) -> tuple[dict[str, Values], tuple[int, ...]]:
    """Return `count` points where the reference is neither tiny nor huge, with k = 1, 2, 1, 2, ..."""
    relations = [(name, _read(text, question)) for name, text in question.relations]
    if unknown := {name for name, _ in relations} - set(question.names):
        raise ValueError(f"{question.name}: relations for names not offered: {', '.join(sorted(unknown))}")
    points: list[dict[str, Values]] = []
    k: list[int] = []
    for _ in range(_TRIES):
        component = len(points) % 2 + 1
        point = {
            symbol.name: [round(symbol.low + (symbol.high - symbol.low) * next(draws), decimals)]
            for symbol in question.symbols
        }
        for name, program in relations:
            point[name] = evaluate(program, point)
        for name in question.running:
            point[name] = point[f"{name.removesuffix('_k')}_{component}"]
        [size] = evaluate(reference, point)
        if _SMALLEST <= abs(size) <= _LARGEST:
            points.append(point)
            k.append(component)
        if len(points) == count:
            return {name: [point[name][0] for point in points] for name in question.names}, tuple(k)
    raise ValueError(f"{question.name}: the reference is too small or too large almost everywhere")


def _uniform(name: str) -> Iterator[float]:
    """Yield numbers in [0, 1) that depend on nothing but `name` (splitmix64)."""
    state = crc32(name.encode())
    mask = (1 << 64) - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        yield ((mixed ^ (mixed >> 31)) >> 11) * 2.0**-53


def _needed(question: Question, reference: tuple[Step, ...]) -> dict[str, frozenset[str]]:
    """Return, for each free name that the reference depends on, the names that bring it in."""
    parents: dict[str, set[str]] = {name: {name} for name in question.names}
    for name, text in question.relations:
        parents[name] = {
            free for step in _read(text, question) if step[0] == "name" for free in parents[step[1]]
        }
    for name in question.running:
        stem = name.removesuffix("_k")
        parents[name] = parents[f"{stem}_1"] | parents[f"{stem}_2"]
    used = {free for step in reference if step[0] == "name" for free in parents[step[1]]}
    return {
        free: frozenset(name for name in question.names if free in parents[name])
        for free in question.names
        if free in used
    }
