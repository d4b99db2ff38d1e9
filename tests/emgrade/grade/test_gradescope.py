"""The zip as Gradescope runs it: a valid result at every moment, and who sees what."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from emgrade.build.gradescope import zip_files
from emgrade.errors import EngineError
from emgrade.grade.gradescope import write
from emgrade.rehearse import Rehearsal, rehearse

from .tiny import POINTS, SECRET, answered, save, write_bundle

ROOT = Path(__file__).parents[3]
LOCK = ROOT / "src" / "emgrade" / "build"
HERE = Path(sys.prefix)  # an environment that has everything; `make_from_nothing` is a rehearsal's default


def make_zip(folder: Path, **profile: object) -> Path:
    bundle = write_bundle(folder / "bundle", **profile)
    with zipfile.ZipFile(folder / "tiny.zip", "w") as archive:
        for file in bundle.rglob("*"):
            archive.write(file, file.relative_to(bundle).as_posix())
        for name, data in zip_files(LOCK).items():
            archive.writestr(name, data)
    return folder / "tiny.zip"


def test_zip_files_are_complete_and_pinned() -> None:
    files = zip_files(LOCK)
    assert set(files) == {"setup.sh", "run_autograder", "requirements.lock", "requirements.txt"}
    pins = files["requirements.txt"].decode().splitlines()
    assert any(line.startswith("otter-grader==") for line in pins)
    assert all("==" in line for line in pins)
    assert b"--hash" in files["requirements.lock"]
    assert b"http" not in files["requirements.lock"]
    assert b"conda" not in files["setup.sh"].replace(b"no conda", b"")


@pytest.mark.slow
def test_rehearsal(tmp_path: Path) -> None:
    archive = make_zip(tmp_path)
    found = rehearse(archive, save(tmp_path / "tiny.ipynb", answered(q2="answer = 1")), environment=HERE)
    assert (found.score, found.possible) == (7, 10)
    assert "Total: 7 / 10" in found.student_view()
    assert "41.6" not in found.student_view()
    assert "q2 - 2" in found.instructor_view()
    assert found.results["execution_time"] > 0
    assert found.again is None


@pytest.mark.slow
def test_a_rehearsal_shows_what_an_upload_too_many_shows(tmp_path: Path) -> None:
    archive = make_zip(tmp_path, attempts={"shown_per_day": 2})
    found = rehearse(archive, save(tmp_path / "tiny.ipynb", answered(q2="answer = 1")), environment=HERE)
    assert "Total: 7 / 10" in found.student_view()
    assert found.again is not None
    assert found.again.score == 7
    said = found.again.student_view()
    assert "Total: not shown" in said
    assert "The points of hidden tests are shown" in said
    assert "What was shown last" in said
    assert "The next submission that shows them is one made after" in said


@pytest.mark.slow
def test_written_answers_are_read_beside_the_scores(tmp_path: Path) -> None:
    questions = [{"name": q, "points": p, "manual": False} for q, p in POINTS.items()]
    questions.append({"name": "w", "title": "Why", "points": 5, "manual": True})
    write_bundle(tmp_path / "source", questions=questions)
    essay = [
        {
            "cell_type": "markdown",
            "source": "<!-- BEGIN QUESTION -->\n## Why",
            "metadata": {"editable": False},
        },
        {"cell_type": "markdown", "source": "Since **$x^2 > 0$** <script>", "metadata": {}},
        {"cell_type": "markdown", "source": "<!-- END QUESTION -->", "metadata": {}},
    ]
    (tmp_path / "submission").mkdir()
    save(tmp_path / "submission" / "tiny.ipynb", [*answered(), *essay])
    # In a process of its own: a judge limits its memory and ends whatever runs below it.
    subprocess.run([sys.executable, "-m", "emgrade.grade.gradescope", str(tmp_path)], check=True, timeout=120)
    found = json.loads((tmp_path / "results" / "results.json").read_text())
    last = found["tests"][-1]
    assert (last["name"], last["score"], last["output_format"]) == ("Why (graded by a person)", 0, "html")
    assert "<math" in last["output"]
    assert "&lt;script&gt;" in last["output"]
    assert sum(test.get("score", 0) for test in found["tests"]) == 10


@pytest.mark.slow
def test_something_else_handed_in(tmp_path: Path) -> None:
    archive = make_zip(tmp_path)
    (tmp_path / "essay.docx").write_text("x")
    found = rehearse(archive, tmp_path / "essay.docx", environment=HERE)
    assert found.score == 0
    assert "neither a notebook" in found.student_view()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"run_autograder": None}, "holds no run_autograder at its root"),
        (
            {"setup.sh": "echo one; echo no network >&2; exit 3"},
            "setup.sh ended with status 3:\none\nno network",
        ),
        ({"run_autograder": "exit 0"}, "the run left no valid results.json"),
        (
            {"run_autograder": "mkdir -p results; echo '{' > results/results.json"},
            "left no valid results.json",
        ),
    ],
)
def test_a_zip_that_does_not_run_is_told_by_a_rehearsal(
    tmp_path: Path, changed: dict[str, str | None], says: str
) -> None:
    book = save(tmp_path / "tiny.ipynb", answered())
    with zipfile.ZipFile(make_zip(tmp_path)) as whole, zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        scripts = {"setup.sh": "exit 0", "run_autograder": "exit 0"} | changed
        for name in {*whole.namelist()} - scripts.keys():
            other.writestr(name, whole.read(name))
        for name, script in scripts.items():
            if script is not None:
                other.writestr(name, f"#!/bin/bash\n{script}\n")
    with pytest.raises(EngineError) as caught:
        rehearse(tmp_path / "other.zip", book)
    assert says in str(caught.value)


def test_what_is_no_zip_is_not_rehearsed(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_text("no")
    with pytest.raises(EngineError, match=r"no\.zip: cannot be unpacked"):
        rehearse(tmp_path / "no.zip", tmp_path)


def test_an_autograder_that_cannot_start_says_so_to_the_student(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    subprocess.run([sys.executable, "-m", "emgrade.grade.gradescope", str(tmp_path)], check=True, timeout=60)
    found = json.loads((tmp_path / "results" / "results.json").read_text())
    assert (found["score"], found["tests"]) == (0, [])
    assert found["output"].startswith("The autograder could not start: ")
    assert found["output"].endswith(" Please tell your instructor.")


@pytest.mark.slow
def test_an_assignment_of_otters_engine_runs_on_gradescope(tmp_path: Path) -> None:
    write_bundle(tmp_path / "source", engine="otter")
    (tmp_path / "submission").mkdir()
    save(
        tmp_path / "submission" / "tiny.ipynb",
        answered("import mine", q2="answer = mine.answer", q4="total = min"),
    )
    (tmp_path / "submission" / "mine.py").write_text(f"answer = {SECRET}")
    # A package of the course's is its own: with this one `total` would be right.
    (tmp_path / "submission" / "emkit").mkdir()
    (tmp_path / "source" / "files" / "emkit").symlink_to(ROOT / "src" / "emkit")
    for name in ("__init__", "check"):
        text = "call = close = number = array = lambda *args, **more: 0"
        (tmp_path / "submission" / "emkit" / f"{name}.py").write_text(text)
    subprocess.run([sys.executable, "-m", "emgrade.grade.gradescope", str(tmp_path)], check=True, timeout=120)
    found = json.loads((tmp_path / "results" / "results.json").read_text())
    assert sum(test.get("score", 0) for test in found["tests"]) == 6


def test_a_hidden_entry_hides_the_total() -> None:
    tests = [{"name": "Public Tests", "visibility": "visible", "output": "ok"}]
    tests.append({"name": "q1", "visibility": "hidden", "score": 1, "max_score": 2, "output": "secret"})
    found = Rehearsal(0, 0, {"tests": tests}, "")
    assert "Total: not shown" in found.student_view()
    assert "secret" not in found.student_view()
    assert "secret" in found.instructor_view()


def test_results_are_replaced_in_one_piece(tmp_path: Path) -> None:
    path = tmp_path / "results" / "results.json"
    write(path, {"score": 1})
    write(path, {"score": 2})
    assert json.loads(path.read_text()) == {"score": 2}
    assert [p.name for p in path.parent.iterdir()] == ["results.json"]


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.05, 0.4, 0.9, 1.6])
def test_killing_the_run_leaves_a_valid_result(tmp_path: Path, after: float) -> None:
    bundle = write_bundle(tmp_path / "source")
    for name, data in zip_files(LOCK).items():
        (bundle / name).write_bytes(data)
    mark = f"87{os.getpid()}{int(after * 100)}"
    (tmp_path / "submission").mkdir()
    save(tmp_path / "submission" / "a.ipynb", [f"import os\nos.system('sleep {mark} &')", "while True: pass"])
    settings = {"EMGRADE_ROOT": str(tmp_path), "EMGRADE_ENVIRONMENT": str(HERE)}
    process = subprocess.Popen(
        ["bash", str(bundle / "run_autograder")], env=os.environ | settings, cwd=tmp_path
    )
    results = tmp_path / "results" / "results.json"
    while not results.exists():
        time.sleep(0.005)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert json.loads(results.read_text())["tests"] == []
    until = time.monotonic() + 20
    while _running(mark) or _running(str(tmp_path)):
        assert time.monotonic() < until, "a process was left behind"
        time.sleep(0.05)


def _running(text: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if text in command and int(process.name) != os.getpid():
            found.append(command)
    return found
