"""Students by questions as one picture: a bar in each cell is as high as the share of the points."""

from __future__ import annotations

import math
from typing import Any

from emgrade.gradebook import ClassRun

MOST_ROWS = 100  # a larger class has several students of neighbouring totals in a row
_WIDTH, _HEIGHT, _LEFT, _TOP = 28.0, 17.0, 150.0, 56.0  # pixels


def grid(run: ClassRun) -> dict[str, Any]:
    """Return the numbers of the picture: best students on top, questions in their order."""
    marked = [question for question in run.manual if any(question.name in one.marks for one in run.grades)]
    columns = [question for question in (*run.automatic, *marked) if question.points > 0]
    marks = {one.entry.id: one.marks for one in run.grades if one.entry is not None}
    rows = []
    for entry, result in run.graded:
        points = {question.name: question.score for question in result.questions}
        points |= {name: mark.points for name, mark in marks.get(entry.id, {}).items()}
        blank = {q.name for q in result.questions if any(case.unanswered for case in q.cases)}
        shares = [points.get(q.name, 0.0) / q.points if q.name not in blank else -1.0 for q in columns]
        rows.append((sum(points.values()), entry.label, shares))
    rows.sort(key=lambda row: (-row[0], row[1]))
    size = max(1, math.ceil(len(rows) / MOST_ROWS))
    groups = [rows[i : i + size] for i in range(0, len(rows), size)]
    bars, blanks = [], []
    for y, group in enumerate(groups):
        for x in range(len(columns)):
            cell = [shares[x] for _, _, shares in group]
            left, floor = _LEFT + x * _WIDTH, _TOP + (y + 1) * _HEIGHT - 1
            share = sum(max(one, 0.0) for one in cell) / len(cell)
            if all(one < 0 for one in cell):
                blanks.append(f"M{left + 10:g} {floor - 7:g}h8")
            elif share > 0:
                height = min(share, 1.0) * (_HEIGHT - 3)
                bars.append(f"M{left + 2:g} {floor:g}h{_WIDTH - 4:g}v{-height:.1f}h{4 - _WIDTH:g}z")
    bottom = [_TOP + (y + 1) * _HEIGHT - 1 for y in range(len(groups))]
    rules = [f"M{_LEFT:g} {y:g}h{len(columns) * _WIDTH:g}" for y in bottom]
    return {
        "width": _LEFT + len(columns) * _WIDTH + 8,
        "height": _TOP + len(groups) * _HEIGHT + 6,
        "bars": "".join(bars),
        "blanks": "".join(blanks),
        "rules": "".join(rules),
        "rows": [(y - 3, _label(group)) for y, group in zip(bottom, groups, strict=True)],
        "columns": [(_LEFT + (x + 0.5) * _WIDTH, question.name) for x, question in enumerate(columns)],
        "left": _LEFT - 6,
        "top": _TOP - 4,
        "together": size,
    }


def _label(group: list[tuple[float, str, list[float]]]) -> str:
    names = group[0][1] if len(group) == 1 else f"{group[0][0]:g} to {group[-1][0]:g} points"
    return names if len(names) <= 20 else f"{names[:19]}…"
