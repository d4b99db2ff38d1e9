"""What is built: the same bytes everywhere, nothing lost on failure, nothing given away, a valid Otter zip."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner

import emkit
from emgrade import cli
from emgrade.build import Versions, compile_bundle, lock, publish, stale
from emgrade.build.wheel import project_wheel
from emgrade.bundle import read_bundle, walk
from emgrade.errors import AuthorError, EngineError
from emgrade.grade.otter_runner import run_otter
from emgrade.project import Project
from emgrade.source import read_assignment

from .conftest import TINY, make_project


def build(project: Project) -> Versions:
    return compile_bundle(read_assignment(project.source("tiny")), project.course())


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """`tiny`, compiled once."""
    return build(make_project(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """`tiny` after a change of its source."""
    source = TINY.replace("# Tiny", "# Tiny, renewed").replace("hidden: true", "hidden: true\ntell: at_once")
    return build(make_project(tmp_path_factory.mktemp("renewed"), source))


def test_two_builds_in_different_folders_are_byte_identical(
    bundle: Versions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_project(tmp_path / "a"), make_project(tmp_path / "b" / "deeper")
    monkeypatch.setattr("time.time", lambda: 2e9)
    two = build(second)
    assert bundle == two
    publish(first, "tiny", bundle)
    publish(second, "tiny", two)
    assert first.handout("tiny").read_bytes() == second.handout("tiny").read_bytes()
    assert first.zip("tiny").read_bytes() == second.zip("tiny").read_bytes()


def test_three_versions_carry_one_stamp(project: Project, bundle: Versions) -> None:
    stamp = read_assignment(project.source("tiny")).stamp
    for files in (bundle.student, bundle.solutions):
        book = nbformat.reads(files["tiny.ipynb"].decode(), as_version=4)
        assert book.metadata.emgrade == {"assignment": "tiny", "stamp": stamp}
    assert json.loads(bundle.autograder["profile.json"])["stamp"] == stamp


def test_the_bundle_knows_when_a_sentence_is_told(bundle: Versions, renewed: Versions) -> None:
    tells = [json.loads(one.autograder["profile.json"])["questions"][0]["tests"] for one in (bundle, renewed)]
    assert [[test["tell"] for test in one] for one in tells] == [["at_once", "never"], ["at_once", "at_once"]]
    for files in (renewed.autograder, renewed.student, renewed.solutions):
        assert b"tell" not in files["tests/q1.py"]


def test_the_bundle_knows_what_a_question_is_answered_with() -> None:
    """By what its own cell makes: `q1_3` is a number, although its tests call functions of earlier questions."""
    bundle = read_bundle(Path(__file__).parents[2] / "autograder" / "em_exercise")
    kinds = {question.name: question.answer for question in bundle.questions}
    assert [kinds[name] for name in ("q1_2", "q1_3", "q3_2", "q3_1", "q4_3", "q4_7")] == [
        "function",
        "number",
        "formula",
        "text",
        "",
        "",
    ]


def test_versions_hold_what_they_should(bundle: Versions) -> None:
    student = b"\n".join(bundle.student.values())
    assert b"np.sum(x) / len(x)" not in student
    assert b"test_hidden" not in student
    assert b"9.875" not in student
    assert b"Because the squared" not in student
    assert bundle.student["data/numbers.csv"] == b"x\n1\n2\n"
    assert b"np.sum(x) / len(x)" in bundle.solutions["tiny.ipynb"]
    assert b"test_hidden" in bundle.autograder["tests/q1.py"]
    assert bundle.autograder["files/data/numbers.csv"] == b"x\n1\n2\n"
    assert not any("tiny.ipynb" in path for path in bundle.autograder)


def test_publish_then_stale(project: Project, bundle: Versions) -> None:
    assert stale(project, "tiny", bundle)
    publish(project, "tiny", bundle)
    assert stale(project, "tiny", bundle) == []
    (project.student("tiny") / "tiny.ipynb").write_text("{}")
    (project.solutions("tiny") / "notes.txt").write_text("mine")
    assert stale(project, "tiny", bundle) == ["student/tiny/tiny.ipynb", "solutions/tiny/notes.txt"]


def test_a_failing_build_changes_nothing(
    project: Project, bundle: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project, "tiny", bundle)
    before = {
        p: p.read_bytes()
        for p in sorted(project.root.rglob("*"))
        if p.is_file() and "assignments" not in p.parts
    }
    project.source("tiny").write_text(TINY.replace("points: 2", "points: two"))
    monkeypatch.chdir(project.root)
    done = CliRunner().invoke(cli.main, ["build"])
    assert done.exit_code == 1
    assert "tiny.py:" in done.output
    assert "Traceback" not in done.output
    after = {
        p: p.read_bytes()
        for p in sorted(project.root.rglob("*"))
        if p.is_file() and "assignments" not in p.parts
    }
    assert after == before


@contextmanager
def failing_rename(
    monkeypatch: pytest.MonkeyPatch, number: int, failure: type[BaseException]
) -> Iterator[None]:
    """Let one call of `Path.rename` in the body fail, and the body with it."""
    calls = iter(range(100))
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if next(calls) == number:
            raise failure("stopped")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(failure, match="stopped"):
        yield
    monkeypatch.undo()


@pytest.mark.parametrize("failing_call", range(10))
@pytest.mark.parametrize("failure", [OSError, KeyboardInterrupt])
def test_a_failing_swap_puts_everything_back(
    project: Project,
    bundle: Versions,
    renewed: Versions,
    monkeypatch: pytest.MonkeyPatch,
    failing_call: int,
    failure: type[BaseException],
) -> None:
    publish(project, "tiny", bundle)
    zips = project.handout("tiny"), project.zip("tiny")
    before = [path.read_bytes() for path in zips]
    with failing_rename(monkeypatch, failing_call, failure):
        publish(project, "tiny", renewed)
    assert stale(project, "tiny", bundle) == []
    assert [path.read_bytes() for path in zips] == before
    assert not list(project.root.glob("*/.tiny*"))


def test_a_checkout_has_one_emkit_and_the_zips_hold_real_files(
    project: Project, bundle: Versions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = project.root / "src" / "emkit"
    shutil.copytree(Path(emkit.__file__).parent, package)
    monkeypatch.setattr(emkit, "__file__", str(package / "__init__.py"))
    publish(project, "tiny", bundle)
    places = project.student("tiny"), project.solutions("tiny"), project.autograder("tiny") / "files"
    for place in places:
        assert (place / "emkit").is_symlink()
        assert (place / "emkit" / "check.py").samefile(package / "check.py")
    assert stale(project, "tiny", bundle) == []

    source = (package / "check.py").read_bytes()
    for archive, path in (
        (project.handout("tiny"), "tiny/emkit/check.py"),
        (project.zip("tiny"), "files/emkit/check.py"),
    ):
        with zipfile.ZipFile(archive) as found:
            assert found.read(path) == source
            assert not any(stat.S_ISLNK(entry.external_attr >> 16) for entry in found.infolist())
    with zipfile.ZipFile(project.handout("tiny")) as found:
        found.extractall(tmp_path / "download")
    assert walk(tmp_path / "download" / "tiny").keys() == bundle.student.keys()

    # A copy in the place of the link is told, and replaced.
    (places[0] / "emkit").unlink()
    shutil.copytree(package, places[0] / "emkit")
    assert "student/tiny/emkit/check.py" in stale(project, "tiny", bundle)
    publish(project, "tiny", bundle)
    assert (places[0] / "emkit").is_symlink()
    assert (package / "check.py").read_bytes() == source


def test_elsewhere_every_folder_has_a_copy_of_emkit(project: Project, bundle: Versions) -> None:
    publish(project, "tiny", bundle)
    assert not (project.student("tiny") / "emkit").is_symlink()
    assert (project.autograder("tiny") / "files" / "emkit" / "check.py").is_file()


@pytest.mark.slow
def test_commands_build_check_and_say_what_is_stale(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.assignments / "tiny")
    run = CliRunner().invoke
    assert run(cli.main, ["build", "--check"]).exit_code == 1
    assert not project.student("tiny").exists()
    assert run(cli.main, ["build"]).exit_code == 0
    assert zipfile.is_zipfile(project.zip("tiny"))
    assert run(cli.main, ["build", "--check"]).exit_code == 0
    (project.student("tiny") / "requirements.txt").unlink()
    done = run(cli.main, ["build", "--check", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["assignments"][0]["stale"] == ["student/tiny/requirements.txt"]
    assert run(cli.main, ["build", "nothing"]).exit_code == 1
    assert run(cli.main, ["buidl"]).exit_code == 2


@pytest.mark.slow
def test_otter_itself_gives_the_solution_full_marks(project: Project, bundle: Versions) -> None:
    publish(project, "tiny", bundle)
    autograder = project.autograder("tiny")
    full = run_otter(autograder, project.solutions("tiny") / "tiny.ipynb")
    assert (full.error, full.score, full.possible) == ("", 3, 3)
    untouched = run_otter(autograder, project.student("tiny") / "tiny.ipynb")
    assert (untouched.score, untouched.possible) == (0, 3)
    assert "Replace the `...` with your code" in untouched.questions[0].stopped_by.message


@pytest.mark.slow
def test_otter_run_takes_the_zip_as_it_is(project: Project, bundle: Versions, tmp_path: Path) -> None:
    publish(project, "tiny", bundle)
    otter = Path(sys.executable).with_name("otter")
    solution = project.solutions("tiny") / "tiny.ipynb"
    command = [otter, "run", "-a", project.zip("tiny"), "-o", tmp_path, "--no-logo", solution]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    tests = json.loads((tmp_path / "results.json").read_text())["tests"]
    assert sum(test.get("score", 0) for test in tests) == 3


@pytest.mark.slow
def test_a_master_in_ok_format_builds_and_grades(tmp_path: Path) -> None:
    project = Project(tmp_path)
    folder = tmp_path / "assignments" / "legacy"
    folder.mkdir(parents=True)
    (tmp_path / "assignments" / "course.toml").write_text("[grading]\n")
    new = nbformat.v4
    test = new.new_code_cell("square(3)", outputs=[new.new_output("execute_result", {"text/plain": "9"})])
    hidden = new.new_code_cell(
        "# HIDDEN\nsquare(-2)", outputs=[new.new_output("execute_result", {"text/plain": "4"})]
    )
    cells = [
        new.new_raw_cell("# ASSIGNMENT CONFIG\nexport_cell: false"),
        new.new_raw_cell("# BEGIN QUESTION\nname: q1\npoints: 2"),
        new.new_markdown_cell("Write a square."),
        new.new_raw_cell("# BEGIN SOLUTION"),
        new.new_code_cell("def square(x):\n    return x * x  # SOLUTION"),
        new.new_raw_cell("# END SOLUTION"),
        new.new_raw_cell("# BEGIN TESTS"),
        test,
        hidden,
        new.new_raw_cell("# END TESTS"),
        new.new_raw_cell("# END QUESTION"),
    ]
    nbformat.write(new.new_notebook(cells=cells), folder / "master.ipynb")
    bundle = compile_bundle(read_assignment(project.source("legacy")), project.course())
    publish(project, "legacy", bundle)
    result = run_otter(project.autograder("legacy"), project.solutions("legacy") / "legacy.ipynb")
    assert (result.error, result.score, result.possible) == ("", 2, 2)


@pytest.mark.slow
def test_a_source_that_was_edited_after_build_is_told(
    project: Project, bundle: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project, "tiny", bundle)
    monkeypatch.chdir(project.root)
    grade = ["grade", "tiny", "solutions/tiny/tiny.ipynb"]
    assert "newer" not in CliRunner().invoke(cli.main, grade).output
    for changed in (project.source("tiny"), project.assignments / "tiny" / "data" / "numbers.csv"):
        before = changed.read_text()
        changed.write_text(before + "\n")
        told = CliRunner().invoke(cli.main, grade)
        assert told.exit_code == 0
        assert "The source of tiny is newer than its autograder" in told.stderr
        assert "`emgrade build tiny` renews it" in told.stderr
        changed.write_text(before)
    assert "newer" not in CliRunner().invoke(cli.main, grade).output


def test_a_place_at_line_100_keeps_its_colons(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    source = project.source("tiny")
    blank = 99 - TINY[: TINY.index('# %% [raw]\nr"""\n# BEGIN QUESTION')].count("\n") - 2
    source.write_text(
        TINY.replace("import numpy as np\n", "import numpy as np\n" + "\n" * blank, 1).replace(
            "points: 3", "ponts: 3", 1
        )
    )
    monkeypatch.chdir(project.root)
    for command in ("build", "check"):
        done = CliRunner().invoke(cli.main, [command])
        assert done.exit_code == 1
        assert "assignments/tiny/tiny.py:100: q1: unknown key `ponts`" in done.output


def test_help_shows_the_table_that_was_meant() -> None:
    told = CliRunner().invoke(cli.main, ["--help"]).output
    assert "\\b" not in told
    assert "\b" not in told
    rows = [row.split()[:2] for row in told.splitlines() if row.startswith("    emgrade ")]
    assert rows == [["emgrade", command] for command in ("build", "check", "grade", "report")]


@pytest.mark.parametrize("command", ["build", "check", "demo"])
def test_a_course_without_assignments_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "course.toml").touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.main, [command])
    assert done.exit_code == 1
    assert done.stderr == "This course has no assignment yet. `emgrade new NAME` begins one.\n"


def test_files_for_the_autograder_alone_are_part_of_the_version(project: Project) -> None:
    folder = project.assignments / "tiny"
    (folder / "key.csv").write_text("1\n")
    project.source("tiny").write_text(TINY.replace("title: Tiny", "title: Tiny\nautograder_files: [key.csv]"))
    first = build(project)
    assert first.autograder["files/key.csv"] == b"1\n"
    assert "key.csv" not in first.student
    stamp = read_assignment(project.source("tiny")).stamp
    (folder / "key.csv").write_text("2\n")
    assert read_assignment(project.source("tiny")).stamp != stamp


@pytest.mark.slow
def test_the_zip_carries_a_wheel_that_installs(tmp_path: Path) -> None:
    name, data = project_wheel()
    (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / name) as archive:
        rows = archive.read(f"{name.removesuffix('-py3-none-any.whl')}.dist-info/RECORD").decode().split()
        assert {row.partition(",")[0] for row in rows} == set(archive.namelist())
        for path in ("emgrade/build/requirements-grade.lock", "emgrade/py.typed", "emkit/py.typed"):
            assert path in archive.namelist()
    target = tmp_path / "installed"
    install = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        target,
    ]
    subprocess.run([*install, tmp_path / name], check=True, capture_output=True)
    code = "import emgrade.build, emkit.check; from importlib.metadata import version; print(version('em-course-kit'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(target)},
    )
    assert done.stdout.strip() == name.split("-")[1], done.stderr


def test_a_lock_of_the_course_comes_before_the_kits(project: Project, bundle: Versions) -> None:
    source = project.source("tiny")
    source.write_text(TINY.replace("title: Tiny", "title: Tiny\nrequirements: needs.txt"))
    (source.parent / "needs.txt").write_text("# more\nStats_Models>=0.14  # for q2\n")
    with pytest.raises(AuthorError, match=r"does not hold Stats_Models.* run `emgrade lock`"):
        build(project)
    (project.assignments / lock.NAME).write_text("stats-models==0.14.2 \\\n    --hash=sha256:00\n")
    versions = build(project)
    assert b"Stats_Models>=0.14\n" in versions.student["requirements.txt"]
    publish(project, "tiny", versions)
    with zipfile.ZipFile(project.zip("tiny")) as archive:
        assert archive.read("requirements.lock").startswith(b"stats-models==0.14.2")
        assert archive.read("requirements.txt") == b"stats-models==0.14.2\n"


def test_an_import_that_nobody_requires_is_told(project: Project) -> None:
    source = project.source("tiny")
    (source.parent / "helper.py").write_text("")
    imports = "import numpy as np\nimport json, yaml, helper, hatchling.build\n"
    source.write_text(TINY.replace("import numpy as np\n", f"{imports}from nowhere import x\n", 1))
    told = list(lock.missing(read_assignment(source)))
    first = TINY[: TINY.index("import numpy as np")].count("\n") + 1
    assert [(error.line - first, error.warning) for error in told] == [(1, True), (2, True)]
    says = "is imported, and the grading environment does not hold"
    assert told[0].reason == f"`hatchling` {says} hatchling; name it under `requirements:`"
    assert told[1].reason == f"`nowhere` {says} nowhere; name it under `requirements:`"
    source.write_text(source.read_text().replace("title: Tiny", "title: Tiny\nrequirements: [hatchling]"))
    told = list(lock.missing(read_assignment(source)))
    assert "`requirements` asks for hatchling; run `emgrade lock`" in told[0].reason
    assert ["hatchling" in error.reason for error in told] == [True, False]


def test_what_uv_cannot_resolve_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")  # it would look up every package of the kit before it says so
    with pytest.raises(EngineError, match="uv cannot resolve the course's requirements") as caught:
        lock.write_lock(project.assignments, ["numpy<1,>2"])
    assert "numpy" in str(caught.value)
    assert not (project.assignments / lock.NAME).exists()


def test_a_first_build_that_fails_leaves_nothing(
    project: Project, bundle: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing_rename(monkeypatch, 3, OSError):
        publish(project, "tiny", bundle)
    places = (project.student("tiny"), project.autograder("tiny"), project.solutions("tiny"))
    assert not [place for place in (*places, project.zip("tiny"), project.handout("tiny")) if place.exists()]


def test_the_lock_is_resolved_whatever_folder_python_lies_in(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        (project.assignments / lock.NAME).write_text("")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(sys, "executable", "/home/ada/my course/.venv/bin/python")
    lock.write_lock(project.assignments, [])
    assert asked[0][:3] == ["/home/ada/my course/.venv/bin/python", "-m", "uv"]


def test_a_source_saved_while_it_is_built_is_built_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    source = project.source("tiny")

    def slowly(*args: Any) -> None:
        publish(*args)
        source.write_text(source.read_text() + "\n")

    monkeypatch.setattr("emgrade.build.publish", slowly)
    assert CliRunner().invoke(cli.main, ["build", "tiny"]).exit_code == 0
    monkeypatch.undo()
    monkeypatch.chdir(project.root)
    assert project.stale("tiny")
    assert "files written" in CliRunner().invoke(cli.main, ["build", "tiny"]).output
    assert not project.stale("tiny")


def test_a_test_of_a_live_object_is_told_at_build(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TINY.replace("import numpy as np\n", "import numpy as np\nthing = object()\n", 1)
    project.source("tiny").write_text(text.replace("def test_hidden(mean):", "def test_hidden(mean, thing):"))
    monkeypatch.chdir(project.root)
    done = CliRunner().invoke(cli.main, ["build"])
    assert done.exit_code == 0
    told = "q1: reads `thing`, of which the isolated engine can tell little more than the type; see `engine: otter`"
    line = text[: text.index("# BEGIN QUESTION")].count("\n") + 1
    assert f"warning: assignments/tiny/tiny.py:{line}: {told}" in done.stderr


@pytest.mark.slow
def test_a_build_of_unchanged_files_imports_nothing_heavy_and_notices_every_change(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    assert CliRunner().invoke(cli.main, ["build", "tiny"]).exit_code == 0
    code = (
        "import sys; from pathlib import Path; from emgrade.built import unchanged; from emgrade.project import Project\n"
        "row = unchanged(Project(Path('.').resolve()), 'tiny')\n"
        "print(row and row['points'], sorted({'nbformat', 'jupytext', 'otter', 'numpy', 'IPython'} & set(sys.modules)))"
    )

    def says() -> str:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()

    assert says() == "3.0 []"
    changes = [
        project.source("tiny"),
        project.source("tiny").parent / "data" / "numbers.csv",
        project.assignments / "course.toml",
        project.student("tiny") / "tiny.ipynb",
        project.autograder("tiny") / "tests" / "q1.py",
        project.zip("tiny"),
    ]
    for path in changes:
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert says() == "None []", path
        path.write_bytes(before)
    (project.solutions("tiny") / "extra.txt").write_text("x")
    assert says() == "None []"
    assert "1 files written" in CliRunner().invoke(cli.main, ["build", "tiny"]).output
    assert says() == "3.0 []"
