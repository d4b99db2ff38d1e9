"""Regrade the questions that a change touches and keep the rest of an earlier result.

The engine is given a copy of the autograder in which every other question has a test that asks nothing: the notebook
runs as before, its check cells included, and only the tests of the changed questions cost anything. What comes back
takes the place of the same questions in the earlier result.
"""

from __future__ import annotations

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
KEPT = """# This question is kept from an earlier run.
from otter.test_files import test_case

OK_FORMAT = False

name = {name!r}
points = 0


@test_case(points=0, hidden=True)
def test_nothing():
    pass
"""


def narrowed(bundle: BundleFacts, names: Collection[str], target: Path) -> Path:
    """Write a copy of an autograder that asks for the questions `names` alone, and return it."""
    leave = shutil.ignore_patterns("*.zip", "__pycache__")
    shutil.copytree(bundle.folder, target, ignore=leave)
    for name in bundle.fingerprints:
        if name not in names:
            (target / "tests" / f"{name}.py").write_text(KEPT.format(name=name), encoding="utf-8")
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
