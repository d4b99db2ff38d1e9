"""Killed ten times at random moments; two thousand submissions in flat memory; a folder of everything bad."""

import random
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from emgrade.classroom.session import load_run
from emgrade.grading import Options, grade_class

from .fakes import FakeGrader, bundle_folder, notebook

VICTIM = Path(__file__).with_name("victim.py")


def make(root, size, padding=0):
    folder = root / "class"
    folder.mkdir()
    for i in range(size):
        (folder / f"s{i:04d}.ipynb").write_text(notebook(q1_1=i % 3, q1_2=i % 4) + " " * (padding + i))
    bundle_folder(root)


def start(root, runs, seconds):
    command = [sys.executable, str(VICTIM), str(root), str(runs), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def rows(runs):
    with sqlite3.connect(runs / "toy" / "1" / "run.sqlite") as db:
        return db.execute("SELECT * FROM results ORDER BY id").fetchall()


def count(runs):
    path = runs / "toy" / "1" / "run.sqlite"
    if not path.exists():
        return 0
    with sqlite3.connect(path) as db:
        return db.execute("SELECT count(*) FROM results").fetchone()[0]


@pytest.mark.slow
def test_ten_kills_and_a_resume_equal_one_uninterrupted_run(tmp_path):
    make(tmp_path, 300)
    draw = random.Random(11)
    kept = [0]
    for _ in range(10):
        victim = start(tmp_path, tmp_path / "killed", 0.01)
        assert victim.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.0, 0.3))
        victim.kill()
        victim.communicate()
        kept.append(count(tmp_path / "killed"))
    assert kept == sorted(kept)
    assert 0 < kept[-1] < 300
    for runs in ("killed", "whole"):
        assert start(tmp_path, tmp_path / runs, 0).wait(120) == 0
    assert rows(tmp_path / "killed") == rows(tmp_path / "whole")
    assert [path.name for path in (tmp_path / "killed" / "toy").iterdir() if path.name.isdigit()] == ["1"]


@pytest.mark.slow
def test_two_thousand_submissions_in_flat_memory(tmp_path):
    make(tmp_path, 2000, padding=20_000)
    output, _ = start(tmp_path, tmp_path / "runs", 0).communicate(timeout=240)
    early, late = map(float, output.splitlines()[-1].split())
    assert count(tmp_path / "runs") == 2000
    assert late - early < 4


def test_everything_bad_is_accounted_for(tmp_path, monkeypatch):
    folder = tmp_path / "class"
    folder.mkdir()
    bundle = bundle_folder(tmp_path)
    good = ["ada", "bob", "=cmd|' calc'!A1", "Zoë", "a" * 200, "new\nline"]
    for i, name in enumerate(good):
        (folder / f"{name}.ipynb").write_text(notebook(q1_1=i % 3))
    (folder / "bob (1).ipynb").write_text(notebook(q1_1=2, q1_2=3))
    (folder / "broken.ipynb").write_text("{")
    (folder / "binary.ipynb").write_bytes(bytes(range(256)))
    (folder / "empty.zip").write_bytes(b"")
    (folder / "link.ipynb").symlink_to(folder / "ada.ipynb")
    (folder / "report.pdf").write_bytes(b"%PDF")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("../../../etc/evil.ipynb", notebook())
        archive.writestr("fay/toy.ipynb", notebook(q1_2=3))
        archive.writestr("gus/readme.txt", "sorry")
    monkeypatch.setattr(
        "emgrade.grading.open_for", lambda folder, options, count: FakeGrader()(folder, count)
    )
    outcome = grade_class(bundle, [folder, tmp_path / "more.zip"], Options(tmp_path / "runs"))
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
