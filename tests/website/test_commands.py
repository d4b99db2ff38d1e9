"""Every command that the README and the docs name exists, with its options; those of the how-to pages are run."""

from __future__ import annotations

import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from emgrade.bundle import read_bundle
from emgrade.cli import main
from emgrade.demo import make_class
from emgrade.project import Project
from emgrade.settings import read_course
from emgrade.source import read_assignment

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
HOWTO = sorted((ROOT / "docs/howto").glob("*.md"))
# What a course of Otter's needs is run on masters of its own, in tests/emgrade/test_otter_courses.py and test_nbgrader.py.
RUN = [page for page in HOWTO if page.stem != "otter-course"] + [
    ROOT / "docs/grading.md",
    ROOT / "docs/classroom.md",
]
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(emgrade [a-z][^`]*|make [a-z]+)`")
# Their own tests run them, with what they would fetch or connect to in reach; `make test` checks every assignment.
ELSEWHERE = re.compile("emgrade (rehearse|lock|check)|.*--scheduler")


def blocks(page: Path, *kinds: str) -> list[str]:
    return [text for _, kind, text in BLOCK.findall(page.read_text("utf-8")) if kind in kinds]


def commands(page: Path) -> list[str]:
    lines = [
        line.split("  #")[0].strip()
        for text in blocks(page, "", "bash", "console")
        for line in text.splitlines()
    ]
    return [line.removeprefix("$ ") for line in lines if re.match(r"(\$ )?(emgrade|make) [a-z]", line)]


def named(page: Path) -> list[str]:
    return commands(page) + INLINE.findall(page.read_text("utf-8"))


def test_there_is_something_to_test():
    assert sum(len(commands(page)) for page in PAGES) > 20
    assert "make demo" in commands(ROOT / "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in named(page):
        program, name, *rest = shlex.split(line)
        if program == "make":
            assert name in targets, line
        else:
            assert name in main.commands, line
            try:  # Values are placeholders here and there; options are not.
                main.commands[name].make_context(name, list(rest), resilient_parsing=True)
            except click.NoSuchOption as error:
                pytest.fail(f"{line}: {error}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_the_repository_lead_somewhere(page):
    made = {
        "em_exercise.md",
        "em_bound.md",
        "gmm_lab.md",
        "general_em.md",
        "commands.md",
    }  # by website/build.py
    for link in re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", BLOCK.sub("", page.read_text("utf-8"))):
        assert (page.parent / link).exists() or Path(link).name in made, link


@pytest.mark.parametrize("page", ["architecture", "explanation/processes"])
def test_modules_and_functions_that_are_named_exist(page):
    text = BLOCK.sub("", (ROOT / f"docs/{page}.md").read_text("utf-8"))
    for name in re.findall(r"`([a-z_]+(?:[./][A-Za-z_]+)+)`", text):
        if not name.endswith((".toml", ".json")):
            assert any(
                exists(f"{where}{name.replace('/', '.')}") for where in ("", "emgrade.", "emgrade.grade.")
            ), name


def exists(name: str) -> bool:
    try:
        return bool(pkgutil.resolve_name(name))
    except (ImportError, AttributeError):
        return False


def test_the_gallery_says_the_points():
    page = ROOT / "docs/gallery/index.md"
    for name, tests, person in re.findall(r"\]\((\w+)\.md\).*\| (\d+) \+ (\d+) \|", page.read_text("utf-8")):
        questions = read_bundle(ROOT / "autograder" / name).questions
        points = [sum(q.points for q in questions if q.manual == manual) for manual in (False, True)]
        assert points == [int(tests), int(person)], name


@pytest.mark.parametrize("page", HOWTO, ids=lambda page: page.stem)
def test_settings_are_read(page, tmp_path):
    for text in blocks(page, "toml"):
        (tmp_path / "course.toml").write_text(text, "utf-8")
        assert read_course(tmp_path / "course.toml").deadline("em_exercise") is not None


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course with one assignment, and what a class handed in."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "assignments/em_exercise", root / "assignments/em_exercise")
    for path in (ROOT / "assignments").iterdir():
        if path.is_file():
            shutil.copy(path, root / "assignments")
    settings = root / "assignments/course.toml"
    settings.write_text(
        re.sub(r"(?m)^order = .*$", 'order = ["em_exercise"]', settings.read_text("utf-8")), "utf-8"
    )
    run("emgrade build em_exercise", root)
    project = Project.find(root)
    make_class(
        project, read_assignment(project.source("em_exercise")), root / "class", 6
    )  # the seventh hands in the wrong file
    shutil.make_archive(str(root / "submissions"), "zip", root / "class/submissions")
    shutil.copytree(root / "class/submissions", root / "handed_in")
    shutil.copytree(root / "class/late_arrivals", root / "late_arrivals")
    shutil.copy(root / "solutions/em_exercise/em_exercise.ipynb", root / "notebook.ipynb")
    return root


def run(command: str, root: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        shlex.split(command),
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_pages_run(course):
    """One test, so that one course is made, and each command is run once."""
    for command in dict.fromkeys(command for page in RUN for command in commands(page)):
        if not ELSEWHERE.match(command):
            run(command, course)
    shown = next(text for text in blocks(ROOT / "docs/classroom.md", "") if "run.sqlite" in text)
    names = re.findall(r"(?m)^(?:runs/em_exercise/1/| +)(\S+)", shown)
    assert len(names) > 8
    for name in names:  # What Moodle and Canvas take is written for classes from there.
        found = (course / "runs/em_exercise/1").glob(name.replace("<id>/", "*/feedback.html"))
        assert name == "feedback-*.zip" or list(found), name
