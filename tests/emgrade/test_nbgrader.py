"""Notebooks of nbgrader's become sources of ours, which give the same points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from emgrade.build import Versions, compile_bundle
from emgrade.build.otter import write_tree
from emgrade.cli import main
from emgrade.errors import EmgradeError
from emgrade.grade import Grader
from emgrade.lint import lint
from emgrade.model import Assignment
from emgrade.nbgrader import Imported, import_nbgrader
from emgrade.settings import Course
from emgrade.source import read_assignment

SQUARES = '''\
def squares(n):
    """Squares of the numbers from 1 to n."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i ** 2 for i in range(1, n + 1)]
    ### END SOLUTION'''
TESTS = '''\
"""Looks at small n."""
expected = [1, 4]
assert squares(2) == expected
text = """
as it is"""
assert len(text) == 9
### BEGIN HIDDEN TESTS
assert np.sum(squares(10)) == 385
assert squares(3) != expected
### END HIDDEN TESTS'''


def answer(source: str, name: str = "squares") -> Any:
    return new_code_cell(source, metadata=facts(name, solution=True))


def checks(source: str, name: str = "test_squares", points: float = 2) -> Any:
    return new_code_cell(source, metadata=facts(name, grade=True, locked=True, points=points))


def facts(name: str, **settings: Any) -> dict[str, Any]:
    return {
        "nbgrader": {"grade_id": name, "grade": False, "solution": False, "schema_version": 3, **settings}
    }


def converted(folder: Path, *cells: Any) -> tuple[Imported, Assignment]:
    folder.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells)), folder / "Problem Set 1.ipynb")
    made = import_nbgrader(folder / "Problem Set 1.ipynb")
    target = folder / made.name
    write_tree(made.files, target)
    return made, read_assignment(target / f"{made.name}.py")


def scores(versions: Versions, folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """What the solution and the untouched notebook get."""
    write_tree(versions.autograder, folder / "autograder")
    found = []
    with Grader(folder / "autograder") as grader:
        for part, files in (("solution", versions.solutions), ("untouched", versions.student)):
            write_tree(files, folder / part)
            found.append(
                {q.name: q.score for q in grader.grade(next((folder / part).glob("*.ipynb"))).questions}
            )
    return found[0], found[1]


@pytest.mark.slow
def test_a_notebook_of_every_kind_of_cell_is_built_and_graded(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("1\n2\n")
    (tmp_path / "unrelated.txt").write_text("not named")
    text = new_markdown_cell('# Problem set 1\n\n![a dot](attachment:dot.png) and a text with """ in it.')
    text["attachments"] = {"dot.png": {"image/png": "iVBORw0KGgo="}}
    other = new_markdown_cell("Another ![dot](attachment:dot.png), ![up](attachment:../up.png)")
    other["attachments"] = {n: {"image/png": "iVBORw0KGgoA"} for n in ("dot.png", "../up.png")}
    made, assignment = converted(
        tmp_path,
        text,
        other,
        new_code_cell("%matplotlib inline\nimport numpy as np\nnumbers = np.loadtxt('data.csv')"),
        new_markdown_cell("## Squares\n\nReturn the *squares*."),
        answer(SQUARES),
        new_markdown_cell("Try it."),
        new_code_cell("squares(3)"),
        checks(TESTS),
        checks("assert squares(1) == [1]\nassert len(numbers) == 2", "one", 1.5),
        new_code_cell("%%html\n<b>done</b>"),
        new_markdown_cell("## Sum"),
        answer("total = sum(squares(4))", "cell-0a1b2c"),
        checks("assert total == 30", "cell-3d4e5f", 1),
        new_markdown_cell("Why?", metadata=facts("why", solution=True, grade=True, points=4)),
        new_markdown_cell("Plan.\n=== BEGIN MARK SCHEME ===\nA plan.\n=== END MARK SCHEME ===", metadata=facts("plan", task=True, points=3)),
    )  # fmt: skip
    assert (made.notes, made.points, made.manual, made.tests) == ([], 11.5, 2, 3)
    assert set(made.files) == {"problem_set_1.py", "data.csv", "dot.png", "_dot.png", "up.png"}
    assert made.files["dot.png"] != made.files["_dot.png"] == made.files["up.png"]
    assert "Another ![dot](_dot.png), ![up](up.png)" in made.files["problem_set_1.py"].decode()
    assert lint(assignment) == []
    assert [(q.name, q.points, q.manual) for q in assignment.questions] == [
        ("squares", 3.5, False),
        ("q2", 1, False),
        ("why", 4, True),
        ("plan", 3, True),
    ]
    assert [(case.hidden, case.points) for case in assignment.questions[0].cases] == [
        (False, 0),
        (True, 2),
        (False, 1.5),
    ]
    versions = compile_bundle(assignment, Course())
    student = versions.student["problem_set_1.ipynb"].decode()
    assert "Return the *squares*" in student
    for secret in ("385", "i ** 2", "sum(squares", "A plan"):
        assert secret not in student
    solution, untouched = scores(versions, tmp_path)
    assert solution == {"squares": 3.5, "q2": 1}
    assert untouched == {"squares": 0, "q2": 0}


REFUSED = [
    ("del squares\nassert 'squares' not in globals()", "it deletes `squares` of the notebook"),
    ("def helper(x):\n    return 0\nassert squares(1) == [1]", "it replaces `helper`, which other cells use"),
    ("scale = 3\nassert squares(1) == [3]", "it replaces `scale`, which other cells use"),
    ("seen += 1\nassert seen == 2", "it reads and replaces `seen`"),
    ("seen = seen + 1\nassert seen == 2", "it reads and replaces `seen`"),
    ("assert abs(squares(1)[0] - 1) < tolerance", "it uses `tolerance`, which another test makes"),
    ("%time squares(1)", "it is no plain Python (invalid syntax)"),
    ("score = 0.5\nscore", "its last line may be partial credit"),
    ("### AUTOTEST squares(2)", "nbgrader writes an AUTOTEST when it builds"),
    ("# nothing", "it tests nothing"),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_changes_the_notebook_is_listed_and_left_to_a_person(
    tmp_path: Path, source: str, reason: str
) -> None:
    setting = "seen = 1\nscale = 1\ndef helper(x):\n    return scale * x"
    made, assignment = converted(
        tmp_path,
        new_code_cell(setting),
        answer("def squares(n):\n    return [helper(i) ** 2 for i in range(1, n + 1)]"),
        checks("tolerance = 1e-9\nassert squares(1) == [1]", "first", 1),
        answer("seen_again = seen", "again"),
        checks(source, "second", 3),
    )
    assert made.notes == [
        f"Problem Set 1.ipynb, cell 5, second: not converted (3 points): {reason}",
        "Problem Set 1.ipynb, again: no test is left, so a person grades it (3 points)",
    ]
    assert [(q.name, q.points, q.manual) for q in assignment.questions] == [
        ("squares", 1, False),
        ("again", 3, True),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "for x in [1, 2]:\n    assert squares(x)[-1] == x ** 2",
        "x = squares(2)\nx = x[1:]\nassert x == [4]",
        "try:\n    squares(0)\nexcept ValueError as error:\n    message = str(error)\nelse:\n    raise AssertionError",
        "import math\nassert all(math.sqrt(s) == i + 1 for i, s in enumerate(squares(3)))",
    ],
)
def test_names_of_its_own_do_a_test_no_harm(tmp_path: Path, source: str) -> None:
    made, assignment = converted(
        tmp_path, new_code_cell("x = 5\nmessage = ''"), answer(SQUARES), checks(source)
    )
    assert made.notes == []
    assert assignment.questions[0].cases[0].source.startswith("def test_test_squares(squares):")


def test_what_one_test_imports_another_imports_for_itself(tmp_path: Path) -> None:
    made, assignment = converted(
        tmp_path,
        answer(SQUARES),
        checks("from math import isclose\nassert isclose(squares(1)[0], 1)", "first"),
        answer("total = sum(squares(4))", "total"),
        checks("assert isclose(total, 30)", "second"),
    )
    assert made.notes == []
    case = assignment.questions[1].cases[0]
    assert case.source.splitlines()[:2] == ["def test_second(total):", "    from math import isclose"]


def test_the_command_writes_a_source_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "course.toml").touch()
    nbformat.write(
        new_notebook(cells=[answer(SQUARES), checks(TESTS), checks("assert True", "late")]),
        tmp_path / "ps1.ipynb",
    )
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["import", "nbgrader", "ps1.ipynb"])
    assert done.output.splitlines() == [
        "assignments/ps1/ps1.py: 1 question, 0 of them for a person, 4 points",
        "Next: emgrade build ps1, then emgrade check ps1.",
    ]
    again = CliRunner().invoke(main, ["import", "nbgrader", "ps1.ipynb"])
    assert (again.exit_code, again.stderr) == (
        1,
        "There is already a folder assignments/ps1; nothing was written to it.\n",
    )


@pytest.mark.parametrize(("text", "reason"), [("{", "not a notebook"), (None, "no cell of nbgrader's in it")])
def test_what_cannot_be_imported_is_said(tmp_path: Path, text: str | None, reason: str) -> None:
    path = tmp_path / "x.ipynb"
    nbformat.write(new_notebook(), path)
    path.write_text(text or path.read_text())
    with pytest.raises(EmgradeError, match=reason):
        import_nbgrader(path)
