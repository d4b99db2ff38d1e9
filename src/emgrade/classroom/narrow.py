"""Regrade the questions that a change touches and keep the rest of an earlier result.

The engine is given a copy of the autograder that holds only the changed questions: the notebook runs as before, and
only their tests are run. What comes back takes the place of the same questions in the earlier result.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from emgrade.classroom.bundle import BundleFacts
from emgrade.model import Result

# In the entry "Public Tests" of Otter's results, each question begins a line like this one.
_BLOCK = re.compile(r"^(?=\w+ results:)", re.MULTILINE)
_PUBLIC = "Public Tests"


def narrowed(bundle: BundleFacts, names: Collection[str], target: Path) -> Path:
    """Write a copy of an autograder with the questions `names` alone, and return it."""
    leave = shutil.ignore_patterns("tests", "profile.json", "*.zip", "__pycache__")
    shutil.copytree(bundle.folder, target, ignore=leave)
    profile = json.loads((bundle.folder / "profile.json").read_text("utf-8"))
    profile["questions"] = [one for one in profile["questions"] if one["name"] in names]
    profile["reads"] = {name: kinds for name, kinds in profile.get("reads", {}).items() if name in names}
    (target / "profile.json").write_text(json.dumps(profile), encoding="utf-8")
    (target / "tests").mkdir()
    for name in names:
        test = bundle.folder / "tests" / f"{name}.py"
        if test.is_file():
            shutil.copy(test, target / "tests")
    return target


def merged(old: Result, new: Result, names: Collection[str], order: Sequence[str]) -> Result:
    """Return `old` with the questions `names` as they are in `new`, in the given order; others are left out.

    A new result that is an error stays one: the file could be graded before and cannot be now.
    """
    if new.error:
        return new
    renewed = {one.name: one for one in new.questions if one.name in names}
    scores = {one.name: one for one in old.questions} | renewed
    questions = tuple(scores[name] for name in order if name in scores)
    report = _merged_report(old.gradescope, new.gradescope, names, order)
    failed = any(not (case.hidden or case.passed) for question in questions for case in question.cases)
    for one in report["tests"]:
        if one["name"] == _PUBLIC and "status" in one:
            one["status"] = "failed" if failed else "passed"
    return replace(new, questions=questions, gradescope=report)


def _merged_report(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Collection[str], order: Sequence[str]
) -> dict[str, Any]:
    """Do the same with `results.json`: the public entry first, then one for each question."""
    before = {one["name"]: one for one in old.get("tests", ())}
    after = {one["name"]: one for one in new.get("tests", ())}
    tests = [(after if name in names else before).get(name) for name in order]
    public = after.get(_PUBLIC) or before.get(_PUBLIC)
    if public is not None:
        text = _merged_text(before.get(_PUBLIC, {}).get("output", ""), public["output"], names, order)
        tests.insert(0, {**public, "output": text})
    return {**new, "tests": [one for one in tests if one is not None]}


def _merged_text(old: str, new: str, names: Collection[str], order: Sequence[str]) -> str:
    """Take the blocks of the questions `names` from `new` and the others from `old`."""
    before, after = (
        {text.split(" ", 1)[0]: text.rstrip() for text in _BLOCK.split(one)} for one in (old, new)
    )
    blocks = ((after if name in names else before).get(name, "") for name in order)
    return "\n\n".join(block for block in blocks if block)
