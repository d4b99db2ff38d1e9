"""Every author's mistake ends as `file:line: reason`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from emgrade.build import compile_bundle
from emgrade.cli import main
from emgrade.errors import AuthorError
from emgrade.lint import lint
from emgrade.settings import Course
from emgrade.source import read_assignment

from .conftest import TINY

HIDDEN_CONFIG = "points: 3\nhidden: true"

MISTAKES = [
    # old text, new text, text of the line to be named, reason
    ("points: 3\n\"\"\"\n\n# %% [markdown]", "points: 4\n\"\"\"\n\n# %% [markdown]", "# BEGIN QUESTION", "tests add up to 3, the question says 4"),
    ("manual: true", "manaul: true", "# BEGIN QUESTION", "unknown key `manaul`"),
    ("title: Tiny", "titel: Tiny", "titel: Tiny", "unknown key `titel` in the assignment's config; did you mean `title`?"),
    ("title: Tiny", "title: a: b", "title: a: b", "not valid YAML"),
    ("title: Tiny", "grading: {engine: fast}", "grading: {engine: fast}", "`engine` should be isolated or otter"),
    ("title: Tiny", "grading: {visibilty: hidden}", "grading: {visibilty: hidden}", "unknown key `visibilty`; did you mean `visibility`?"),
    ("data/numbers.csv", "data/nmbers.csv", "files: [data/nmbers.csv]", "does not exist"),
    ("files: [data/numbers.csv]", "files: data/numbers.csv", "files: data/numbers.csv", "`files` should be a list of files; it is 'data/numbers.csv'"),
    ("title: Tiny", "autograder_files: [answers.csv]", "autograder_files: [answers.csv]", "`autograder_files` names answers.csv, which does not exist"),
    ("title: Tiny", "requirements: [statsmodels]", "requirements: [statsmodels]", "the grading environment does not hold statsmodels, but `requirements` asks for statsmodels; run `emgrade lock`"),
    ("title: Tiny", "requirements: [numpy>=99]", "requirements: [numpy>=99]", "but `requirements` asks for numpy>=99; run `emgrade lock`"),
    ("title: Tiny", "requirements: [num py]", "requirements: [num py]", "`requirements` names 'num py', which is no package"),
    ("title: Tiny", "requirements: {a: 1}", "requirements: {a: 1}", "`requirements` should be a list"),
    ("title: Tiny", "requirements: needs.txt", "requirements: needs.txt", "`requirements` names needs.txt, which does not exist"),
    ("### Question 1 · The mean `3 points`", "### Question 1 · The mean `4 points`", "### Question 1 · The mean `4 points`", '`4 points" should be "### Question 1 · The mean `3 points"; `emgrade build --fix` writes it'),
    ("# Tiny", "# Tiny\n\n1 automatic questions (3 points) and one text (4 points)", "1 automatic questions (3 points) and one text (4 points)", 'should be "1 automatic question (3 points) and one text (2 points)"'),
    ("    return float(np.sum(x) / len(x))", "    total = np.sum(x)\n  return float(total / len(x))", "  return float(total / len(x))", "q1: the solution is not valid Python: unindent does not match any outer indentation level"),
    ("return float(np.sum(x) / len(x))", "return float((np.sum(x) / len(x))", "    return float((np.sum(x) / len(x))", "q1: the solution is not valid Python: '(' was never closed"),
    ("import numpy as np\n\n", "import numpy as np as\n\n", "import numpy as np as", "this cell is not valid Python"),
    ('## Questions\n"""', "## Questions", 'r"""', "these quotes are not closed before the next cell"),
    ("data/numbers.csv", "../../assignments/course.toml", "files: [../../assignments/course.toml]", "outside the assignment's folder"),
    ("# ASSIGNMENT CONFIG", "# ASIGNMENT CONFIG", None, "no raw cell `# ASSIGNMENT CONFIG`"),
    (HIDDEN_CONFIG, HIDDEN_CONFIG + "\nhiden: true", "def test_hidden(mean):", "unknown test setting `hiden`; did you mean `hidden`?"),
    (HIDDEN_CONFIG, "points: three\nhidden: true", '""" # BEGIN TEST CONFIG', "`points` of a test should be a number"),
    (HIDDEN_CONFIG, HIDDEN_CONFIG + "\ntell: now", '""" # BEGIN TEST CONFIG', "`tell` should be one of at_once, after_due_date, never; it is 'now'"),
    ('points: 0\n"""', 'points: 0\ntell: at_once\n"""', '""" # BEGIN TEST CONFIG', "`tell` is for hidden tests; a public one always tells"),
    ("points: 3\n", "points: 3\ntell: yes\n", "# BEGIN QUESTION", "q1: `tell` should be one of at_once, after_due_date, never; it is True"),
    ("points: 3\n", "points: 3\nvisibility: late\n", "# BEGIN QUESTION", "q1: `visibility` should be one of visible, after_published, after_due_date, hidden"),
    ("manual: true", "manual: true\ntell: never", "# BEGIN QUESTION", "q2: `tell` is for questions with tests"),
    ("title: Tiny", "grading: {tell: at_once}", "grading: {tell: at_once}", "`tell` should be after_due_date or never; it is 'at_once'"),
    ("def test_hidden(mean):", "def test_public(mean):", "def test_public(mean):", "two tests are named test_public"),
    ("def test_hidden(mean):", "def test_hidden(mean:", "def test_hidden(mean:", "not valid Python"),
    ("def test_hidden(mean):", "y = 1\ndef test_hidden(mean):", "y = 1", "one test function, and no more than a call of it"),
    ("np.array([4.25", "numpy.array([4.25", "def test_hidden(mean):", "uses `numpy`"),
    ("# END TESTS", "# END TEST", "# END TEST", "not one of Otter's markers"),
    ('# %% [raw]\nr"""\n# END SOLUTION\n"""\n\n# %% [raw]\nr"""\n# END QUESTION\n"""\n', "", "# BEGIN SOLUTION", "BEGIN SOLUTION has no END SOLUTION"),
    ("# END SOLUTION\n\"\"\"", "# BEGIN SOLUTION\n\"\"\"", "# BEGIN SOLUTION", "BEGIN SOLUTION inside SOLUTION"),
    ("# END QUESTION", "# END TESTS", "# END TESTS", "END TESTS without BEGIN TESTS"),
    ("    # END SOLUTION\n\n", "\n", "def mean(x):", "do not pair up"),
    ("    # BEGIN SOLUTION\n    return float(np.sum(x) / len(x))\n    # END SOLUTION", "    return float(np.sum(x) / len(x))", "def mean(x):", "students would see all of it"),
    ("name: q2", "name: q1", "# BEGIN QUESTION", "two questions are named q1"),
    ("name: q2", "name: q/2", "# BEGIN QUESTION", "needs a `name`: a text without /"),
    ("name: q2", "name: 2.0", "# BEGIN QUESTION", "needs a `name`: a text without /"),
    ("def test_hidden(mean):", "def test_hidden(mean=missing):", "def test_hidden(mean=missing):", "q1: its tests cannot be loaded: NameError: name 'missing' is not defined"),
    ("points: 2", "points: two", "# BEGIN QUESTION", "`points` should be a number"),
    ("# %% [raw]\nr\"\"\"\n# ASSIGNMENT", "import os\n# %% [raw]\nr\"\"\"\n# ASSIGNMENT", "import os", "text before the first"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "reason"), MISTAKES, ids=[m[3] + m[1][:12] for m in MISTAKES])
def test_mistake_names_its_line(
    broken: Callable[[str, str], Path], old: str, new: str, line: str | None, reason: str
) -> None:
    path = broken(old, new)
    with pytest.raises(AuthorError) as caught:
        compile_bundle(read_assignment(path), Course())
    assert reason in str(caught.value)
    assert str(caught.value).startswith(str(path))
    if line is not None:
        rows = path.read_text().splitlines()
        assert rows[caught.value.line - 1] == line


def test_not_utf8(broken: Callable[[str, str], Path]) -> None:
    path = broken("# Tiny", "# Tiny")
    path.write_bytes(b"\xff\xfe" + TINY.encode())
    with pytest.raises(AuthorError, match="not UTF-8"):
        read_assignment(path)


def test_all_mistakes_are_told_at_once(broken: Callable[[str, str], Path]) -> None:
    path = broken("points: 2", "points: two")
    path.write_text(path.read_text().replace("title: Tiny", "titel: Tiny"))
    with pytest.raises(AuthorError) as caught:
        compile_bundle(read_assignment(path), Course())
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.slow
def test_fix_writes_the_points_of_the_settings(
    broken: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = broken("# Tiny", "# Tiny\n\n9 automatic questions (1 point), about an hour.")
    path.write_text(path.read_text().replace("The mean `3 points`", "The mean `4 points`"))
    monkeypatch.chdir(path.parent)
    run = CliRunner().invoke
    assert run(main, ["build"]).exit_code == 1
    assert run(main, ["build", "--fix"]).exit_code == 0
    text = path.read_text()
    assert "1 automatic question (3 points) and 1 graded by a person (2 points), about an hour." in text
    assert "The mean `3 points`" in text
    assert run(main, ["build", "--check", "--fix"]).exit_code == 0
    assert path.read_text() == text


@pytest.mark.parametrize(
    "cell", ["%matplotlib inline", "%%time\nx = 1", "!ls", "await thing", "x = '\\d'", "x?"]
)
def test_what_a_notebook_may_say_is_no_mistake(broken: Callable[[str, str], Path], cell: str) -> None:
    path = broken("import numpy as np\n\n", f"import numpy as np\n\n# %%\n{cell}\n\n")
    assert lint(read_assignment(path)) == []


def test_a_manual_question_with_tests_is_scored_as_in_otter(broken: Callable[[str, str], Path]) -> None:
    path = broken("name: q1\npoints: 3", "name: q1\npoints: 3\nmanual: true")
    assignment = read_assignment(path)
    assert lint(assignment) == []
    assert [q.name for q in assignment.automatic] == ["q1"]
    assert "tests/q1.py" in compile_bundle(assignment, Course()).autograder
