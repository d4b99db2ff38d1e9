"""`emgrade grade` with a class and `emgrade report`, as a person runs them."""

import json

import pytest
from click.testing import CliRunner

from emgrade.cli import main

from .fakes import FakeGrader, bundle_folder, notebook


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "assignments" / "toy").mkdir(parents=True)
    (tmp_path / "assignments" / "course.toml").write_text("")
    (tmp_path / "assignments" / "toy" / "toy.py").write_text("")
    bundle_folder(tmp_path)
    (tmp_path / "class").mkdir()
    for i, name in enumerate(["ada", "bob", "cy"]):
        (tmp_path / "class" / f"{name}.ipynb").write_text(notebook(q1_1=i))
    monkeypatch.chdir(tmp_path)
    use(monkeypatch, FakeGrader())
    return tmp_path


def use(monkeypatch, grader):
    monkeypatch.setattr("emgrade.grading.open_for", lambda folder, options, count: grader(folder, count))


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_a_class_ends_with_one_line_that_says_where_things_are(course):
    result = run("grade", "toy", "class")
    assert result.exit_code == 0
    last = result.stdout.strip().splitlines()
    assert last == [
        "3 of 3 graded, mean 1.0 of 5, 0 for a person. "
        "Scores, gradebooks and feedback beside runs/toy/1/report.html"
    ]
    assert "3 submissions; grade: 3 to do." in result.stderr
    made = {path.name for path in (course / "runs" / "toy" / "1").iterdir()}
    assert made >= {
        "run.sqlite",
        "scores.csv",
        "canvas.csv",
        "moodle.csv",
        "found.csv",
        "report.html",
        "students",
    }


def test_who_needs_a_person_gets_a_line_and_the_exit_code_says_so(course):
    (course / "class" / "dee.ipynb").write_text("no notebook")
    (course / "class" / "eve.ipynb").write_text("")
    result = run("grade", "toy", "class")
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("for a person: ")]
    assert [line.split(": ")[1] for line in lines] == ["eve", "dee"]


def test_who_moved_is_shown(course, monkeypatch):
    run("grade", "toy", "class")
    (course / "autograder" / "toy" / "tests" / "q1_1.py").write_text("# new")
    use(monkeypatch, FakeGrader(factor=0.5))
    result = run("grade", "toy", "class")
    assert "3 of them in q1_1 alone" in result.stderr
    assert [line.split()[:4] for line in result.stderr.splitlines() if line.startswith(("bob", "cy"))] == [
        ["cy", "2", "1", "-1"],
        ["bob", "1", "0.5", "-0.5"],
    ]


def test_ctrl_c_says_what_is_kept(course, monkeypatch):
    use(monkeypatch, FakeGrader(stop_after=2))
    result = run("grade", "toy", "class")
    assert result.exit_code == 1
    assert "2 of 3 are graded and kept in runs/toy/1; the same command goes on." in result.stderr
    use(monkeypatch, FakeGrader())
    assert "go on: 1 to do, 2 kept." in run("grade", "toy", "class").stderr


def test_json_is_json_alone(course):
    data = json.loads(run("grade", "toy", "class", "--json").stdout)
    assert data["class"]["graded"] == 3
    assert json.loads(run("report", "toy", "--json").stdout)["class"] == data["class"]


@pytest.mark.parametrize("name", ["toy", "runs/toy/1", "runs/toy/1/run.sqlite"])
def test_report_takes_a_run_or_an_assignment(course, name):
    run("grade", "toy", "class")
    page = course / "runs" / "toy" / "1" / "report.html"
    page.unlink()
    result = run("report", name)
    assert result.exit_code == 0
    assert page.is_file()


def test_report_of_nothing_is_one_sentence(course):
    result = run("report", "toy")
    assert result.exit_code == 1
    assert "There is no run of toy" in result.stderr
