r"""Item analysis: what the scores of a class say about its questions.

Definitions, as in any text on classical test theory. With $x_{sq}$ the points of student $s$ in question $q$, $m_q$ the
points it can give, and $t_s$ the total:

* difficulty: the mean of $x_{sq} / m_q$ over students; 1 is a question that everybody solved;
* discrimination: Pearson's correlation of $x_{sq}$ with $t_s - x_{sq}$, the rest without the question itself
  (corrected item-total correlation); undefined where the question or the rest is the same for everybody;
* reliability: Cronbach's $\alpha = \frac{k}{k-1} (1 - \sum_q s_q^2 / s_t^2)$ with sample variances (n - 1), and
  Feldt's interval: $(1 - \alpha) / (1 - \hat\alpha)$ follows F with n - 1 and (n - 1)(k - 1) degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emgrade.bundle import QuestionInfo
from emgrade.gradebook import ClassRun
from emgrade.report.slips import Slip, slips_of

FEW_STUDENTS = 30
MIN_STUDENTS = 3  # A correlation of two points is 1 or -1 and says nothing.


@dataclass(frozen=True, slots=True)
class Item:
    """What the class did in one question. `discrimination` is None where it is not defined."""

    info: QuestionInfo
    difficulty: float
    discrimination: float | None
    full: int
    part: int
    none: int
    slips: tuple[Slip, ...]
    silent: int

    @property
    def count(self) -> int:
        """Graded students."""
        return self.full + self.part + self.none


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha with its 95 % interval; None where the scores do not define it."""

    alpha: float | None
    low: float | None
    high: float | None
    items: int
    students: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The class as a whole; `totals` are sorted."""

    totals: tuple[float, ...]
    possible: float
    mean: float | None
    median: float | None
    deviation: float | None
    items: tuple[Item, ...]
    reliability: Reliability


def score_table(run: ClassRun) -> NDArray[np.float64]:
    """Return the points of the graded entries, (students, questions): one column for each automatic question."""
    columns = {question.name: column for column, question in enumerate(run.automatic)}
    table = np.zeros((len(run.graded), len(columns)))
    for row, (_, result) in zip(table, run.graded, strict=True):
        for question in result.questions:
            if question.name in columns:
                row[columns[question.name]] = question.score
    return table


@lru_cache(1)
def summarise(run: ClassRun) -> Summary:
    """Compute everything that the report shows. A group's submission counts once, as one piece of work."""
    table = score_table(run)
    totals = table.sum(axis=1)
    several = len(totals) > 1
    return Summary(
        totals=tuple(sorted(float(total) for total in totals)),
        possible=run.possible,
        mean=float(totals.mean()) if len(totals) else None,
        median=float(np.median(totals)) if len(totals) else None,
        deviation=float(totals.std(ddof=1)) if several else None,
        items=tuple(_item(run, table, column, info) for column, info in enumerate(run.automatic)),
        reliability=reliability(table),
    )


def _item(run: ClassRun, table: NDArray[np.float64], column: int, info: QuestionInfo) -> Item:
    points = table[:, column]
    full = int((points >= info.points - 1e-9).sum())
    none = int((points <= 1e-9).sum()) if info.points > 0 else 0
    slips, silent = slips_of(run, info)
    return Item(
        info=info,
        difficulty=float(points.mean() / info.points) if len(points) and info.points > 0 else float("nan"),
        discrimination=discrimination(table, column),
        full=full,
        part=len(points) - full - none,
        none=none,
        slips=slips,
        silent=silent,
    )


def discrimination(table: NDArray[np.float64], column: int) -> float | None:
    """Return the corrected item-total correlation of one column, None where it is not defined."""
    item = table[:, column]
    rest = np.delete(table, column, axis=1).sum(axis=1)
    if len(item) < MIN_STUDENTS or np.ptp(item) < 1e-9 or np.ptp(rest) < 1e-9:
        return None
    return float(np.corrcoef(item, rest)[0, 1])


def reliability(table: NDArray[np.float64]) -> Reliability:
    """Return Cronbach's alpha over the columns. Questions with one score for all stay in: they carry no variance."""
    students, items = table.shape
    total = float(table.sum(axis=1).var(ddof=1)) if students > 1 else 0.0
    if items < 2 or students < MIN_STUDENTS or total < 1e-12:
        return Reliability(None, None, None, items, students)
    alpha = items / (items - 1) * (1 - float(table.var(axis=0, ddof=1).sum()) / total)
    from scipy.special import fdtri  # a quarter of a second; only a report needs it

    free = (students - 1, (students - 1) * (items - 1))
    low, high = (1 - (1 - alpha) * float(fdtri(*free, p)) for p in (0.975, 0.025))
    return Reliability(alpha, low, high, items, students)


def uncertain(students: int) -> tuple[float, float] | None:
    """Return by how much a share and a correlation of few students may be off; None where there are enough, or none.

    Half of a 95 % interval, at its widest: normal for a share of one half, Fisher's transformation for a correlation
    of 0.
    """
    if not 0 < students < FEW_STUDENTS:
        return None
    correlation = math.tanh(1.96 / math.sqrt(students - 3)) if students > 3 else 1.0
    return 1.96 * math.sqrt(0.25 / students), correlation


def histogram(totals: Sequence[float], possible: float) -> list[tuple[float, float, int]]:
    """Return (from, to, students) for about ten classes of a whole number of points; the last one holds its upper edge.

    A width that is no whole number would give classes of four and of five scores in turn, and a picture of that.
    """
    width = max(1, math.ceil(possible / 10))
    edges = np.arange(0, max(possible, 1) + width, width)[: max(1, math.ceil(possible / width)) + 1]
    counts, _ = np.histogram(np.clip(totals, 0, edges[-1]), bins=edges)
    pairs = zip(edges[:-1], edges[1:], counts, strict=True)
    return [(float(low), float(high), int(count)) for low, high, count in pairs]
