"""Attacks: each is a submission with the score that is honest. None gains a point, leaks or takes anything down."""

from __future__ import annotations

import json
import os
import re
import zipfile
from pathlib import Path

import pytest

from emgrade.grade import Grader
from emgrade.model import Result

from .conftest import scores
from .tiny import SECRET, answered, save

ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.py"))


def attack(path: Path, bundle: Path, folder: Path) -> tuple[Path, float]:
    """Return the submission as a notebook, and the honest score."""
    text = path.read_text().replace("{bundle}", str(bundle))
    honest = re.search(r"^# honest score: (\d+)", text, re.MULTILINE)
    assert honest
    return save(folder / "attack.ipynb", text.split("# %%\n")[1:]), float(honest.group(1))


def nothing_leaks(result: Result) -> None:
    shown = [entry for entry in result.gradescope["tests"] if entry.get("visibility") != "hidden"]
    seen = json.dumps([[str(note) for note in result.notes], result.gradescope.get("output"), shown])
    assert str(SECRET) not in seen
    assert "test_hidden" not in seen
    assert "20.5" not in seen


@pytest.mark.slow
@pytest.mark.parametrize("path", ATTACKS, ids=lambda p: p.stem)
def test_attack(grader: Grader, tiny_bundle: Path, tmp_path: Path, path: Path) -> None:
    before = {p.name: p.read_bytes() for p in (tiny_bundle / "tests").iterdir()}
    submission, honest = attack(path, tiny_bundle, tmp_path)
    result = grader.grade(submission)
    assert sum(scores(result).values()) == honest
    assert "gained" not in str(result.notes)
    nothing_leaks(result)
    assert {p.name: p.read_bytes() for p in (tiny_bundle / "tests").iterdir()} == before
    assert not left_behind()
    assert scores(grader.grade(save(tmp_path / "after.ipynb", answered()))) == {
        "q1": 2,
        "q2": 3,
        "q3": 1,
        "q4": 4,
    }


def left_behind() -> list[str]:
    """Return what an attack left: processes with its command, files with its name."""
    found = [str(p) for f in ("/dev/shm", "/tmp", "/var/tmp") for p in Path(f).glob("emgrade-attack-*")]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"4321" in command and process.name != str(os.getpid()):
            found.append(command.decode(errors="replace"))
    return found


@pytest.mark.slow
def test_modules_beside_the_notebook(grader: Grader, tmp_path: Path) -> None:
    book = save(tmp_path / "a.ipynb", answered(q2="answer = 0", q3="values = [0, 0, 0]"))
    evil = "def __getattr__(name):\n    return lambda *a, **k: True\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        for name in (
            "numpy.py",
            "otter.py",
            "json.py",
            "emkit/check.py",
            "emkit/__init__.py",
            "sitecustomize.py",
        ):
            archive.writestr(name, evil)
    result = grader.grade(tmp_path / "a.zip")
    assert sum(scores(result).values()) == 6


@pytest.mark.slow
def test_crafted_log_is_never_unpickled(grader: Grader, tmp_path: Path) -> None:
    mark = tmp_path / "unpickled"
    book = save(tmp_path / "a.ipynb", answered())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        archive.writestr(".OTTER_LOG", f"cposix\nsystem\n(S'touch {mark}'\ntR.".encode())
    assert grader.grade(tmp_path / "a.zip").score == 10
    assert not mark.exists()


@pytest.mark.slow
def test_paths_that_leave_the_folder(grader: Grader, tmp_path: Path) -> None:
    book = save(tmp_path / "a.ipynb", answered())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        for name in (
            "../escaped.txt",
            "/tmp/emgrade-attack-escaped",
            "a/../../escaped.txt",
            "..\\escaped.txt",
        ):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("data.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/shadow")
    assert grader.grade(tmp_path / "a.zip").score == 10
    assert not left_behind()
