"""The run as plain data: for `--json`, and as Gradescope-style results of one student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec import to_builtins

from emgrade.gradebook import ClassRun, Entry, Grade, for_a_person
from emgrade.model import Result
from emgrade.report.advice import look_first
from emgrade.report.cells import failed_cells
from emgrade.report.choices import choices_of
from emgrade.report.followed import followed, slips_by_student
from emgrade.report.statistics import Item, Summary, summarise


def class_data(run: ClassRun) -> dict[str, Any]:
    """Return everything that the report shows, as plain data."""
    summary = summarise(run)
    return {
        "assignment": run.assignment,
        "title": run.title,
        "stamp": run.stamp,
        "run": run.number,
        "started": run.started,
        "possible": run.possible,
        "class": _class(summary),
        "questions": [_question(item) for item in summary.items],
        "look_first": [
            {"question": advice.item.info.name, "reasons": list(advice.reasons)}
            for advice in look_first(summary.items)
        ],
        "slips": slips_by_student(run),
        "choices": [{**to_builtins(choice), "question": choice.question.name} for choice in choices_of(run)],
        "followed": [to_builtins(one) for one in followed(run)],
        "cells": [to_builtins(one) for one in failed_cells(run)],
        "attempts": {key: [result.score for result in results] for key, results in run.attempts.items()},
        "written": [{**to_builtins(one), "info": one.info.name} for one in run.written],
        "grades": [_grade(grade) for grade in run.grades],
        "entries": [_entry(entry, run.results.get(entry.id)) for entry in run.entries],
    }


def _class(summary: Summary) -> dict[str, Any]:
    return {
        "graded": len(summary.totals),
        "mean": summary.mean,
        "median": summary.median,
        "standard_deviation": summary.deviation,
        "cronbach_alpha": to_builtins(summary.reliability),
    }


def _question(item: Item) -> dict[str, Any]:
    plain = to_builtins(item)
    return {
        **plain.pop("info"),
        **plain,
        "difficulty": None if item.difficulty != item.difficulty else item.difficulty,
    }


def _grade(grade: Grade) -> dict[str, Any]:
    plain = to_builtins(replace(grade, entry=None, result=None))
    entry = grade.entry.id if grade.entry else None
    return {
        **plain,
        "entry": entry,
        "automatic": grade.automatic,
        "written": grade.written,
        "total": grade.total,
    }


def _entry(entry: Entry, result: Result | None) -> dict[str, Any]:
    scores = (
        {question.name: question.score for question in result.questions} if result and result.graded else None
    )
    return {
        **to_builtins(entry),
        "score": None if scores is None or result is None else result.score,
        "questions": scores,
        "for_a_person": list(for_a_person(entry, result)),
    }


def gradescope(entry: Entry, result: Result | None, full: Mapping[str, Any]) -> dict[str, Any]:
    """Return a student's results in Gradescope's format: the engine's own, or a zero and the reason."""
    if result is not None and result.graded and full:
        return dict(full)
    return {"score": 0, "output": " ".join(for_a_person(entry, result)), "output_format": "text", "tests": []}
