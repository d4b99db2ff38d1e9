"""What happens to the reference when its names change together: a test that any student can do by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import messages
from .evaluate import Values, evaluate
from .parse import Step
from .question import Question
from .samples import Computed, Samples, complete

TEN = 10.0
# (factor, offset) of the laws there is a sentence for.
_SCALINGS = ((1.0, 0.0), (TEN, 0.0), (1 / TEN, 0.0), (TEN * TEN, 0.0))
_SHIFTS = ((1.0, 0.0), (1.0, TEN))
_MIRRORS = ((1.0, 0.0), (-1.0, 0.0))

TOLERANCE = 1e-9


@dataclass(eq=False, repr=False)
class Law:
    """With the names changed to `columns`, the reference becomes factor * reference + offset.

    `sentence` is for a student whose formula does otherwise.
    """

    sentence: str
    columns: dict[str, Values]
    factor: float
    offset: float

    def holds(self, program: tuple[Step, ...], values: Values) -> bool:
        """Whether the formula that has `values` at the points of the question obeys the law."""
        expected = [self.factor * value + self.offset for value in values]
        return equal(evaluate(program, self.columns), expected)


def equal(values: Values, wanted: Values) -> bool:
    """Whether `values` are `wanted` up to rounding. Where there is no value, they are not."""
    return all(abs(value - want) <= TOLERANCE * abs(want) for value, want in zip(values, wanted, strict=True))


def laws(
    question: Question, reference: tuple[Step, ...], computed: Computed, samples: Samples
) -> Iterator[Law]:
    """Yield the laws that the reference obeys, of those that the question says to try."""
    columns = samples.columns
    tries: list[tuple[dict[str, Values], tuple[tuple[float, float], ...], str, Sequence[str]]] = []
    for names in question.scaled:
        tries.append(
            ({name: [TEN * value for value in columns[name]] for name in names}, _SCALINGS, "*", names)
        )
    for names in question.shifted:
        tries.append(
            ({name: [TEN + value for value in columns[name]] for name in names}, _SHIFTS, "+", names)
        )
    if question.exchanged:
        mirrored = {a: b for left, right in question.exchanged for a, b in ((left, right), (right, left))}
        swaps = tuple(f"{left} with {right}" for left, right in question.exchanged)
        tries.append(({name: columns[other] for name, other in mirrored.items()}, _MIRRORS, "mirror", swaps))
    before = evaluate(reference, columns)
    for changed, forms, change, names in tries:
        moved = {**columns, **changed}
        # When the components change places, k names the same one as before.
        k = tuple(3 - component for component in samples.k) if change == "mirror" else samples.k
        complete(moved, k, question, computed)
        for factor, offset in forms:
            law = Law(messages.law(change, names, factor, offset), moved, factor, offset)
            if law.holds(reference, before):
                yield law
