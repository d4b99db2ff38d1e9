"""`answers.toml`: what is read, and what is said about mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from emgrade.answers import assigned_names, read_answers
from emgrade.model import Assignment
from emgrade.source import read_assignment

from .conftest import TINY, make_project


def tiny(root: Path, answers: str, source: str = TINY) -> Assignment:
    project = make_project(root, source)
    path = project.source("tiny")
    (path.parent / "answers.toml").write_text(answers)
    return read_assignment(path)


def table(body: str, kind: str = "wrong") -> str:
    return f"[[q1.{kind}]]\n{body}\n"


GOOD = """\
# known answers
[[q1.wrong]]
slip = "sum"
score = 0
says = "Divide"
code = '''
# [[q1.wrong]] in a text is no header
mean = sum
'''

[[q1.right]]
style = "library"
code = "mean = np.mean"
"""


def test_answers_keep_their_lines(tmp_path: Path) -> None:
    answers, errors = read_answers(tiny(tmp_path, GOOD))
    assert not errors
    assert [(a.question, a.label, a.score, a.wrong, a.says, a.line) for a in answers] == [
        ("q1", "sum", 0.0, True, "Divide", 2),
        ("q1", "library", 3.0, False, "", 11),
    ]
    assert "mean = sum" in answers[0].code


def test_no_file_is_no_mistake(project: object, tmp_path: Path) -> None:
    assert read_answers(read_assignment(tmp_path / "assignments" / "tiny" / "tiny.py")) == ([], [])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[q1.wrong]\n", 1, "not valid TOML"),
        (table('slip = "a"\nscore = 0'), 1, "q1: a: give either `code` or `value`"),
        (table('slip = "a"\nscore = 0\ncode = "x"\nvalue = "1"'), 1, "either `code` or `value`"),
        (table('score = 0\ncode = "x"'), 1, "q1: name the slip"),
        (table('code = "x"', "right"), 1, "q1: name the style"),
        (table('slip = "a"\ncode = "x"'), 1, "a: say what the question must get: score = 0"),
        (table('slip = "a"\nscore = 4\ncode = "x"'), 1, "score = 4, but the question has 3 points"),
        (table('slip = "a"\nscore = 3\ncode = "x"'), 1, "full marks is a right one: [[q1.right]]"),
        (table('slip = "a"\nscore = 0\ncode = "def"'), 1, "a: not valid Python in its line 1"),
        (table('slip = "a"\nscore = 0\nvalue = "1 +"'), 1, "'1 +' is not a Python expression"),
        (
            table('slip = "a"\nscore = 0\nsay = "x"\ncode = "x"'),
            1,
            "unknown key `say`; known are code, elsewhere, says,",
        ),
        (table('style = "a"\nscore = 1\ncode = "x"', "right"), 1, "unknown key `score`"),
        ("\n[[q11.wrong]]\nslip = 'a'\n", 2, "there is no question q11; did you mean q1?"),
        ("[[z9.wrong]]\nslip = 'a'\n", 1, "there is no question z9. The questions are q1."),
        ("[[q2.wrong]]\nslip = 'a'\n", 1, "q2 is graded by a person"),
        ("[[q1.wrongs]]\nslip = 'a'\n", 1, "answers stand under [[q1.wrong]], [[q1.right]] or"),
        ("[q1]\nwrong = 3\n", 0, "answers stand under [[q1.wrong]]"),
        (
            table('slip = "a"\nscore = 0\ncode = "x"') * 2,
            5,
            "a second answer named 'a'; the first is in line 1",
        ),
    ],
)
def test_mistakes_name_their_place(tmp_path: Path, text: str, line: int, reason: str) -> None:
    _, errors = read_answers(tiny(tmp_path, text))
    assert errors
    assert errors[0].line == line
    assert reason in errors[0].reason
    assert errors[0].path.endswith("answers.toml")


def test_a_value_takes_the_name_of_the_answer_cell(tmp_path: Path) -> None:
    text = table('slip = "a"\nscore = 0\nvalue = "len"') + table('slip = "b"\nscore = 0\nvalue = 2.5')
    answers, errors = read_answers(tiny(tmp_path, text))
    assert not errors
    assert [a.code for a in answers] == ["mean = len", "mean = 2.5"]


def test_values_by_name_keep_the_rest_of_the_answer(tmp_path: Path) -> None:
    source = TINY.replace("def mean(x):", "centre = 0.5  # SOLUTION\n\n\ndef mean(x):")
    assignment = tiny(tmp_path, table('slip = "a"\nscore = 0\nvalue = {centre = "1"}'), source)
    assert assigned_names(assignment.questions[0]) == ["centre", "mean"]
    answers, errors = read_answers(assignment)
    assert not errors
    assert answers[0].code.endswith("centre = 1")
    assert "def mean(x):" in answers[0].code
    assert "SOLUTION" not in answers[0].code


def test_a_bare_value_for_two_names_is_refused(tmp_path: Path) -> None:
    source = TINY.replace("def mean(x):", "centre = 0.5  # SOLUTION\n\n\ndef mean(x):")
    _, errors = read_answers(tiny(tmp_path, table('slip = "a"\nscore = 0\nvalue = "1"'), source))
    assert 'the answer cell assigns centre, mean; write value = {centre = "..."}' in errors[0].reason
