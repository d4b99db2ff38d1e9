"""`emgrade check` on a small assignment, as it is and broken on purpose: each break is reported with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from emgrade.answers import Answer, read_answers
from emgrade.build import compile_bundle
from emgrade.check import inside, verdicts
from emgrade.check.findings import ORDER, Finding
from emgrade.check.mutants import Mutant, mutants_of
from emgrade.check.reference import CellError, Run, run_reference
from emgrade.check.run import Options, check, plan
from emgrade.cli import main
from emgrade.model import Assignment, CaseResult, QuestionResult, Result
from emgrade.notebook import Notebook
from emgrade.project import Project
from emgrade.settings import Course
from emgrade.source import read_assignment

from .conftest import COURSE, TINY, make_project

CANNOT_FAIL = '''
# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG
def test_of_nothing(weighted_mean):
    assert 1 + 1 == 2
'''
NEXT_CELL = "print(weighted_mean(x, np.ones(3)), x.mean())"
TESTS_END = '\n\n# %% [raw]\nr"""\n# END TESTS'


def course(root: Path) -> Project:
    (root / "assignments").mkdir()
    (root / "assignments" / "course.toml").write_text(
        COURSE.replace("submission_seconds = 60", "submission_seconds = 300")
    )
    return Project(root)


def broken(
    root: Path, source: Iterable[tuple[str, str]] = (), answers: Iterable[tuple[str, str]] = ()
) -> Project:
    """The assignment `demo`, one question on a weighted mean, with texts replaced in its source and its answers."""
    project = course(root)
    folder = project.assignments / "demo"
    folder.mkdir()
    for template, name, changes in (("demo.py.txt", "demo.py", source), ("answers.toml",) * 2 + (answers,)):
        text = (Path(__file__).parent / "weighted" / template).read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        (folder / name).write_text(text)
    return project


def told(project: Project, options: Options | None = None) -> list[str]:
    return [f.told(project.root) for f in check(plan(project, "demo"), options or Options(jobs=1)).findings]


def line_of(project: Project, file: str, text: str) -> int:
    rows = (project.assignments / "demo" / file).read_text().splitlines()
    return next(number for number, row in enumerate(rows, start=1) if text in row)


# Each part of the proof on results made by hand: fast.


def tiny(root: Path) -> Assignment:
    return read_assignment(make_project(root).source("tiny"))


def graded(score: float, public: str = "", hidden: str = "") -> QuestionResult:
    cases = (
        CaseResult("a", False, not public, 0, public, sentence=public),
        CaseResult("b", True, not hidden, 3, hidden, sentence=hidden),
    )
    return QuestionResult("q1", score, 3, cases)


def result(question: QuestionResult, **fields: object) -> Result:
    return Result("", "tiny", "", (question,), **fields)


def answer(score: float = 0, says: str = "", wrong: bool = True) -> Answer:
    return Answer("q1", "slip", "", score if wrong else 3, wrong, says, 7)


def reasons(findings: Iterable[Finding]) -> list[str]:
    return [f"{f.path.name}:{f.line}: {f.reason}" for f in findings]


def test_a_reference_with_full_marks_is_no_finding(tmp_path: Path) -> None:
    assert reasons(verdicts.reference(tiny(tmp_path), result(graded(3)), Run())) == []


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (result(graded(0, hidden="Not so.")), "q1: the reference fails test_hidden: Not so."),
        (result(graded(2)), "q1: the reference gets 2 of 3"),
        (result(graded(3), notes=("A cell was slow.",)), "the reference leaves a note: A cell was slow."),
    ],
)
def test_a_reference_that_loses_is_reported(tmp_path: Path, found: Result, says: str) -> None:
    assert says in reasons(verdicts.reference(tiny(tmp_path), found, Run()))[0]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (graded(0, "`mean` returned None. Replace the `...`.", "x"), ""),
        (
            graded(3, "`mean` returned None.", ""),
            "q1: the untouched notebook gets 3; it passes test_hidden",
        ),
        (graded(0, "", "x"), "its public tests pass, so nothing names what to do"),
        (graded(0, "TypeError: 'NoneType' object is not callable", "x"), "is no sentence: TypeError"),
        (graded(0, " ", "x"), "is no sentence: empty"),
        (graded(0, "That is wrong.", "x"), "names none of mean: That is wrong."),
    ],
)
def test_the_untouched_notebook_says_what_to_do(tmp_path: Path, found: QuestionResult, says: str) -> None:
    lines = reasons(verdicts.untouched(tiny(tmp_path), result(found)))
    assert len(lines) == bool(says)
    assert says in "".join(lines)


@pytest.mark.parametrize(
    ("tried", "found", "says"),
    [
        (answer(0, "Divide"), graded(0, "Divide by\nn.", "x"), ""),
        (answer(0, "Divide by n"), graded(0, "Divide by\nn.", "x"), ""),
        (answer(0), graded(3), "no test catches it: it gets 3, it should get 0"),
        (
            answer(1),
            graded(0, "x", "y"),
            "it gets 0, it should get 1 (passed no hidden test, failed test_public, test",
        ),
        (answer(0, "Divide"), graded(0, "Add.", "x"), "should say 'Divide'; it says: Add."),
        (answer(0, "Divide"), graded(0, "", "x"), "should say 'Divide'; it says nothing"),
    ],
)
def test_a_wrong_answer_loses_exactly_its_points(
    tmp_path: Path, tried: Answer, found: QuestionResult, says: str
) -> None:
    lines = reasons(verdicts.wrong(tiny(tmp_path), [(tried, found)]))
    assert len(lines) == bool(says)
    assert says in "".join(lines)
    assert all(line.startswith("answers.toml:7: q1, slip: ") for line in lines)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (graded(3), ""),
        (graded(0, "", "No."), "a right answer fails test_hidden: No."),
        (graded(3, "No."), "a right answer fails test_public: No."),
        (graded(1), "a right answer gets 1 of 3"),
    ],
)
def test_a_right_answer_keeps_full_marks(tmp_path: Path, found: QuestionResult, says: str) -> None:
    lines = reasons(verdicts.right_answers(tiny(tmp_path), [(answer(wrong=False), found)]))
    assert len(lines) == bool(says)
    assert says in "".join(lines)


TYPED = (
    ("wrong", 'slip = "none"\nscore = 0\nvalue = "0.5"'),
    ("wrong", 'slip = "half"\nscore = 0\nvalue = "[-1.5, 2]"'),
    ("wrong", 'slip = "named"\nscore = 0\nsays = "Divide"\nvalue = "7.5"'),
    ("wrong", 'slip = "run"\nscore = 0\nvalue = "np.mean(x) + 0.5"'),
    ("wrong", 'slip = "letter"\nscore = 0\nvalue = "3"'),
    ("right", 'style = "array"\nvalue = "np.array([9.875])"'),
)


@pytest.mark.parametrize(
    ("rows", "score", "says"),
    [
        (TYPED, 3, []),
        (TYPED, 0, ["the right number in line 27 is right no longer, so work out the wrong ones again: lines 1, 6"]),
        (TYPED[:-1], 3, ["only a right number beside the wrong ones tells when they are out of date: lines 1, 6"]),
        (TYPED[2:5], 3, []),
    ],
)  # fmt: skip
def test_a_wrong_number_that_no_longer_arises_is_named(
    tmp_path: Path, rows: tuple[tuple[str, str], ...], score: float, says: list[str]
) -> None:
    assignment = tiny(tmp_path)
    listed = "\n\n".join(f"[[q1.{kind}]]\n{text}" for kind, text in rows)
    (assignment.path.parent / "answers.toml").write_text(listed)
    answers, errors = read_answers(assignment)
    assert errors == []
    trials = [(a, graded(0 if a.wrong else score)) for a in answers]
    assert reasons(verdicts.stale(assignment, trials)) == [f"answers.toml:1: q1: {text}" for text in says]


def test_a_hidden_test_that_nothing_fails_is_named(tmp_path: Path) -> None:
    assignment = tiny(tmp_path)
    assert reasons(verdicts.unproven(assignment, [(answer(), graded(0, "x", "y"))])) == []
    assert (
        "no wrong answer fails test_hidden"
        in reasons(verdicts.unproven(assignment, [(answer(), graded(3))]))[0]
    )
    assert "q1: no wrong answer in answers.toml" in reasons(verdicts.unproven(assignment, []))[0]


def test_a_public_check_that_every_wrong_answer_passes_says_what_it_looks_at(tmp_path: Path) -> None:
    assignment = tiny(tmp_path)
    told = "q1: every wrong answer passes the public tests: let a `success_message` say so"
    unseen, seen = (answer(), graded(0, hidden="y")), (answer(), graded(0, "x"))
    assert told in reasons(verdicts.praised(assignment, [unseen, unseen]))[0]
    assert reasons(verdicts.praised(assignment, [unseen, seen])) == []
    assert reasons(verdicts.praised(assignment, [])) == []
    source = assignment.path.read_text()
    assignment.path.write_text(source.replace("points: 0\n", "points: 0\nsuccess_message: Readable.\n", 1))
    assert reasons(verdicts.praised(read_assignment(assignment.path), [unseen])) == []


def test_the_sentence_of_a_failed_test() -> None:
    frame = "Error at line 9 in test q1:\n  f()\nNameError: no"
    assert CaseResult("a", False, False, 0, frame, sentence="Divide.").said == "Divide."
    assert CaseResult("a", False, False, 0, frame).said == "NameError: no"
    assert CaseResult("a", False, True, 0).said == ""


def test_what_a_test_compared_is_told_whatever_its_expression_is() -> None:
    text = (
        "def test(f, xs):\n    assert sum(f(x) for x in xs) == 4\n\ndef gone(xs):\n    assert next(xs) == 4\n"
    )
    names: dict[str, Any] = {}
    exec(compile(text, "q1.py", "exec"), names)

    def told(call: Callable[[], object]) -> str:
        try:
            call()
        except AssertionError as error:
            return inside._compared(error, text)
        return "passed"

    assert told(lambda: names["test"](abs, [1, 2])) == "sum((f(x) for x in xs)) is 3; 4 is 4"
    assert told(lambda: names["gone"](iter([1]))) == "next(xs) is no longer there (StopIteration); 4 is 4"


def test_a_dropped_point_is_reported_with_its_place(tmp_path: Path) -> None:
    project = broken(tmp_path, [("points: 2\nhidden", "points: 1\nhidden")])
    line = line_of(project, "demo.py", "name: q1_1") - 1
    assert told(project) == [
        f"assignments/demo/demo.py:{line}: q1_1: tests add up to 2, the question says 3",
    ]


def test_a_source_that_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    project = broken(tmp_path, [("# END QUESTION", "")])
    assert "BEGIN QUESTION has no END QUESTION" in told(project)[0]


@pytest.mark.parametrize(
    "text", ["ModuleNotFoundError: No module named 'names'", "OSError: data/gone.csv not found."]
)
def test_the_first_cell_that_stops_stands_for_those_after_it(tmp_path: Path, text: str) -> None:
    assignment = tiny(tmp_path)
    notebook = Notebook.read(compile_bundle(assignment, Course()).solutions["tiny.ipynb"])
    run = Run(errors={n: CellError(text if n == 3 else "NameError: x", 1) for n in (7, 3, 5)})
    (row,) = reasons(verdicts.stopped(assignment, notebook, result(graded(3)), run))
    assert (
        row
        == f"tiny.py:{notebook.lines(assignment)[3]}: the reference gives an error: {text}; 2 more cells stop after it"
    )


def test_causes_stand_before_what_follows_from_them() -> None:
    assert ORDER.index("reference") < ORDER.index("untouched") < ORDER.index("wrong") < ORDER.index("cascade")


# The whole of it, on the engine.


@pytest.mark.slow
def test_weights_removed_and_a_solution_line_made_public(tmp_path: Path) -> None:
    leak = "total = float((w * x).sum() / w.sum())"
    project = broken(
        tmp_path,
        [
            ("np.array([0.1, 0.2, 0.3, 0.4])", "np.ones(4)"),
            ("value, 4.6)", "value, 2.625)"),
            ("    return float((w * x).sum() / w.sum())", f"    {leak}\n    return total"),
            (NEXT_CELL, f"{NEXT_CELL}\n{leak}"),
        ],
    )
    found = told(project)
    slip = line_of(project, "answers.toml", "weights left out") - 1
    place = max(n for n, row in enumerate(project.source("demo").read_text().splitlines(), 1) if leak in row)
    assert any(
        f"answers.toml:{slip}: q1_1, weights left out: it gets 2, it should get 0" in row for row in found
    )
    assert any(f"demo.py:{place}: q1_1: a line of the solution" in row for row in found)


@pytest.mark.slow
def test_a_swapped_tolerance_and_a_test_that_cannot_fail(tmp_path: Path) -> None:
    project = broken(
        tmp_path,
        [
            ("value, 4.0)", "value, 4.0, rtol=100)"),
            ("name: q1_1\npoints: 3", "name: q1_1\npoints: 4"),
            ("3 points", "4 points"),
            (TESTS_END, f"\n{CANNOT_FAIL}{TESTS_END}"),
        ],
    )
    found = told(project)
    dead = line_of(project, "demo.py", "def test_of_nothing")
    loose = line_of(project, "demo.py", "def test_weights_of_any_sum")
    missed = line_of(project, "answers.toml", "not divided") - 1
    assert any(f"demo.py:{dead}: q1_1: no wrong answer fails test_of_nothing" in row for row in found)
    assert any(
        f"demo.py:{loose}: q1_1: no wrong answer fails test_weights_of_any_sum" in row for row in found
    )
    assert any(
        f"answers.toml:{missed}: q1_1, not divided" in row and "no test catches it" in row for row in found
    )


@pytest.mark.slow
def test_a_reference_that_ends_its_process_is_a_finding(tmp_path: Path) -> None:
    project = broken(tmp_path, [(NEXT_CELL, "import os\nos._exit(1)")])
    line = line_of(project, "demo.py", "import os")
    assert told(project) == [
        f"assignments/demo/demo.py:{line}: the reference gives an error: it ends the notebook's process"
    ]


@pytest.mark.slow
def test_widgets_that_show_output_get_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # One could take the place of the news that the cell has ended.
    answers: list[object] = []
    monkeypatch.setattr("nbclient.output_widget.OutputWidget.send", lambda it, data: answers.append(data))
    project = broken(tmp_path, [(NEXT_CELL, "import ipywidgets\nwith ipywidgets.Output():\n    display(x)")])
    versions = compile_bundle(read_assignment(project.source("demo")), Course())
    assert not run_reference(versions, Notebook.read(versions.solutions["demo.ipynb"]), 10).errors
    assert not answers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("3 points", "3 points.", "two builds of the same source differ"),
        ("# END QUESTION", "", "a second build fails: "),
    ],
)
def test_a_second_build_that_gives_something_else(tmp_path: Path, old: str, new: str, says: str) -> None:
    project = broken(tmp_path)
    planned = plan(project, "demo")
    source = project.source("demo")
    source.write_text(source.read_text().replace(old, new, 1))  # read again by the second build only
    found = check(planned, Options(jobs=1)).findings
    assert [(f.kind, f.path.name, f.reason[: len(says)]) for f in found] == [("build", "demo.py", says)]


@pytest.mark.slow
def test_a_reference_that_warns_a_mistake_that_spreads_and_a_crash_for_a_sentence(tmp_path: Path) -> None:
    second = project_with_two_questions(tmp_path)
    found = told(second)
    spread = line_of(second, "answers.toml", "overwrites the data") - 1
    warns = line_of(second, "demo.py", 'warnings.warn("old")') - 1
    crash = line_of(second, "demo.py", "def test_kind(n_points)")
    assert any(f"demo.py:{warns}: the reference gives a warning: UserWarning: old" in row for row in found)
    assert any(
        f"answers.toml:{spread}: q1_1, overwrites the data: costs points after the right answer: q1_2" in row
        for row in found
    )
    assert any(
        f"demo.py:{crash}: q1_2, untouched: the message is no sentence: TypeError" in row for row in found
    )
    assert any(
        "q1_2: every wrong answer passes the public tests: let a `success_message`" in row for row in found
    )
    assert len(found) == 4


SECOND = '''# %% [raw]
r"""
# BEGIN QUESTION
name: q1_2
points: 1
"""

# %% [markdown]
r"""
### Question 1.2 · Size `1 point`
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
n_points = len(x)  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG
def test_kind(n_points):
    assert n_points + 0 >= 0

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG
def test_size(n_points):
    assert n_points == 3

# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
import warnings
warnings.warn("old")
'''
SPREADING = """
[[q1_1.wrong]]
slip = "overwrites the data"
score = 0
code = '''
x = np.ones(7)
weighted_mean = min
'''

[[q1_2.wrong]]
slip = "one less"
score = 0
value = "len(x) - 1"

[[q1_2.right]]
style = "by shape"
value = "x.shape[0]"
"""


def project_with_two_questions(root: Path) -> Project:
    project = broken(root)
    source = project.source("demo")
    source.write_text(source.read_text() + "\n" + SECOND)
    answers = source.parent / "answers.toml"
    answers.write_text(answers.read_text() + SPREADING)
    return project


@pytest.mark.slow
def test_a_master_notebook_is_checked_without_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

    project = course(tmp_path)
    config = "# ASSIGNMENT CONFIG\ninit_cell: true"
    cells = [
        new_raw_cell(config),
        new_markdown_cell("# Squares"),
        new_raw_cell("# BEGIN QUESTION\nname: q1\npoints: 2"),
        new_raw_cell("# BEGIN SOLUTION"),
        new_code_cell("square = lambda v: v * v  # SOLUTION"),
        new_raw_cell("# END SOLUTION"),
        new_raw_cell("# BEGIN TESTS"),
        new_code_cell("square(3)", outputs=[new_output("execute_result", {"text/plain": "9"})]),
        new_code_cell("# HIDDEN\nsquare(-2)", outputs=[new_output("execute_result", {"text/plain": "4"})]),
        new_raw_cell("# END TESTS"),
        new_raw_cell("# END QUESTION"),
    ]
    folder = project.assignments / "master"
    folder.mkdir()
    nbformat.write(new_notebook(cells=cells), folder / "anything.ipynb")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "master", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)[0]
    assert found["findings"] == []
    assert found["notes"] == ["no answers.toml: only the reference and the untouched notebook were tried"]


@pytest.mark.slow
def test_each_runs_the_rest_after_every_answer(tmp_path: Path) -> None:
    assert told(broken(tmp_path), Options(jobs=1, each=True)) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_assignment_graded_by_otter(tmp_path: Path) -> None:
    project = broken(
        tmp_path,
        [("minutes: 15", "minutes: 15\ngrading: {engine: otter}")],
        [("it should drop out", "another sentence")],
    )
    answers = project.source("demo").parent / "answers.toml"
    first, _, rest = answers.read_text().partition('[[q1_1.wrong]]\nslip = "not divided')
    answers.write_text(f"{first}[[q1_1.right]]{rest.rpartition('[[q1_1.right]]')[2]}")
    found = check(plan(project, "demo"), Options(jobs=1))
    assert found.engine == "otter"
    assert len(found.findings) == 1
    assert "should say 'another sentence'; it says: If one point had weight zero" in found.findings[0].reason


# Mistakes that lead: the cause first, and what the author needs to find it.


@pytest.mark.slow
def test_a_missing_file_is_one_finding_at_its_line(tmp_path: Path) -> None:
    project = broken(tmp_path, [(NEXT_CELL, f"pass\n{NEXT_CELL}\nnp.loadtxt('gone.csv')")])
    line = line_of(project, "demo.py", "gone.csv")
    found = check(plan(project, "demo"), Options(jobs=1))
    assert [f.told(project.root) for f in found.findings] == [
        f"assignments/demo/demo.py:{line}: the reference gives an error: FileNotFoundError: gone.csv not found."
    ]
    assert "waits until the reference runs" in found.notes[0]


@pytest.mark.slow
def test_a_failing_reference_says_wanted_and_got_and_leaves_its_known_answers_alone(tmp_path: Path) -> None:
    project = broken(tmp_path, [("value, 4.6)", "value, 5.6)")])
    found = check(plan(project, "demo"), Options(jobs=1))
    assert len(found.findings) == 1
    assert "the reference fails test_other_weights: " in found.findings[0].reason
    assert "value=4.6, want=5.6" in found.findings[0].reason
    assert found.notes[-1] == "the known answers of q1_1 wait until the reference passes every test"


@pytest.mark.slow
def test_a_wrong_dedent_is_named_with_its_row(tmp_path: Path) -> None:
    project = broken(tmp_path, [("    return float((w * x)", "  return float((w * x)")])
    line = line_of(project, "demo.py", "  return float((w * x)")
    row = told(project)[0]
    assert row.startswith(f"assignments/demo/demo.py:{line}: ")
    assert "unindent does not match" in row


@pytest.mark.slow
def test_a_test_of_a_live_object_says_that_it_is_a_stand_in(tmp_path: Path) -> None:
    case = CANNOT_FAIL.replace("test_of_nothing(weighted_mean)", "test_a_module(grader)").replace(
        "1 + 1 == 2", "grader.check is not None"
    )
    case = case.replace("points: 1", "points: 0")
    row = told(broken(tmp_path, [(TESTS_END, f"\n{case}{TESTS_END}")]))[0]
    assert "the reference fails test_a_module: " in row
    assert "reaches a test as a stand-in" in row
    assert "engine: otter" in row


NEXT_QUESTION = SECOND.replace("len(x)", "round(weighted_mean(x, x))").replace(
    "n_points == 3", "n_points == 5"
)


@pytest.mark.slow
def test_a_slip_may_cost_elsewhere_what_is_declared(tmp_path: Path) -> None:
    project = broken(tmp_path)
    source, answers = project.source("demo"), project.source("demo").parent / "answers.toml"
    source.write_text(source.read_text() + "\n" + NEXT_QUESTION.replace('warnings.warn("old")', ""))
    listed = answers.read_text()
    answers.write_text(listed + '\n[[q1_2.wrong]]\nslip = "a constant"\nscore = 0\nvalue = "7"\n')
    found = [row for row in told(project) if "in other questions" in row]
    line = line_of(project, "answers.toml", "weights left out") - 1
    assert len(found) > 1
    told_once = f"assignments/demo/answers.toml:{line}: q1_1, weights left out: costs 1 in other questions, "
    assert found[0] == told_once + "answered right: q1_2 gets 0 of 1 (elsewhere = 0)"
    answers.write_text("[q1_1]\nelsewhere = 1\n" + answers.read_text())
    assert not [row for row in told(project) if "in other questions" in row]


# Mutants.


def mutants_in(root: Path, body: str) -> list[Mutant]:
    source = "\n".join(f"    {row}" for row in body.splitlines())
    text = TINY.replace("    return float(np.sum(x) / len(x))", source)
    return mutants_of(read_assignment(make_project(root, text).source("tiny")))


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("return x + 1", {"return x - 1", "return x", "return 1", "return x + 2", "return x + 0"}),
        ("return x.sum(axis=0)", {"return x.mean(axis=0)", "return x.sum()", "return x.sum(axis=1)"}),
        ("return x[:, None]", {"return x[None, :]"}),
        (
            "return np.add(x, 2.0)",
            {"return np.add(2.0, x)", "return np.add(x, 3.0)", "return np.add(x, 1.0)"},
        ),
        ("return -(x)", {"return x"}),
        ("y = 2\nreturn y < x", {"pass", "y = 3", "return y <= x", "return x < x", "return y < y"}),
        ("x += 3\nreturn x", {"pass", "x -= 3", "x += 4"}),
        ("return float(x)", set()),
        ("name = 'Bd'\nreturn name", {"pass", "return x"}),
        ("name = 'BD'\nreturn name", {"pass", "return x", "name = 'D'", "name = 'B'"}),
        (
            "name = 'n_k / n'\nreturn name",
            {"pass", "return x", "name = 'n_k * n'", "name = 'n_k'", "name = 'n'"},
        ),
    ],
)
def test_what_is_changed(tmp_path: Path, body: str, rows: set[str]) -> None:
    found = mutants_in(tmp_path, body)
    assert {mutant.row for mutant in found} == rows
    text = (tmp_path / "assignments" / "tiny" / "tiny.py").read_text().splitlines()
    assert all(text[mutant.line - 1].strip() == mutant.instead for mutant in found)


def test_the_part_that_students_get_is_not_changed(tmp_path: Path) -> None:
    assert all("def mean" not in mutant.row for mutant in mutants_in(tmp_path, "return x + 1"))


@pytest.mark.slow
def test_a_mutant_that_no_test_notices_is_named_until_it_is_marked(tmp_path: Path) -> None:
    change = (
        "    return float((w * x).sum() / w.sum())",
        "    w = np.abs(w)\n    return float((w * x).sum() / w.sum())",
    )
    project = broken(tmp_path, [change])
    line = line_of(project, "demo.py", "np.abs(w)")
    options = Options(jobs=1, mutants=None)
    found = told(project, options)
    assert (
        f"assignments/demo/demo.py:{line}: q1_1: no test notices `pass` instead of `w = np.abs(w)`" in found
    )
    assert (
        f"assignments/demo/demo.py:{line}: q1_1: no test notices `w = w` instead of `w = np.abs(w)`" in found
    )
    assert len(found) == 2
    answers = project.source("demo").parent / "answers.toml"
    marked = (
        "\n[[q1_1.equivalent]]\nrows = ['pass', 'w = w', 'return x']\nreason = 'the points are positive'\n"
    )
    answers.write_text(answers.read_text() + marked)
    (found,) = told(project, options)
    assert "no mutant with full marks has the row `return x`" in found


@pytest.mark.slow
def test_one_answer_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken(tmp_path).root)

    def tried(*arguments: str) -> list[str]:
        done = CliRunner().invoke(main, ["try", "demo", *arguments])
        return [*done.output.splitlines(), str(done.exit_code)]

    assert "demo is not built yet" in tried("q1_1", "...")[0]
    CliRunner().invoke(main, ["build", "demo"])
    wrong = tried("q1_1", "def weighted_mean(x, w):\n    return x.mean()")
    line = line_of(Project(tmp_path), "answers.toml", "weights left out") - 1
    assert wrong[0] == "q1_1: 0 of 3 points"
    assert wrong[1].split()[:4] == ["public", "0", "p", "test_worked_example"]
    assert "  hidden    2 p  test_other_weights  fails: `weighted_mean` should have another value" in wrong[2]
    assert wrong[4] == f"  answers.toml:{line}: is told the same as 'weights left out'"
    assert tried("q1_1", "import numpy as np\nweighted_mean = lambda x, w: np.average(x, weights=w)")[0] == (
        "q1_1: 3 of 3 points"
    )
    assert tried("q11", "...") == ["demo has no automatic question q11; did you mean `q1_1`?", "1"]
