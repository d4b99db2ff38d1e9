"""Killed ten times at random moments; two thousand submissions in flat memory; a folder of everything bad."""

import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from emgrade.classroom.session import load_run
from emgrade.cli_class import show
from emgrade.grading import Options, grade_class, outcome_of
from tests.emgrade.grade.tiny import write_bundle

from .tiny_class import make, submission

ROOT = Path(__file__).parents[3]


def start(root, runs, *more):
    command = [sys.executable, "-m", "tests.emgrade.classroom.victim", str(root), str(runs), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True)


def rows(runs):
    """What is stored, less how long it took."""
    with sqlite3.connect(runs / "tiny" / "1" / "run.sqlite") as db:
        found = db.execute("SELECT id, digest, fingerprint, result, gradescope FROM results ORDER BY id")
        return [
            (*row[:3], {**json.loads(row[3]), "seconds": 0}, json.loads(row[4])) for row in found.fetchall()
        ]


def count(runs):
    path = runs / "tiny" / "1" / "run.sqlite"
    if not path.exists():
        return 0
    with sqlite3.connect(path) as db:
        known = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'results'").fetchone()[0]
        return db.execute("SELECT count(*) FROM results").fetchone()[0] if known else 0


@pytest.mark.slow
def test_ten_kills_and_a_resume_equal_one_uninterrupted_run(tmp_path):
    make(tmp_path, {f"s{i:03d}": [("q1",), ("q2", "q3"), ()][i % 3] for i in range(60)})
    draw = random.Random(11)
    kept = [0]
    for _ in range(10):
        victim = start(tmp_path, tmp_path / "killed")
        assert victim.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.0, 0.9))
        victim.kill()
        victim.communicate()
        kept.append(count(tmp_path / "killed"))
    assert kept == sorted(kept)
    for runs in ("killed", "whole"):
        assert start(tmp_path, tmp_path / runs).wait(120) == 0
    assert rows(tmp_path / "killed") == rows(tmp_path / "whole")
    assert [path.name for path in (tmp_path / "killed" / "tiny").iterdir() if path.name.isdigit()] == ["1"]


@pytest.mark.slow
def test_two_thousand_submissions_in_flat_memory(tmp_path):
    make(tmp_path, {})
    for i in range(2000):
        (tmp_path / "class" / f"s{i:04d}.ipynb").write_text(submission() + " " * (20_000 + i))
    output, _ = start(tmp_path, tmp_path / "runs", "stand-in").communicate(timeout=240)
    early, late = map(float, output.splitlines()[-1].split())
    assert count(tmp_path / "runs") == 2000
    assert late - early < 4


def test_everything_bad_is_accounted_for(tmp_path):
    folder, bundle = make(tmp_path, {}) / "class", tmp_path / "autograder" / "tiny"
    good = ["ada", "bob", "=cmd|' calc'!A1", "Zoë", "a" * 200, "new\nline"]
    for i, name in enumerate(good):
        (folder / f"{name}.ipynb").write_text(submission() + " " * i)
    (folder / "bob (1).ipynb").write_text(submission("q1"))
    (folder / "broken.ipynb").write_text("{")
    (folder / "binary.ipynb").write_bytes(bytes(range(256)))
    (folder / "empty.zip").write_bytes(b"")
    (folder / "link.ipynb").symlink_to(folder / "ada.ipynb")
    (folder / "report.pdf").write_bytes(b"%PDF")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("../../../etc/evil.ipynb", submission())
        archive.writestr("fay/tiny.ipynb", submission("q2"))
        archive.writestr("gus/readme.txt", "sorry")
    outcome = outcome_of(grade_class(bundle, [folder, tmp_path / "more.zip"], Options(tmp_path / "runs")))
    run = load_run(outcome.folder)
    states = {}
    for entry in run.entries:
        states.setdefault(entry.state, []).append(entry.label)
    assert {"ada", "bob", "Zoë", "fay", "broken", "binary"} <= set(states["counts"])
    assert states["superseded"] == ["bob"]
    assert {"empty", "link", "gus"} <= set(states["unreadable"])
    assert len(states["ignored"]) == 2
    files = len(list(folder.iterdir())) + 3
    assert len(run.entries) == files + 1  # gus, who has files and no notebook
    listed = (outcome.folder / "found.csv").read_text("utf-8")
    assert all(Path(entry.origin).name in listed for entry in run.entries if "\n" not in entry.origin)
    students = outcome.folder / "students"
    assert all(path.resolve().is_relative_to(students.resolve()) for path in students.rglob("*"))
    assert not (tmp_path.parent / "etc").exists()


@pytest.fixture
def deep(tmp_path):
    """3,000 folders in one another, removed in the end by something that needs no recursion."""
    (tmp_path / "class" / "submission_2").mkdir(parents=True)
    nest(tmp_path / "class" / "submission_2", 3000)
    yield tmp_path
    subprocess.run(["rm", "-rf", tmp_path / "class"], check=True)


@pytest.mark.slow
def test_one_file_stops_no_class(deep):
    """A lone surrogate in a message, a name that is not UTF-8, 3,000 folders in one another, control codes."""
    tmp_path, folder, bundle = deep, deep / "class", deep / "autograder" / "tiny"
    write_bundle(bundle)
    told = {
        "submission_1": {"submitters": [{"name": "Ada", "email": "a@example.edu"}]},
        "submission_2": {"submitters": [{"name": "\x1b]0;owned\x07Bob\u202e", "email": "b@example.edu"}]},
    }
    (folder / "submission_metadata.yml").write_text(json.dumps(told))
    for i, name in enumerate(told):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "tiny.ipynb").write_text(
            submission(
                q3='raise ValueError(chr(0xD800) + chr(27) + "[31m")', q1=f"double = lambda x: {i} + 2 * x"
            )
        )
    with open(os.fsencode(folder / "submission_1") + b"/na\xefve.ipynb", "w") as file:  # noqa: PTH123
        file.write(submission("q1"))
    events = list(grade_class(bundle, [folder], Options(tmp_path / "runs")))
    run = load_run(events[-1].folder)
    assert [entry.label for entry in run.counted] == ["\\x1b]0;owned\\x07Bob\\u202e", "Ada"]
    assert len(run.graded) == 2
    told = [note.text for _, result in run.graded for note in result.notes]
    assert all("\\ud800\\x1b" in text for text in told), told
    assert told
    listed = (events[-1].folder / "found.csv").read_text("utf-8")
    assert "na\\udcefve.ipynb" in listed
    assert "File name too long" in listed
    assert not any(code in listed for code in "\x1b\x07\u202e")
    console = Console(file=io.StringIO(), width=200)
    show((event for event in events), console)
    assert "\x1b" not in console.file.getvalue()  # type: ignore[attr-defined]


def nest(folder, depth):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
