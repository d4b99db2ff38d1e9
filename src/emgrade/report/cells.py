"""Cells that stopped, ran out of time or ended their process, by what stands in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from emgrade.gradebook import ClassRun


@dataclass(frozen=True, slots=True)
class FailedCell:
    """The first line of a cell, how it failed, and in how many submissions."""

    code: str
    what: str
    count: int


def failed_cells(run: ClassRun) -> tuple[FailedCell, ...]:
    """Return the cells that failed, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for _, result in run.graded:
        counts.update({(note.code, note.what) for note in result.notes if note.what})
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(FailedCell(code, what, count) for (code, what), count in ranked)
