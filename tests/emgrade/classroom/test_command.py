"""`emgrade grade` with a class and `emgrade report`, as a person runs them."""

import json

import pytest
from click.testing import CliRunner

import emgrade.cli_class
from emgrade.cli import main

from .tiny_class import ease, keep, make


def make_course(root):
    make(root, {"ada": ("q1", "q2", "q3", "q4"), "bob": ("q1", "q2", "q4"), "cy": ("q1", "q4")})
    (root / "assignments" / "tiny").mkdir(parents=True)
    (root / "assignments" / "course.toml").write_text("")
    (root / "assignments" / "tiny" / "tiny.py").write_text("")
    return root


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.chdir(make_course(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("command") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert run("grade", "tiny", "class").exit_code == 0
    return keep(course)


@pytest.fixture
def graded(graded_once, monkeypatch):
    """The course when its class is graded."""
    course = graded_once()
    monkeypatch.chdir(course)
    return course


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_a_class_ends_with_one_line_that_says_where_things_are(course):
    result = run("grade", "tiny", "class")
    assert result.exit_code == 0
    last = result.stdout.strip().splitlines()
    assert last == [
        "3 of 3 graded, mean 1.7 of 10, 0 for a person. "
        "Scores, gradebooks and feedback beside runs/tiny/1/report.html"
    ]
    assert "3 submissions; grade: 3 to do." in result.stderr
    made = {path.name for path in (course / "runs" / "tiny" / "1").iterdir()}
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
    result = run("grade", "tiny", "class")
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("for a person: ")]
    assert [line.split(": ")[1] for line in lines] == ["eve", "dee"]


def test_a_folder_of_other_files_is_no_flood(course):
    for number in range(150):
        (course / "class" / f"no{number:03}.ipynb").write_text(f"no notebook {number}")
    lines = run("grade", "tiny", "class").stderr.splitlines()
    told = [line for line in lines if line.startswith("for a person: ")]
    assert len(told) == 101
    assert told[-1] == "for a person: more than these; scores.csv names all."


def test_a_folder_without_submissions_begins_no_run(graded):
    for number in range(300):
        (graded / "assignments" / f"{number:0100}.txt").touch()
    result = run("grade", "tiny", "assignments")
    assert result.exit_code == 1
    assert result.stderr.startswith("No submission was found in assignments (files: 303).")
    assert len(result.output) < 1000
    assert [path.name for path in (graded / "runs" / "tiny").glob("[0-9]*")] == ["1"]


def test_who_moved_is_shown(graded):
    ease(graded)
    result = run("grade", "tiny", "class")
    assert [
        line.split()[:4] for line in result.stderr.splitlines() if line.startswith(("ada", "bob", "cy"))
    ] == [
        ["ada", "0", "3", "+3"],
        ["bob", "1", "4", "+3"],
    ]


@pytest.mark.slow
def test_ctrl_c_says_what_is_kept(course, monkeypatch):
    keep = emgrade.cli_class._say_person
    seen = []

    def interrupt(console, entry, result, named):
        seen.append(entry)
        named = keep(console, entry, result, named)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return named

    monkeypatch.setattr(emgrade.cli_class, "_say_person", interrupt)
    result = run("grade", "tiny", "class")
    assert result.exit_code == 1
    assert "2 of 3 are graded and kept in runs/tiny/1; the same command goes on." in result.stderr
    assert "go on: 1 to do, 2 kept." in run("grade", "tiny", "class").stderr


def test_json_is_json_alone(course):
    data = json.loads(run("grade", "tiny", "class", "--json").stdout)
    assert data["class"]["graded"] == 3
    assert json.loads(run("report", "tiny", "--json").stdout)["class"] == data["class"]


@pytest.mark.parametrize("name", ["tiny", "runs/tiny/1", "runs/tiny/1/run.sqlite"])
def test_report_takes_a_run_or_an_assignment(graded, name):
    page = graded / "runs" / "tiny" / "1" / "report.html"
    page.unlink()
    result = run("report", name)
    assert result.exit_code == 0
    assert page.is_file()


def test_report_of_nothing_is_one_sentence(course):
    result = run("report", "tiny")
    assert result.exit_code == 1
    assert "There is no run of tiny" in result.stderr
