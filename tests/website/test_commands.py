"""What README and docs show is true: commands are run, and settings, sources, numbers and quoted outputs compared.

The guide has a test of its own (`tests/emgrade/test_guide.py`), and so have the pages of keys (`test_reference.py`), of
other courses (`test_otter_courses.py`, `test_nbgrader.py`) and the clusters of docs/classroom.md (`test_cluster.py`).
"""

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

from emgrade.answers import KEYS
from emgrade.bundle import read_bundle
from emgrade.cli import main
from emgrade.lint import lint
from emgrade.report import advice, choices, statistics
from emgrade.settings import read_course
from emgrade.source import read_assignment
from emkit.formula import read

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

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


def test_numbers_are_those_of_the_code():
    readme, measured, classroom, guide = (
        (ROOT / path).read_text("utf-8")
        for path in ("README.md", "docs/explanation/measured.md", "docs/classroom.md", "docs/authoring.md")
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    size = next(one.default for one in main.commands["demo"].params if one.name == "students")
    assert f"Version {project['version']}:" in readme
    assert f"em_course_kit-{project['version']}-py3" in guide
    for page in (readme, guide):
        assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in page
    assert f"a class of {size}" in readme
    assert (
        f"| {len(read_bundle(ROOT / 'autograder/em_exercise').automatic)} questions with figures |"
        in measured
    )
    assert f"Below {advice.HARD * 100:g} % it is marked." in classroom
    assert (
        f"below 0 something is wrong with its text or its tests. Below {advice.WEAK:g} it is marked."
        in classroom
    )
    assert f"from {choices.MIN_STUDENTS} submissions on" in classroom
    assert f"warns, below {statistics.FEW_STUDENTS}, by" in classroom


def test_the_formula_of_the_page_ends_as_it_says():
    page = (ROOT / "docs/explanation/formulas.md").read_text("utf-8")
    typed = re.search("types `([^`]+)`", page)[1]
    told = str(read(typed, re.findall(r"[a-z]+_\w+", typed)))
    assert told.splitlines()[1:] == [f"    {typed}", " " * (4 + typed.index(")")) + "^"]
    assert "no partner" in told


def test_the_report_has_what_the_page_explains():
    page = (ROOT / "docs/classroom.md").read_text("utf-8").partition("## Reading the report")[2]
    shown = (ROOT / "src/emgrade/report/templates/class.html.j2").read_text("utf-8").replace("&shy;", "")
    said = re.findall(r'"([^"]+)"', page) + re.findall(r"- \*\*([^*]+)\*\*", page)
    assert len(said) > 10
    for words in said:  # Two of them say it in other words than the report.
        if words not in ("Letters", "Who handed in again"):
            pattern = re.escape(words).replace("5", '" ~ slip.ways ~ "')
            assert re.search(pattern, shown, re.IGNORECASE), words


def test_settings_and_answers_are_read(tmp_path):
    for page in PAGES:
        for text in blocks(page, "toml"):
            if "[[q" in text or "elsewhere" in text:
                for question in tomllib.loads(text).values():
                    for kind in KEYS.keys() & question.keys():
                        assert all(set(row) <= KEYS[kind] for row in question[kind])
                    assert set(question) <= {*KEYS, "elsewhere"}
            else:
                (tmp_path / "course.toml").write_text(text, "utf-8")
                read_course(tmp_path / "course.toml")


QUESTION = """# %% [raw]
r\"\"\"
# BEGIN QUESTION
name: q1
points: 1
\"\"\"

# %% [raw]
r\"\"\"
# BEGIN SOLUTION
\"\"\"

# %%
why_below = "B"  # SOLUTION

# %% [raw]
r\"\"\"
# END SOLUTION
\"\"\"

# %% [raw]
r\"\"\"
# BEGIN TESTS
\"\"\"

{test}
# %% [raw]
r\"\"\"
# END TESTS
\"\"\"

# %% [raw]
r\"\"\"
# END QUESTION
\"\"\"
"""


def test_sources_are_in_order(tmp_path):
    """A question that a page shows is one that builds; a test is put into a question."""
    shown = blocks(ROOT / "docs/architecture.md", "python") + blocks(ROOT / "docs/authoring.md", "python")
    assert len(shown) == 3
    path = tmp_path / "demo/demo.py"
    path.parent.mkdir()
    for text in shown:
        source = text if "BEGIN QUESTION" in text else QUESTION.format(test=text)
        path.write_text(f'# %% [raw]\nr"""\n# ASSIGNMENT CONFIG\ntitle: Demo\n"""\n\n{source}', "utf-8")
        assert lint(read_assignment(path)) == []


@pytest.mark.parametrize(
    ("page", "kind", "source"),
    [
        ("gallery/stepper.md", "python", "assignments/em_exercise/em_exercise.py"),
        ("classroom.md", "yaml", "src/emgrade/skeleton/questions/written.py.txt"),
    ],
)
def test_what_is_quoted_stands_there(page, kind, source):
    text = (
        blocks(ROOT / "docs" / page, kind)[0].replace("name: q7", "name: qN").replace("stepper.step", "step")
    )
    held = (ROOT / source).read_text("utf-8")
    assert all(row in held for row in text.splitlines() if not row.startswith("from "))


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course with one assignment, and what the class of its demo handed in."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "assignments/em_exercise", root / "assignments/em_exercise")
    for path in (ROOT / "assignments").iterdir():
        if path.is_file():
            shutil.copy(path, root / "assignments")
    settings = root / "assignments/course.toml"
    settings.write_text(
        re.sub(r"(?m)^order = .*$", 'order = ["em_exercise"]', settings.read_text("utf-8")), "utf-8"
    )
    # What `make demo` runs, with fewer students: the seventh hands in the wrong file.
    assert "emgrade demo\n" in (ROOT / "Makefile").read_text("utf-8")
    told = run("emgrade demo --students 6", root)
    assert "beside runs/em_exercise/1/report.html" in told  # "The demo prints where the class report is."
    assert (root / "student/em_exercise.zip").exists()
    handed_in = (root / "runs").rename(root / "demo") / "em_exercise/class-6"
    shutil.make_archive(str(root / "submissions"), "zip", handed_in / "submissions")
    shutil.copytree(handed_in / "submissions", root / "handed_in")
    shutil.copytree(handed_in / "late_arrivals", root / "late_arrivals")
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
        # One processor, one grader: each takes longer to start than so few notebooks.
        preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_pages_run(course):
    """One test, so that one course is made, and each command is run once; then what pages promise is there."""
    for command in dict.fromkeys(command for page in RUN for command in commands(page)):
        if not ELSEWHERE.match(command):
            run(command, course)
    shown = next(text for text in blocks(ROOT / "docs/classroom.md", "") if "run.sqlite" in text)
    names = re.findall(r"(?m)^(?:runs/em_exercise/1/| +)(\S+)", shown)
    assert len(names) > 8
    # What Moodle and Canvas take is written for classes from there.
    for place in (
        "Jane Doe_657831_assignsubmission_file/x.ipynb",
        "doejane_LATE_340934_208490284_em_exercise.ipynb",
    ):
        assert place.partition("/")[0] in (ROOT / "docs/classroom.md").read_text("utf-8")
        (course / "mixed" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(course / "student/em_exercise/em_exercise.ipynb", course / "mixed" / place)
    run("emgrade grade em_exercise mixed", course)
    last = max((course / "runs/em_exercise").glob("[0-9]*"), key=lambda folder: int(folder.name))
    assert len(list(last.glob("feedback-*-after-due-date.zip"))) == 2
    for name in names:
        assert list(last.glob(name.replace("<id>/", "*/feedback*"))), name
    # Every path of the course that a page names, whatever wrote it.
    named = {
        path
        for page in RUN
        for path in re.findall(
            r"`((?:runs|student|autograder|solutions)/[\w./-]+\w)`", page.read_text("utf-8")
        )
        if "<" not in path
    }
    assert len(named) > 4
    assert [path for path in named if not (course / path).exists()] == []
    script = course / "script.py"
    shown = blocks(ROOT / "docs/grading.md", "python")[1]
    script.write_text(shown.replace("workers=2", "workers=1"), "utf-8")
    told = run(f"{sys.executable} {script}", course)
    assert len(told.splitlines()) == len(list((course / "handed_in").glob("*/*.ipynb"))) > 5
