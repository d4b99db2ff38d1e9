"""One declaration of a typed formula becomes its public test, its hidden tests and the cell that shows it."""

from pathlib import Path
from typing import Any

import jupytext
import pytest
import yaml

from emgrade.build import compile_bundle
from emgrade.build.master import master_notebook
from emgrade.check.run import check, plan
from emgrade.errors import AuthorError
from emgrade.formulas import READABLE
from emgrade.lint import lint
from emgrade.model import Case, Question
from emgrade.settings import Course
from emgrade.source import read_assignment
from emkit.check import Hint

from .conftest import make_project

SOURCE = '''# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: Motion
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q1
points: 3
formula:
  names:
    s: [1, 9]
    t: [1, 5]
    g: 9.81
    h: g*t^2/2
  quantity: a speed
  between: [0, null]
  scaled: [[s, t]]
  slips:
    s*t: Check the units.
    t/s:
      says: "Upside down: look at the units."
      keeps: 1
"""

# %% [markdown]
"""
How fast? Type a formula in `s`, `t`, `g` and `h`.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
speed = "s / t"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""
'''


def read(tmp_path: Path, old: str = "", new: str = "") -> tuple[Question, Path]:
    path = tmp_path / "motion.py"
    assert old in SOURCE
    path.write_text(SOURCE.replace(old, new))
    assignment = read_assignment(path, "motion")
    assert lint(assignment) == []
    return assignment.questions[0], path


def run(case: Case, answer: object) -> str:
    """Return what a test says to an answer, nothing if it passes."""
    scope: dict[str, object] = {}
    exec(case.source, scope)
    try:
        scope[case.name](answer)
    except Hint as hint:
        return str(hint)
    return ""


def test_one_public_test_reads_and_the_hidden_ones_compare(tmp_path: Path) -> None:
    question, _ = read(tmp_path)
    public, slip, right = question.cases
    assert (public.hidden, public.points, public.success_message) == (False, 0, READABLE)
    assert (slip.hidden, slip.points) == (True, 1)
    assert (right.hidden, right.points) == (True, 2)
    assert question.points == 3
    assert "s / t" not in public.source
    for answer in ("s/t", "t/s", "t*s", "s"):
        assert run(public, answer) == ""
    assert run(public, "s t") == "Put * between s and t, if you mean their product.\n    s t\n      ^"
    assert [run(case, "2*s/(t + t)") for case in (slip, right)] == ["", ""]
    assert [run(case, "1/(s/t)") for case in (slip, right)] == ["", "Upside down: look at the units."]
    assert [run(case, "t*s") for case in (slip, right)] == ["Check the units."] * 2
    assert [run(case, "s/t + h - g*t*t/2") for case in (slip, right)] == ["", ""], "h follows from g and t"


def test_an_infinite_end_is_an_open_one(tmp_path: Path) -> None:
    question, _ = read(tmp_path, "between: [0, null]", "between: [0, .inf]")
    assert question.cases == read(tmp_path)[0].cases


def test_what_students_get_shows_their_formula_and_no_answer(tmp_path: Path) -> None:
    _, path = read(tmp_path)
    cells = [cell.source for cell in read_assignment(path, "motion").cells]
    shown = cells[-1]
    scope: dict[str, object] = {"speed": "s*t"}
    exec(shown.replace("\nread(", "\nfound = read("), scope)
    assert "s t" in scope["found"]._repr_latex_()  # type: ignore[attr-defined]
    assert "formula:" not in "".join(cells), "Otter does not know the key"


def test_a_declaration_may_stand_beside_keys_of_ours(tmp_path: Path) -> None:
    ours = SOURCE.replace("points: 3", "points: 3\ntell: at_once\nvisibility: after_due_date")
    masters = [
        master_notebook(read_assignment(make_project(tmp_path / name, source).source("tiny")), None)
        for name, source in (("plain", SOURCE), ("ours", ours))
    ]
    plain, found = (
        [yaml.safe_load(cell.source) if "QUESTION" in cell.source else cell.source for cell in one.cells]
        for one in masters
    )
    assert plain == found


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  names:", "  nams:", "q1: `formula`: Object contains unknown field `nams`"),
        ("s: [1, 9]", "s: [1, g]", "q1: s lies between two numbers, or is one of two names; found"),
        ("s: [1, 9]", "s: [9, 1]", "q1: s should lie between a number and a larger one; found (9.0, 1.0)"),
        ("keeps: 1", "keeps: 3", "q1: the slip 't/s' keeps 3; more than 0, less than 3"),
        ("s*t: Check", "s*u: Check", "q1: 's*u' cannot be read: u is not offered here"),
        ("h: g*t^2/2", "h: g*z", "q1: 'g*z' cannot be read: z is not offered here"),
        ("scaled: [[s, t]]", "scaled: [[s, u]]", "q1: `scaled` names u, which is not offered"),
        ('speed = "s / t"', 'speed = "s / "', "q1: 's / ' cannot be read: Something is missing after /."),
        ('speed = "s / t"', "speed = 3", "q1: the answer cell of a typed formula is one line"),
        ("points: 3", "manual: false", "q1: a question with a `formula` says its `points`, a number"),
        ("  names:", "  functions: [sin]\n  names:", "q1: there is no function sin; there are exp, ln"),
        (
            "title: Motion",
            "tests: {ok_format: true}",
            "a question with a `formula` needs `tests: {ok_format: false}`",
        ),
        (
            '# %% [raw]\nr"""\n# END QUESTION',
            '# %% [raw]\nr"""\n# BEGIN TESTS\n"""\n\n# %%\n""" # BEGIN TEST CONFIG\nhidden: true\n"""\ndef test_x(): pass\n\n'
            '# %% [raw]\nr"""\n# END TESTS\n"""\n\n# %% [raw]\nr"""\n# END QUESTION',
            "the hidden tests of a question with a `formula` are written from it",
        ),
    ],
)
def test_a_mistake_in_a_declaration_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    with pytest.raises(AuthorError) as caught:
        read(tmp_path, old, new)
    assert caught.value.reason.startswith(reason)
    assert caught.value.line > 0


LAW = '''# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_twice_the_way(speed):
    from emkit.check import close, formula_value

    once, twice = (formula_value("speed", speed, s=way, t=2) for way in (3, 6))
    close("speed", twice, 2 * once, otherwise="Twice the way in the same time is twice as fast.")


# %% [raw]
r"""
# END TESTS
"""

'''


@pytest.mark.parametrize(
    ("typed", "passes"), [("1 / (t/s)", True), ("s*t", True), ("s^2/t", False), ("3", False)]
)
def test_a_law_of_the_authors_is_a_public_test(tmp_path: Path, typed: str, passes: bool) -> None:
    question = '# %% [raw]\nr"""\n# END QUESTION'
    found, _ = read(tmp_path, question, LAW + question)
    assert [case.hidden for case in found.cases] == [False, False, True, True]
    scope: dict[str, Any] = {}
    exec(found.cases[1].source, scope)
    if passes:
        scope["test_twice_the_way"](typed)
    else:
        with pytest.raises(Hint, match="Twice the way"):
            scope["test_twice_the_way"](typed)
    with pytest.raises(Hint, match="missing"):
        scope["test_twice_the_way"]("s /")


@pytest.mark.slow
def test_a_declaration_alone_passes_check(tmp_path: Path) -> None:
    """The declared slips are the known wrong answers: without `answers.toml` each hidden test is shown to fail."""
    source = SOURCE.replace('"""\nHow fast?', '"""\n# Motion\n\nHow fast?')
    project = make_project(tmp_path, source)
    planned = plan(project, "tiny")
    assert [(a.code, a.score) for a in planned.answers] == [("speed = 's*t'", 0), ("speed = 't/s'", 1)]
    checked = check(planned)
    # How long a run takes says nothing here on a busy machine.
    assert [f.told(tmp_path) for f in checked.findings if f.kind != "reference"] == []
    weaker = source.replace("      keeps: 1\n", "").replace("    t/s:\n      says:", "    t/s:")
    no_slip = (
        weaker[: weaker.index("  slips:")] + weaker[weaker.index('"""\n\n# %% [markdown]\n"""\n# Motion') :]
    )
    checked = check(plan(make_project(tmp_path / "b", no_slip), "tiny"))
    assert ["no answers.toml" in f.reason for f in checked.findings if f.kind != "reference"] == [True]


def test_a_master_notebook_declares_a_formula_just_the_same(tmp_path: Path) -> None:
    percent = SOURCE.replace("title: Motion", "title: Motion\ntests: {ok_format: false, files: true}")
    path = tmp_path / "motion.ipynb"
    path.write_text(jupytext.writes(jupytext.reads(percent, fmt="py:percent"), fmt="ipynb"))
    assignment = read_assignment(path, "motion")
    assert lint(assignment) == []
    versions = compile_bundle(assignment, Course())
    assert b"require_readable('speed', speed, ['s', 't', 'g', 'h'])" in versions.student["tests/q1.py"]
    assert b"reference" not in versions.student["tests/q1.py"]
    assert b"s / t" not in versions.student["motion.ipynb"]
    assert b"reference='s / t'" in versions.autograder["tests/q1.py"]
