"""Which questions to look at first, and why, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from emgrade.report.statistics import Item
from emgrade.report.text import percent

# Common rules of thumb (Ebel): a discrimination below 0.2 asks for a revision of the question.
WEAK, HARD, EASY, COMMON, SILENT = 0.2, 0.3, 0.95, 0.2, 0.2


@dataclass(frozen=True, slots=True)
class Advice:
    """A question and the reasons to look at it; `weight` ranks it."""

    item: Item
    reasons: tuple[str, ...]
    weight: float


def look_first(items: tuple[Item, ...]) -> tuple[Advice, ...]:
    """Return the questions with a reason to look at them, the most pressing first."""
    found = [_advice(item) for item in items]
    return tuple(
        sorted((one for one in found if one.reasons), key=lambda one: (-one.weight, one.item.info.name))
    )


def _advice(item: Item) -> Advice:
    reasons = [*_discrimination(item), *_difficulty(item), *_slip(item), *_silent(item)]
    return Advice(item, tuple(text for _, text in reasons), sum(weight for weight, _ in reasons))


def _discrimination(item: Item) -> list[tuple[float, str]]:
    r = item.discrimination
    if r is None or r >= WEAK:
        return []
    if r < 0:
        text = "Students who do well elsewhere do worse here: look for an ambiguous text or a wrong test."
        return [(3 - r, text)]
    return [(1 + WEAK - r, "It hardly tells students who do well elsewhere from those who do not.")]


def _difficulty(item: Item) -> list[tuple[float, str]]:
    if item.difficulty < HARD:
        return [(2 + HARD - item.difficulty, f"The class earned {percent(item.difficulty)} of its points.")]
    if item.difficulty > EASY:
        return [(0.25, f"Nearly everybody solved it ({percent(item.difficulty)} of the points).")]
    return []


def _slip(item: Item) -> list[tuple[float, str]]:
    known = [slip for slip in item.slips if not slip.unanswered]
    if not known or known[0].share < COMMON:
        return []
    return [(1 + known[0].share, f"{known[0].count} of {item.count} made the same slip: {known[0].sentence}")]


def _silent(item: Item) -> list[tuple[float, str]]:
    if not item.count or item.silent / item.count < SILENT:
        return []
    text = f"{item.silent} of {item.count} lost points and were told nothing: a test could say more."
    return [(0.5 + item.silent / item.count, text)]
