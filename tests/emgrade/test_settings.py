"""`course.toml`, an assignment's `grading:` and `profile.json`: what is not known or of a wrong kind is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from emgrade import cli
from emgrade.build import compile_bundle
from emgrade.bundle import CaseInfo, Limits, Profile, QuestionInfo, read_bundle, read_profile
from emgrade.errors import AuthorError, EngineError
from emgrade.lint import lint
from emgrade.project import Project
from emgrade.settings import Course, Grading, grading_of, read_course
from emgrade.source import read_assignment

WRONG = [
    # a line of [grading], the sentence
    ('visibilty = "hidden"', "unknown key `visibilty`; did you mean `visibility`?"),
    ('visibility = "hiden"', "`visibility` should be one of visible, after_published, after_due_date, hidden; it is 'hiden'"),
    ('cell_seconds = "60"', "`cell_seconds` should be a number of seconds, above 0 and at most a day; it is '60'"),
    ("cell_seconds = 0", "`cell_seconds` should be a number of seconds, above 0 and at most a day; it is 0"),
    ("call_seconds = inf", "`call_seconds` should be a number of seconds, above 0 and at most a day; it is inf"),
    ("submission_seconds = nan", "`submission_seconds` should be a number of seconds, above 0 and at most a day; it is nan"),
    ("memory_mb = 600.5", "`memory_mb` should be a whole number from 1 up; it is 600.5"),
    ("processes = true", "`processes` should be a whole number from 1 up; it is True"),
    ("seed = -1", "`seed` should be a whole number from 0 up; it is -1"),
    ('engine = "fast"', "`engine` should be isolated or otter; it is 'fast'"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), WRONG, ids=[line for line, _ in WRONG])
def test_a_wrong_setting_of_the_course_names_its_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, line: str, reason: str
) -> None:
    path = project.assignments / "course.toml"
    path.write_text(f"# The course.\n[grading]\noutput_kb = 50\n{line}  # here\n")
    with pytest.raises(AuthorError) as caught:
        read_course(path)
    assert str(caught.value) == f"{path}:4: {reason}"
    monkeypatch.chdir(project.root)
    done = CliRunner().invoke(cli.main, ["build"])
    assert done.exit_code == 1
    assert reason in done.output
    assert not project.student("tiny").exists()


@pytest.mark.parametrize(("line", "reason"), [w for w in WRONG if "inf" not in w[0] and "nan" not in w[0]])
def test_a_wrong_setting_of_an_assignment_names_its_line(
    broken: Callable[[str, str], Path], line: str, reason: str
) -> None:
    path = broken("title: Tiny", "title: Tiny\ngrading:\n  output_kb: 50\n  " + line.replace(" =", ":"))
    (found,) = lint(read_assignment(path))
    assert path.read_text().splitlines()[found.line - 1].strip() == line.replace(" =", ":")
    assert found.reason == reason


def test_every_mistake_of_the_course_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "course.toml"
    path.write_text('ordr = ["a"]\nseed = 3\n[grading]\ncell_secnds = 3\nfile_mb = "x"\n')
    with pytest.raises(AuthorError) as caught:
        read_course(path)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "2", "4", "5"]
    assert "did you mean `order`?" in lines[0]
    assert "did you mean `cell_seconds`?" in lines[2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("order = 3", "`order` should be a list of names; it is 3"),
        ("grading = 3", "`grading` should be a table; it is 3"),
        ("[grading\n", "not valid TOML"),
        ('order = ["tny"]', "`order` names tny, which is no assignment; did you mean `tiny`?"),
    ],
)
def test_other_mistakes_of_the_course(project: Project, text: str, reason: str) -> None:
    (project.assignments / "course.toml").write_text(text)
    with pytest.raises(AuthorError, match=r"course\.toml:1: ") as caught:
        project.names()
    assert reason in str(caught.value)


def test_an_assignment_overrides_the_course_key_by_key(broken: Callable[[str, str], Path]) -> None:
    path = broken("title: Tiny", "grading: {cell_seconds: 5, visibility: hidden}")
    course = Course(grading=Grading(cell_seconds=30, memory_mb=200))
    found = grading_of(read_assignment(path), course)
    assert found == Grading(cell_seconds=5, memory_mb=200, visibility="hidden")
    assert found.limits == Limits(cell_seconds=5, memory_mb=200)


def test_what_build_writes_is_what_everybody_reads(project: Project, tmp_path: Path) -> None:
    files = compile_bundle(read_assignment(project.source("tiny")), project.course()).autograder
    for name in ("profile.json", "otter_config.json"):
        (tmp_path / name).write_bytes(files[name])
    found = read_bundle(tmp_path)
    tests = (CaseInfo("test_public", "at_once"), CaseInfo("test_hidden", "never"))
    expected = QuestionInfo("q1", "Question 1 · The mean", 3.0, tests=tests, answer="function")
    assert found.questions[0] == expected
    assert [q.name for q in found.automatic] == ["q1"]
    assert [q.name for q in found.questions] == ["q1", "q2"]
    assert found.reads == {"q1": {"mean": "function"}}
    assert found.limits.cell_seconds == project.course().grading.cell_seconds
    assert read_profile(files["profile.json"]).to_json() == files["profile.json"]


def test_the_seed_is_the_profiles_unless_otter_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_bytes(Profile(assignment="a", seed=7).to_json())
    for config, seed in (({}, 7), ({"seed": 8}, 8)):
        (tmp_path / "otter_config.json").write_text(json.dumps(config))
        assert read_bundle(tmp_path).config["seed"] == seed


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"assignment": "a", "limits": {"cell_seconds": "60"}}', '{"assignment": "a", "visibilty": "hidden"}']
)  # fmt: skip
def test_what_is_no_profile_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "profile.json").write_text(text)
    with pytest.raises(EngineError, match="not a profile") as caught:
        read_bundle(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_no_autograder(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"is no autograder: profile\.json cannot be read"):
        read_bundle(tmp_path)
