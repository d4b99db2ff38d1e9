"""Without Otter the checks come to Otter's verdicts, in Otter's words: on every known answer, in both test formats."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from otter.test_files import ExceptionTestFile, OKTestFile

from emgrade.answers import read_answers
from emgrade.notebook import Notebook
from emgrade.project import Project
from emgrade.source import read_assignment
from emkit.notebook.run import PASSED, UNANSWERED, WRONG, run

ROOT = Path(__file__).parents[2]
NAMES = sorted(p.name for p in (ROOT / "student").iterdir() if p.is_dir())
SECONDS = 20


@contextlib.contextmanager
def limited() -> Iterator[None]:
    def stop(*args: Any) -> None:
        raise TimeoutError("too long")

    before = signal.signal(signal.SIGPROF, stop)  # of the processor: a busy machine decides nothing
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    np.random.seed(1)
    random.seed(1)
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        plt.close("all")


def copied(names: dict[str, Any]) -> dict[str, Any]:
    """The names with arrays and lists of their own."""
    return {k: copy.copy(v) if isinstance(v, np.ndarray | list) else v for k, v in names.items()}


def names_with(names: dict[str, Any], code: str) -> dict[str, Any]:
    """The notebook's names after an answer, which gets arrays of its own."""
    own = copied(names)
    with contextlib.suppress(Exception), limited():
        exec(compile(code, "answer", "exec"), own)
    return own


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_every_known_answer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "solutions" / name)
    monkeypatch.setattr(plt, "show", lambda *args, **kwargs: None)
    answers, errors = read_answers(read_assignment(ROOT / "assignments" / name / f"{name}.py"))
    book = Notebook.read((ROOT / "solutions" / name / f"{name}.ipynb").read_bytes())
    first = {place.answer[0]: question for question, place in book.places.items() if place.answer}
    names: dict[str, Any] = {"__name__": "__main__"}
    seen = []
    for index, cell in enumerate(book.cells):
        if cell["cell_type"] != "code" or "grader" in cell["source"]:
            continue
        for answer in (a for a in answers if a.question == first.get(index)):
            tests = ROOT / "autograder" / name / "tests" / f"{answer.question}.py"
            theirs = ExceptionTestFile.from_file(str(tests))
            own = names_with(names, answer.code)
            with limited():
                theirs.run(copied(own))
            with limited():
                ours = run(tests, own)
            for case, other in zip(ours.cases, theirs.test_case_results, strict=True):
                where = f"{answer.question}: {answer.label}: {case.name}"
                assert (case.name, case.passed) == (other.test_case.name, other.passed), where
                assert case.passed or f"❌ Test case failed\n{case.details}" == other.message, where
            seen.append(ours.state)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(cell["source"], "cell", "exec"), names)
    assert errors == []
    assert len(seen) == len(answers)
    if name in Project(ROOT).course().order:  # One that was just begun has few.
        assert len(seen) > 90
        assert {PASSED, WRONG} <= set(seen)


OK = """
OK_FORMAT = True
test = {"name": "q1", "points": 2, "suites": [{"type": "doctest", "scored": True, "setup": "", "teardown": "",
  "cases": [
    {"code": ">>> double(2)\\n4\\n>>> print('a b')\\na b", "hidden": False, "locked": False},
    {"code": ">>> for i in range(2):\\n...     print(double(i))\\n0\\n2", "hidden": False, "locked": False,
     "failure_message": "Try the numbers 0 and 1."},
    {"code": ">>> double('x')\\nTraceback (most recent call last):\\nTypeError: no", "hidden": False, "locked": False,
     "success_message": "Text is refused."},
    {"code": ">>> found = double(3) == 6\\n>>> found\\nTrue", "hidden": False, "locked": False}]}]}
"""
DOUBLES = [
    "def double(x):\n    if isinstance(x, str): raise TypeError('no')\n    return 2 * x",
    "def double(x): return x + 2",
    "def double(x): return x * x",
    "def double(x): return None",
    "def double(x): raise ValueError('odd')",
    "double = ...",
    "",
]


@pytest.mark.parametrize("code", DOUBLES)
def test_doctests(code: str, tmp_path: Path) -> None:
    path = tmp_path / "q1.py"
    path.write_text(OK)
    theirs = OKTestFile.from_file(str(path))
    theirs.run(names_with({}, code))
    ours = run(path, names_with({}, code))
    assert [(c.name, c.passed) for c in ours.cases] == [
        (r.test_case.name, r.passed) for r in theirs.test_case_results
    ]
    assert (ours.state == PASSED) == theirs.passed_all == (code == DOUBLES[0])


def test_a_doctest_says_what_was_found_and_not_what_was_wanted(tmp_path: Path) -> None:
    path = tmp_path / "q1.py"
    path.write_text(OK)
    first, second, third, fourth = run(path, names_with({}, "def double(x): return x + 3")).cases
    assert first.sentence == "`double(2)` gives 5."
    assert second.sentence == "Try the numbers 0 and 1."
    assert third.sentence.startswith("`double('x')` stopped with TypeError: ")
    assert fourth.passed
    assert fourth.sentence == ""


BARE = """
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"
points = 3

@test_case(points=1, hidden=False, success_message="Well done.")
def test_one(x):
    assert x == 1

@test_case("a name", None, False, failure_message="Count from one.")
def test_two(env):
    assert env["x"] == 1, "x is off"

@test_case()
def test_three(x, missing):
    assert missing is None
    1 / (x - 2)
"""


@pytest.mark.parametrize("code", ["x = 1", "x = 2", "x = 3", "", "x = []"])
def test_tests_of_any_author(code: str, tmp_path: Path) -> None:
    path = tmp_path / "q1.py"
    path.write_text(BARE)
    theirs = ExceptionTestFile.from_file(str(path))
    theirs.run(names_with({}, code))
    ours = run(path, names_with({}, code))
    for case, other in zip(ours.cases, theirs.test_case_results, strict=True):
        assert (case.name, case.passed) == (other.test_case.name, other.passed)
        assert case.passed or f"❌ Test case failed\n{case.details}" == other.message


def test_sentences_of_any_author(tmp_path: Path) -> None:
    path = tmp_path / "q1.py"
    path.write_text(BARE)
    assert [c.sentence for c in run(path, {"x": 1}).cases] == ["Well done.", "", ""]
    assert [c.sentence for c in run(path, {"x": 2}).cases] == [
        "This test did not pass.",
        "Count from one.",
        "The check stopped with ZeroDivisionError: division by zero.",
    ]


def test_untouched_notebooks_are_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        handout = json.loads((ROOT / "student" / name / "handout.json").read_text())
        for question in (q for q in handout["questions"] if not q["manual"]):
            path = ROOT / "student" / name / "tests" / f"{question['name']}.py"
            assert run(path, {}).state == UNANSWERED, question
            assert len(run(path, {}).cases) == len(question["here"])


def test_a_file_that_is_no_test_says_so(tmp_path: Path) -> None:
    path = tmp_path / "q1.py"
    path.write_text("name = 'q1'\n")
    with pytest.raises(ValueError, match="does not define OK_FORMAT"):
        run(path, {})
