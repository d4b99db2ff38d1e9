"""Masters that were written for Otter alone: one construct each, built as `otter assign` builds it."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from otter.assign import main as otter_assign

from emgrade.build import Versions, compile_bundle
from emgrade.build.lock import required
from emgrade.build.otter import write_tree
from emgrade.bundle import read_bundle
from emgrade.cli import main
from emgrade.compare import Compared, Graded
from emgrade.errors import AuthorError
from emgrade.project import Project
from emgrade.settings import Course, Grading
from emgrade.source import read_assignment

Cells = list[Any]
PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
OTTERS = Course(grading=Grading(engine="otter", seed=1977))  # nothing is observed, so a build is quick
EDGES = ("grader = ", "grader.export(", "## Submission")
EXCEPTIONS = "tests: {ok_format: false}"
FUNCTION = "def double(x):\n    return 2 * x  # SOLUTION"


def raw(text: str) -> Any:
    return new_raw_cell(text)


def prints(code: str, *shown: str) -> Any:
    """A test of the OK format: code, and the outputs that the author's notebook keeps."""
    return new_code_cell(code, outputs=[new_output("execute_result", {"text/plain": one}) for one in shown])


def question(
    settings: str, *, answer: Cells | None = None, tests: Cells | None = None, text: str = "Double."
) -> Cells:
    answers = [new_code_cell(FUNCTION)] if answer is None else answer
    cases = [prints("double(2)", "4"), prints("# HIDDEN\ndouble(-3)", "-6")] if tests is None else tests
    return [
        raw(f"# BEGIN QUESTION\n{settings}"),
        new_markdown_cell(text),
        *([raw("# BEGIN SOLUTION"), *answers, raw("# END SOLUTION")] if answers else []),
        *([raw("# BEGIN TESTS"), *cases, raw("# END TESTS")] if cases else []),
        raw("# END QUESTION"),
    ]


def config(text: str = "") -> Any:
    return raw(f"# ASSIGNMENT CONFIG\nexport_cell: false\n{text}")


def function(settings: str, rest: str = "") -> Any:
    return new_code_cell(
        f'""" # BEGIN TEST CONFIG\n{settings}\n""" # END TEST CONFIG\ndef test_double(double):\n    assert double(2) == 4{rest}'
    )


MASTERS: dict[str, Cells] = {
    "names": [config(), *question("name: q1.0"), *question("name: 1_create_df"), *question("name: Task 1")],
    "solution without a space": [
        config(),
        *question("name: q1", answer=[new_code_cell("def double(x):\n    y = 2 * x#SOLUTION\n    return y #SOLUTION, as above")]),
    ],
    "answer without a marker": [
        config(), *question("name: q1", answer=[new_code_cell(FUNCTION), new_code_cell("# TEST YOUR FUNCTION\ndouble(1)")])
    ],
    "nothing to remove": [config(), *question("name: q1", answer=[new_code_cell("double = lambda x: 2 * x")])],
    "no answer cell": [config(), new_code_cell("double = lambda x: 2 * x"), *question("name: q1", answer=[])],
    "no tests": [config(), *question("name: q1"), *question("name: q2\npoints: 3", tests=[])],
    "manual with tests": [config(), *question("name: q1\nmanual: true\npoints: 2")],
    "keys of other tools": [config(), *question("name: q1\nprivate_points: 2\ncheck: false")],
    "name and quotes in a test": [
        config(),
        *question("name: q1", tests=[
            new_code_cell(
                '""" # BEGIN TEST CONFIG\nname: twice\npoints: 2\nfailure_message: say "no" or yes\n""" # END TEST CONFIG\ndouble(2)',
                outputs=[new_output("execute_result", {"text/plain": "4"})],
            ),
        ]),
    ],
    "call behind a test function": [
        config(EXCEPTIONS), *question("name: q1", tests=[function("points: 2", "\n\ntest_double(double)  # IGNORE")])
    ],
    "parts of one name": [
        config(),
        *question("name: q6\nmanual: true\npoints: 4", answer=[new_markdown_cell("First.")], tests=[]),
        new_markdown_cell("Between."),
        *question("name: q6\nmanual: true\npoints: 4", answer=[new_markdown_cell("Second.")], tests=[]),
        *question("name: q7"),
    ],
    "tests in two parts": [config(), *question("name: q1\npoints: 2"), *question("name: q1\npoints: 8", answer=[])],
    "settings in a file": [
        config("config_file: ../shared/config.yml\ntests: {files: true}"), *question("name: q1\npoints: 2")
    ],
    "fences between text": [
        new_markdown_cell("# Title\n\n```otter\n# ASSIGNMENT CONFIG\nexport_cell: false\n```\n\nWelcome."),
        new_markdown_cell("```otter\n# BEGIN QUESTION\nname: q1\n```\n\nDouble it.\n\n```otter\n# BEGIN SOLUTION\n```"),
        new_code_cell(FUNCTION),
        new_markdown_cell("```otter\n# END SOLUTION\n```\n```otter\n# BEGIN TESTS\n```"),
        prints("double(2)", "4"),
        new_markdown_cell("```otter\n# END TESTS\n```\n\n```otter\n# END QUESTION\n```\n\nGoodbye."),
    ],
    "no settings": question("name: q1"),
    "settings in two cells": [config("show_question_points: true"), raw("# ASSIGNMENT CONFIG\ncheck_all_cell: true"), *question("name: q1")],
    "ignored cells": [
        config(),
        new_code_cell("## Ignore ##\nthis is no Python"),
        *question("name: q1", tests=[prints("double(2)", "4"), new_markdown_cell("# ignore\nA note on tests.")]),
    ],
    "prompts": [
        config(),
        *question("name: q1", answer=[new_code_cell(
            "def double(x):\n    # BEGIN SOLUTION NO PROMPT\n    y = 2 * x\n    # END SOLUTION\n    \"\"\" # BEGIN PROMPT\n    y = ...\n"
            "    \"\"\"; # END PROMPT\n    return y"
        )]),
    ],
    "seed of its own": [
        config("generate: {seed: 42}"), new_code_cell("import random\nrandom.seed(1) # SEED"), *question("name: q1")
    ],
    "no check cell": [config(), *question("name: q1\ncheck_cell: false")],
    "points left over": [
        config(EXCEPTIONS), *question("name: q1\npoints: 5", tests=[function("points: 2")])
    ],
    "points for each and in a list": [config(), *question("name: q1\npoints: {each: 2}"), *question("name: q2\npoints: [0, 3]")],
    "no end": [config(), *question("name: q1"), *question("name: q2")[:-1]],
    "no end of the tests": [config(), *question("name: q1")[:-2]],
    "almost a marker": [config(), *question("name: q1")[:1], raw("# BEGIN NOTE"), *question("name: q1")[1:]],
    "points below zero": [
        config(EXCEPTIONS),
        *question("name: q1", tests=[function("points: 2"), new_code_cell('""" # BEGIN TEST CONFIG\npoints: -1\n""" # END TEST CONFIG\ndef test_b(double):\n    assert double(0)')]),
    ],
    "manual as text": [config(), *question("name: q1\nmanual: 'yes'", tests=[])],
    "no question": [config("suppress_no_tests_warning: true"), new_code_cell("x = 1  # SOLUTION")],
    "a builtin redefined": [
        config(), *question("name: q1", answer=[new_code_cell("def sum(a, b):\n    return a + b  # SOLUTION")], tests=[prints("sum(1, 2)", "3")])
    ],
    "not valid Python": [config(), new_code_cell("fill in: ____"), *question("name: q1")],
}  # fmt: skip


def written(folder: Path, cells: Cells, name: str = "master") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata=PYTHON), path)
    return path


def otters(path: Path, place: Path) -> tuple[list[str], list[str], dict[str, str]]:
    """What `otter assign` makes: the student's cells, the solution's, and the tests that grade."""
    with contextlib.redirect_stdout(io.StringIO()):
        otter_assign(str(path), str(place), no_run_tests=True, no_pdfs=True)
    with zipfile.ZipFile(next((place / "autograder").glob("*.zip"))) as archive:
        tests = {one: archive.read(one).decode() for one in archive.namelist() if one.startswith("tests/")}
    student, solution = ((place / part / path.name).read_text("utf-8") for part in ("student", "autograder"))
    return sources(student), sources(solution), tests


def ours(versions: Versions, name: str) -> tuple[list[str], list[str], dict[str, str]]:
    tests = {one: data.decode() for one, data in versions.autograder.items() if one.startswith("tests/")}
    student, solution = (files[f"{name}.ipynb"].decode() for files in (versions.student, versions.solutions))
    return sources(student), sources(solution), tests


def sources(notebook: str) -> list[str]:
    """The text of every cell but those at the edges, which name the notebook and what is handed in."""
    cells = nbformat.reads(notebook, as_version=4).cells
    return [
        f"{cell.cell_type}: {cell.source}"
        for cell in cells
        if cell.source.strip() and not any(edge in cell.source for edge in EDGES)
    ]


def plain(test: str) -> str:
    """A test file without comments and layout."""
    return ast.unparse(ast.parse(test))


@pytest.mark.parametrize("construct", MASTERS)
def test_a_master_is_built_as_otter_builds_it(tmp_path: Path, construct: str) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "config.yml").write_text("show_question_points: true\ntests: {ok_format: true}\n")
    path = written(tmp_path / "lab", MASTERS[construct])
    versions = compile_bundle(read_assignment(path, "lab"), OTTERS)
    theirs = otters(path, tmp_path / "dist")
    mine = ours(versions, "lab")
    assert mine[:2] == theirs[:2]
    assert {name: plain(text) for name, text in mine[2].items()} == {
        name: plain(text) for name, text in theirs[2].items()
    }


def test_what_students_would_see_is_a_warning_and_an_error_where_masters_are_ours(tmp_path: Path) -> None:
    cells = [
        config(),
        *question("name: q1\nmanaul: false", answer=[new_code_cell("double = lambda x: 2 * x")]),
    ]
    assignment = read_assignment(written(tmp_path / "lab", cells))
    told = [warning.reason for warning in compile_bundle(assignment, OTTERS).warnings]
    assert told == [
        "q1: unknown key `manaul`; did you mean `manual`?",
        "q1: no solution marker in the answer cell, so students would see all of it",
    ]
    with pytest.raises(AuthorError, match="students would see all of it"):
        compile_bundle(assignment, Course(strict=True, grading=OTTERS.grading))


@pytest.mark.parametrize(
    ("setting", "seed"), [("", None), ("generate: {seed: 42}", 42), ("grading: {seed: 5}", 5)]
)
def test_the_seed_of_a_course_is_not_for_a_master(tmp_path: Path, setting: str, seed: int | None) -> None:
    path = written(tmp_path / "lab", [config(setting), *question("name: q1")])
    versions = compile_bundle(read_assignment(path), OTTERS)
    assert json.loads(versions.autograder["otter_config.json"])["seed"] == seed
    write_tree(versions.autograder, tmp_path / "built")
    assert read_bundle(tmp_path / "built").config["seed"] == seed


def test_a_question_without_tests_earns_nothing_and_is_not_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "lab", MASTERS["no tests"])
    assignment = read_assignment(path)
    assert [q.name for q in assignment.automatic] == ["q1"]
    assert assignment.points == 1
    write_tree(compile_bundle(assignment, OTTERS).autograder, tmp_path / "built")
    assert [q.name for q in read_bundle(tmp_path / "built").questions] == ["q1"]


def test_requirements_and_environment_reach_students_and_the_lock(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    path = written(
        folder, [config("requirements: ../needs.txt\nenvironment: env.yml"), *question("name: q1")]
    )
    (tmp_path / "needs.txt").write_text("# for all labs\nseaborn>=0.12  # plots\n-r more.txt\n")
    (folder / "env.yml").write_text(
        "dependencies: [python=3.11, pip, 'scipy=1.10.*=py311', conda-forge::plotly, 'xarray>=2024', {pip: [datascience]}]"
    )
    assignment = read_assignment(path)
    wanted = ["seaborn>=0.12", "-r more.txt", "scipy==1.10.*", "plotly", "xarray>=2024", "datascience"]
    assert required(assignment) == wanted
    versions = compile_bundle(assignment, OTTERS)
    assert set(wanted) <= set(versions.student["requirements.txt"].decode().splitlines())
    told = "\n".join(warning.reason for warning in versions.warnings)
    assert "does not hold seaborn, but `requirements` asks for seaborn>=0.12; run `emgrade lock`" in told
    assert "`requirements` names '-r more.txt', which `emgrade lock` cannot lock" in told
    before = assignment.stamp
    (tmp_path / "needs.txt").write_text("seaborn\n")
    assert read_assignment(path).stamp != before


def test_files_that_students_write_are_handed_in_and_stay_out_of_the_zip(tmp_path: Path) -> None:
    path = written(tmp_path / "lab", [config("student_files: [mine.py]").copy(), *question("name: q1")])
    path.write_text(path.read_text().replace("export_cell: false", "export_cell: {pdf: false}"))
    (tmp_path / "lab" / "mine.py").write_text("answer = 42\n")
    versions = compile_bundle(read_assignment(path, "lab"), OTTERS)
    assert versions.solutions["mine.py"] == b"answer = 42\n"
    assert not {"mine.py", "files/mine.py"} & {*versions.student, *versions.autograder}
    assert "files=['mine.py']" in versions.student["lab.ipynb"].decode()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([config(), new_code_cell("import random\nrandom.seed(1) # SEED")], "Seeding cell found but no or invalid seed"),
        ([config(), *question("name: q1", answer=[new_code_cell("# BEGIN SOLUTION\nx = 1")])], "do not pair up"),
        ([config("files: [missing.csv]"), *question("name: q1")], "missing.csv, which does not exist"),
        ([config("titel: x"), *question("name: q1")], "unknown key `titel`"),
        ([config(), *question("name: q1\npoints: 1", tests=[new_code_cell('""" # BEGIN TEST CONFIG\npoints: 2\n""" # END TEST CONFIG\n1')])], "tests add up to 2"),
        ([new_markdown_cell("No marker at all.")], "no raw cell `# ASSIGNMENT CONFIG`"),
    ],
)  # fmt: skip
def test_an_error_names_the_source_and_no_temporary_file(tmp_path: Path, cells: Cells, reason: str) -> None:
    path = written(tmp_path / "lab", cells if len(cells) != 2 else [*cells, *question("name: q1")])
    with pytest.raises(AuthorError) as caught:
        compile_bundle(read_assignment(path), OTTERS)
    assert str(caught.value).startswith(f"{path}:")
    assert reason in str(caught.value)
    assert "emgrade-" not in str(caught.value)


def test_what_is_no_master_of_python_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, [config(), *question("name: q1")])
    path.write_text(path.read_text().replace('"language": "python"', '"language": "R"'))
    with pytest.raises(AuthorError, match=r"ipynb: the notebook is in R; Python alone can be graded"):
        read_assignment(path)
    cell = new_code_cell(
        "assert True", metadata={"nbgrader": {"grade": True, "solution": False, "points": 1}}
    )
    with pytest.raises(AuthorError, match=r"`emgrade import nbgrader master\.ipynb` makes a source of it"):
        read_assignment(written(tmp_path, [cell]))


def test_several_notebooks_in_a_folder_are_assignments_by_their_own_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "assignments" / "week1"
    lab, homework = (
        written(folder, [config("grading: {engine: otter}"), *question(f"name: {name}.1")], name)
        for name in ("lab", "home work")
    )
    written(folder, [new_code_cell("plot = 1")], "demo")  # no master
    written(tmp_path / "assignments" / "week2", MASTERS["names"], "anything")
    (tmp_path / "assignments" / "course.toml").write_text("")
    project = Project(tmp_path)
    assert project.names() == ["home work", "lab", "week2"]
    assert (project.source("lab"), project.named(homework)) == (lab, "home work")
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, ["build", "home work.ipynb"])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "autograder").glob("[!.]*")) == [
        "home work",
        "home work.zip",
    ]
    assert project.stale("home work") == ""


@pytest.mark.slow
def test_a_master_outside_of_a_course_is_built_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "somewhere", [config(), *question("name: q1.0")])
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["build", str(path)])
    assert (done.exit_code, done.stderr) == (0, "")
    monkeypatch.chdir(path.parent)
    done = CliRunner().invoke(main, ["grade", "master", "solutions/master/master.ipynb"])
    assert done.exit_code == 0, done.output
    assert "1/1" in done.output


@pytest.mark.slow
def test_check_warns_of_a_master_and_finds_it_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(
        tmp_path / "assignments" / "lab", MASTERS["answer without a marker"] + question("name: Task 2")
    )
    (tmp_path / "assignments" / "course.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "lab"])
    assert done.exit_code == 0, done.output
    where = path.relative_to(tmp_path).as_posix()
    assert f"lab: warning: {where}:" in done.output
    assert "q1: no solution marker in the answer cell, so students would see all of it" in done.output


def test_points_that_the_engine_cannot_give_are_told_at_build(tmp_path: Path) -> None:
    live = [new_code_cell("import threading\nlive = threading.Lock()  # SOLUTION")]
    cells = [
        config(),
        *question("name: q1.3", answer=live, tests=[prints("live.locked()", "False")]),
        *question("name: q2", tests=[prints("double(2)", "5")]),
        *question("name: q3"),
    ]
    told = compile_bundle(read_assignment(written(tmp_path / "lab", cells)), Course()).warnings
    assert ["q1.3: reads `live`, which the isolated engine cannot grade" in told[0].reason, len(told)] == [
        True,
        2,
    ]
    assert "a value of type lock" in told[0].reason
    assert told[0].reason.endswith("see `engine: otter`")
    assert told[1].reason.startswith("q2: the solution gets 0 of 1 points: ")


def test_what_the_solution_imports_and_redefines_is_known_when_it_is_tried(tmp_path: Path) -> None:
    answer = [new_code_cell("import colorsys\ndef sum(a, b):\n    return a + b  # SOLUTION")]
    tests = [prints("colorsys.ONE_THIRD < sum(1, 2) < len('four')", "True")]
    path = written(tmp_path / "lab", [config(), *question("name: q1", answer=answer, tests=tests)])
    versions = compile_bundle(read_assignment(path), Course())
    assert [one.reason for one in versions.warnings] == [
        "`sum` is built in; tests read what students make of it"
    ]
    profile = json.loads(versions.autograder["profile.json"])
    assert (profile["imports"], profile["redefined"]) == (["colorsys"], ["sum"])


@pytest.mark.slow
def test_compare_shows_where_points_differ_and_whether_the_build_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = [new_code_cell("import threading\nlive = threading.Lock()  # SOLUTION")]
    cells = [
        config(),
        *question("name: q1.3", answer=live, tests=[prints("live.locked()", "False")]),
        *question("name: Task 2", text="Two times."),
    ]
    path = written(tmp_path / "lab", cells)
    handed_in = [new_code_cell("def double(x):\n    return x * x"), new_code_cell('grader.check("Task 2")')]
    written(tmp_path / "lab" / "submissions", handed_in, "wrong")
    written(tmp_path / "other", [config("titel: x"), *question("name: q1")])
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["compare", ".", "--json"])
    assert done.exit_code == 1
    lab, other = json.loads(done.stdout)
    assert (lab["master"], lab["refused"]) == (path.relative_to(tmp_path).as_posix(), "")
    graded = {one["notebook"]: (one["otter"], one["ours"], one["why"]) for one in lab["graded"]}
    full, half, none = [1, 1], [0.5, 1], [0, 1]
    assert graded == {
        "solution": ({"q1.3": full, "Task 2": full}, {"q1.3": none, "Task 2": full}, ""),
        "untouched": ({"q1.3": none, "Task 2": none}, {"q1.3": none, "Task 2": none}, ""),
        "wrong.ipynb": ({"q1.3": none, "Task 2": half}, {"q1.3": none, "Task 2": half}, ""),
    }
    assert "q1.3: reads `live`, which the isolated engine cannot grade" in lab["warnings"][0]
    assert "titel" in other["otter_refuses"]
    assert "titel" in other["refused"]


def test_the_table_of_differences_counts_what_a_build_does_not_announce(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = written(tmp_path, [config()])
    found = Compared(
        master,
        warnings=(f"{master}:3: q1: reads `fig`, which the isolated engine cannot grade",),
        graded=(
            Graded(
                "solution",
                {"q1": (1, 1), "q2": (1, 1)},
                {"q1": (0, 1), "q2": (1, 1)},
                "",
                {"q1": "no [plain] data"},
            ),
            Graded("untouched", {"q2": (0, 1)}, {"q2": (0.5, 1)}),
            Graded("third", {"q2": (0, 1)}, {"q2": (0, 1)}),
        ),
    )
    monkeypatch.setattr("emgrade.compare.compare", lambda path: found)
    done = CliRunner().invoke(main, ["compare", str(tmp_path)])
    assert done.exit_code == 1
    rows = [" ".join(row.split()) for row in done.stdout.splitlines()]
    assert "master.ipynb solution q1 1 of 1 0 of 1 no [plain] data (said at" in rows
    assert "master.ipynb untouched q2 0 of 1 0.5 of 1" in rows
    assert (
        "1 masters: Otter builds 1, of which 1 build here. 3 notebooks: 1 get Otter's points, 1 get more; "
        in done.stdout
    )
    assert "1 differences that the build does not announce." in done.stdout


def test_a_folder_without_masters_is_said(tmp_path: Path) -> None:
    written(tmp_path, [new_code_cell("1")])
    done = CliRunner().invoke(main, ["compare", str(tmp_path)])
    assert (done.exit_code, "no master notebook of Otter's" in done.stderr) == (1, True)
