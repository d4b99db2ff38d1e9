"""`emgrade new`: a skeleton that goes through build, check, grade and rehearse as it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from emgrade.answers import read_answers
from emgrade.cli import main
from emgrade.errors import EmgradeError
from emgrade.lint import lint
from emgrade.new import create
from emgrade.project import Project
from emgrade.source import read_assignment

from .conftest import COURSE


@pytest.fixture
def course(tmp_path: Path) -> Project:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "course.toml").write_text(COURSE)
    return Project(tmp_path)


def test_the_skeleton_is_in_order(course: Project) -> None:
    source, answers = create(course, "first_steps")
    assignment = read_assignment(course.source("first_steps"))
    assert source.name == "first_steps.py"
    assert answers.name == "answers.toml"
    assert assignment.config["title"] == "First steps"
    assert lint(assignment) == []
    known, errors = read_answers(assignment)
    assert not errors
    assert {a.wrong for a in known} == {True, False}


@pytest.mark.parametrize("name", ["Bad", "1st", "a-b", "a/b", "", "..", "with space"])
def test_a_name_that_cannot_be_a_folder_is_refused(course: Project, name: str) -> None:
    with pytest.raises(EmgradeError, match="cannot name an assignment"):
        create(course, name)


def test_nothing_is_overwritten(course: Project) -> None:
    (course.assignments / "taken").mkdir()
    with pytest.raises(EmgradeError, match="already a folder assignments/taken"):
        create(course, "taken")


@pytest.mark.slow
def test_a_new_assignment_goes_all_the_way(course: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, list(arguments))
        assert done.exit_code == 0, done.output
        return done.output

    assert "assignments/fresh/fresh.py" in run("new", "fresh")
    assert "1 questions, 3 + 0 points" in run("build", "fresh")
    found = json.loads(run("check", "fresh", "--json"))[0]
    assert found["findings"] == []
    assert (found["wrong"], found["named"], found["right"]) == (3, 3, 2)
    for version, score in (("solutions", 3), ("student", 0)):
        graded = json.loads(run("grade", "fresh", f"{version}/fresh/fresh.ipynb", "--json"))
        assert graded[0]["score"] == score
    # This environment stands for the one that the zip's setup.sh makes.
    results = json.loads(
        run("rehearse", "fresh", "solutions/fresh/fresh.ipynb", "--environment", sys.prefix, "--json")
    )
    assert sum(entry.get("score", 0) for entry in results["tests"]) == 3
