"""What hidden tests tell: sentences that their author wrote, at the moment that the source says, and nothing computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emgrade.grade import Grader
from emgrade.model import Result

from .tiny import HEAD, POINTS, answered, save, write_bundle

SLIP, LETTER = "You divided by n - 1.", "Which of the two is a lower bound?"
# What a hidden test of q2 compares is a typed value, of q1 a function that is called with a hidden number.
HIDDEN = {
    "q1": """
@test_case(points=0, hidden=False)
def test_public(double):
    from emkit.check import call
    call("double", double, 2.0)

@test_case(points=1, hidden=True)
def test_at_hidden_points(double):
    from emkit.check import call, close
    close("double", call("double", double, 7.3125), 14.625, slips=[(8.3125, "You added one.")])

@test_case(points=1, hidden=True)
def test_uncaught(double):
    assert double(7.3125) == 14.625, "Twice as much is asked for."
""",
    "q2": f"""
@test_case(points=0, hidden=False)
def test_public(answer):
    from emkit.check import number
    number("answer", answer)

@test_case(points=2, hidden=True)
def test_value(answer):
    from emkit.check import close
    close("answer", answer, 41.628473, slips=[(43.0, "{SLIP}")])

@test_case(points=1, hidden=True)
def test_again(answer):
    from emkit.check import require
    require(answer == 41.628473, f"It should be near {{41.628473:.3f}}." if answer < 0 else "{LETTER}")
""",
}


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    tells = {"q1": ["at_once"] * 3, "q2": ["at_once", "after_due_date", "at_once"]}
    questions = [
        {
            "name": q,
            "points": p,
            "tests": [{"name": f"t{i}", "tell": t} for i, t in enumerate(tells.get(q, []))],
        }
        for q, p in POINTS.items()
    ]
    questions[1]["visibility"] = "after_due_date"
    bundle = write_bundle(folder / "bundle", questions=questions)
    for name, text in HIDDEN.items():
        (bundle / "tests" / f"{name}.py").write_text(HEAD.format(name=name) + text)
    with Grader(bundle) as found:
        yield found


def grade(grader: Grader, folder: Path, **answers: str) -> Result:
    return grader.grade(save(folder / "tiny.ipynb", answered(**answers)))


def entries(result: Result, visibility: str = "visible") -> str:
    shown: list[dict[str, Any]] = [t for t in result.gradescope["tests"] if t["visibility"] == visibility]
    return json.dumps(shown)


def test_a_sentence_is_told_when_the_source_says(grader, tmp_path) -> None:
    result = grade(grader, tmp_path, q2="answer = 43.0")
    assert LETTER in entries(result)
    assert SLIP not in entries(result)
    assert SLIP in entries(result, "after_due_date")
    assert "Hidden tests passed: 0 of 2" in entries(result, "after_due_date")  # the question's own visibility
    assert sum(test.get("score", 0) for test in result.gradescope["tests"]) == result.score == 7


def test_right_answers_are_told_nothing(grader, tmp_path) -> None:
    assert "what to look at" not in json.dumps(grade(grader, tmp_path).gradescope)


def test_what_is_computed_is_not_told(grader, tmp_path) -> None:
    result = grade(grader, tmp_path, q2="answer = -1.0")
    (question,) = [q for q in result.questions if q.name == "q2"]
    assert "41.628" in question.cases[2].sentence  # instructors read it
    assert "41.6" not in json.dumps(result.gradescope)
    assert "should have another value" not in entries(result, "after_due_date")


@pytest.mark.parametrize(
    "double",
    [
        "def double(x):\n    raise ValueError(f'at {x}')",
        "def double(x):\n    raise type(f'At_{str(x)[2:]}', (ValueError,), {'told': f'at {x}'})(f'at {x}')",
        "class Hint(AssertionError):\n    told = kind = 'x'\ndef double(x):\n"
        "    e = Hint(f'at {x}')\n    e.told = f'at {x}'\n    raise e",
        "def double(x):\n    return x",
    ],
)
def test_a_function_cannot_carry_out_what_it_was_called_with(grader, tmp_path, double: str) -> None:
    result = grade(grader, tmp_path, q1=double)
    shown = json.dumps([t for t in result.gradescope["tests"] if t["visibility"] != "hidden"])
    assert "3125" not in shown


def test_a_function_that_fails_a_test_is_told_its_sentence(grader, tmp_path) -> None:
    result = grade(grader, tmp_path, q1="def double(x):\n    return x + 1")
    assert "You added one.\\nTwice as much is asked for." in entries(result)
    kinds = [case.kind for case in result.questions[0].cases]
    assert kinds == ["", "You added one.", ""]
