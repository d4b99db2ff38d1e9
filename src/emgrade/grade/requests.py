"""What a caller may ask the grader's process for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import EmgradeError
from . import job, results, tryout
from .process import Place


def answer(bench: job.Bench, place: Place, request: dict[str, Any]) -> dict[str, Any]:
    """Do what a request asks for and return the answer as JSON."""
    bench.checker.seen.clear()
    if "answers" in request:
        return _tried(bench, place, request)
    found = replace(job.grade(bench, place, request["path"]), submission=request["name"])
    return {"results": [results.to_json(found)], "seen": bench.checker.seen if request.get("observe") else {}}


def _tried(bench: job.Bench, place: Place, request: dict[str, Any]) -> dict[str, Any]:
    answers = [(question, code) for question, code in request["answers"]]
    try:
        found = tryout.try_answers(bench, place, Path(request["path"]), answers, rest=request["rest"])
    except EmgradeError as error:
        return {"results": [], "refused": str(error)}
    return {"results": [results.to_json(result) for result in found], "first": request["first"]}
