"""`emgrade new`: a skeleton that is in order; test_guide.py takes it all the way."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from emgrade.answers import read_answers
from emgrade.cli import KINDS, main
from emgrade.errors import EmgradeError
from emgrade.lint import lint
from emgrade.new import begin_course, create
from emgrade.project import Project
from emgrade.source import read_assignment


@pytest.fixture
def course(tmp_path: Path) -> Project:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "course.toml").write_text("[grading]\nseed = 1977\n")
    return Project(tmp_path)


def test_the_skeleton_is_in_order(course: Project) -> None:
    source, answers = create(course, "first_steps", ["function"])
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
        create(course, name, ["function"])


def test_the_name_of_the_package_that_travels_is_refused(course: Project) -> None:
    with pytest.raises(EmgradeError, match="cannot be named emkit"):
        create(course, "emkit", ["function"])


def test_a_folder_of_another_kind_is_left_alone(course: Project) -> None:
    (course.assignments / "taken").mkdir()
    with pytest.raises(EmgradeError, match=r"already a folder assignments/taken, without taken\.py"):
        create(course, "taken", ["function"])


def test_questions_are_added_at_the_end_under_names_of_their_own(course: Project) -> None:
    create(course, "lab", ["function", "data"])
    source = course.source("lab")
    source.write_text(source.read_text().replace("about 15 minutes.", "about 15 minutes. My words."))
    create(course, "lab", [*KINDS, "data"])
    assignment = read_assignment(source)
    assert [q.name for q in assignment.questions] == [f"q{n}" for n in range(1, 11)]
    assert lint(assignment) == []
    known, errors = read_answers(assignment)
    assert not errors
    assert {a.question for a in known} == {q.name for q in assignment.automatic}
    assert assignment.files == ("data/heights.csv",)
    text = source.read_text()
    assert (
        "8 automatic questions (18 points) and 2 graded by a person (7 points), about 15 minutes. My words."
        in text
    )
    assert text.count("def spread(") == text.count("def spread_3(") == 1


def test_a_number_is_free_whatever_the_questions_are_called(course: Project) -> None:
    create(course, "lab", ["value", "choice", "value"])
    source = course.source("lab")
    answers = source.parent / "answers.toml"
    for path in (source, answers):
        path.write_text(path.read_text().replace("q1", "warm_up"))
    create(course, "lab", ["value", "choice"])
    assert [q.name for q in read_assignment(source).questions] == ["warm_up", "q2", "q3", "q1", "q4"]
    assert lint(read_assignment(source)) == []


@pytest.mark.parametrize("files", ["files: [a.csv]", "files:\n  - a.csv"])
def test_a_file_joins_those_that_are_listed(course: Project, files: str) -> None:
    create(course, "lab", ["value"])
    source = course.source("lab")
    (source.parent / "a.csv").write_text("1")
    source.write_text(source.read_text().replace("minutes: 15", f"minutes: 15\n{files}"))
    create(course, "lab", ["data"])
    assert set(read_assignment(source).files) == {"a.csv", "data/heights.csv"}


def test_init_begins_a_course_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_course").mkdir()
    (tmp_path / "my_course" / "README.md").write_text("mine")
    done = CliRunner().invoke(main, ["init", "my_course"])
    assert done.exit_code == 0, done.output
    assert "my_course/assignments/course.toml" in done.output
    assert "README.md" not in done.output
    assert (tmp_path / "my_course" / "README.md").read_text() == "mine"
    project = Project.find(tmp_path / "my_course")
    assert project.names() == ["first_steps"]
    assert lint(read_assignment(project.source("first_steps"))) == []
    for folder in (".", "my_course/assignments"):
        monkeypatch.chdir(project.root / folder if folder == "." else tmp_path / folder)
        again = CliRunner().invoke(main, ["init"])
        assert again.exit_code == 1
        assert "There is a course already" in again.output


def test_an_empty_folder_is_told_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["new", "lab1"])
    assert done.exit_code == 1
    assert "`emgrade init` begins one" in " ".join(done.output.split())


def test_the_readme_of_a_course_has_its_name(tmp_path: Path) -> None:
    begin_course(tmp_path / "Mixtures")
    assert (tmp_path / "Mixtures" / "README.md").read_text().startswith("# Mixtures\n")
    workflow = yaml.safe_load((tmp_path / "Mixtures" / ".github" / "workflows" / "check.yml").read_text())
    runs = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert runs == ["pip install wheels/em_course_kit-*.whl", "emgrade build --check", "emgrade check"]
    assert runs[0] in (tmp_path / "Mixtures" / "README.md").read_text()
