"""The layers of confinement: in force for root, for an ordinary user, and left out; each is reported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from emgrade.grade.confine import LAYERS, landlock
from emgrade.grade.confine.user import UserPool
from emgrade.grade.grader import Grader

from .tiny import SECRET, answered, save

READS = "answer = 0\ntry:\n    open('{bundle}/tests/q2.py').read(); answer = 41.628473\nexcept OSError: pass"

root_only = pytest.mark.skipif(os.getuid() != 0, reason="needs root")
with_landlock = pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock")


@pytest.mark.slow
def test_each_missing_layer_is_reported(tiny_bundle: Path, tmp_path: Path) -> None:
    with Grader(tiny_bundle, skip=LAYERS) as bare:
        result = bare.grade(save(tmp_path / "a.ipynb", answered()))
    assert result.score == 10
    missing = [note.text for note in result.instructor_notes if note.text.startswith("not in force:")]
    assert len(missing) == 4
    assert all("left out on request" in note for note in missing)


@root_only
@with_landlock
def test_nothing_is_missing_for_root(grader: Grader, tmp_path: Path) -> None:
    assert grader.grade(save(tmp_path / "a.ipynb", answered())).instructor_notes == ()


@pytest.mark.slow
@root_only
@pytest.mark.parametrize("left_out", ["own user", "file access"])
def test_tests_stay_closed_without_one_layer(tiny_bundle: Path, tmp_path: Path, left_out: str) -> None:
    if left_out == "own user" and landlock.version() == 0:
        pytest.skip("the other layer is missing here")
    tiny_bundle.chmod(0o700)
    with Grader(tiny_bundle, skip=(left_out,)) as one:
        result = one.grade(
            save(tmp_path / "a.ipynb", answered(q2=READS.replace("{bundle}", str(tiny_bundle))))
        )
    assert result.score == 7
    assert any(left_out in note.text for note in result.instructor_notes)


@root_only
@pytest.mark.slow
def test_ordinary_user(tiny_bundle: Path, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents, tiny_bundle, *tiny_bundle.parents):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    scratch.chmod(0o777)
    attack = READS.replace("{bundle}", str(tiny_bundle)) + "\nimport os, signal\nos.kill(os.getppid(), 0)"
    book = save(tmp_path / "a.ipynb", answered(q2=attack))
    script = Path(__file__).with_name("ordinary_user.py")
    command = [sys.executable, str(script), str(tiny_bundle), str(book), str(scratch)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["error"] == ""
    assert found["score"] == (7 if landlock.version() else 10)
    assert "does not run as root" in str(found["notes"])


@root_only
def test_two_graders_never_share_a_user(tmp_path: Path) -> None:
    one, two = UserPool(tmp_path / "pool"), UserPool(tmp_path / "pool")
    first, second = one.take(600), two.take(600)
    assert not set(first) & set(second)
    assert len(set(first)) == 600
    one.close()
    two.close()


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["caller", "host", "zygote", "keeper", "student"])
def test_killing_any_process_leaves_none_behind(tiny_bundle: Path, tmp_path: Path, victim: str) -> None:
    mark = f"sleep 98{os.getpid()}"
    cells = [
        f"import os, subprocess\nsubprocess.Popen({mark.split()!r}, start_new_session=True)",
        "while True: pass",
    ]
    book = save(tmp_path / "a.ipynb", cells)
    code = (
        f"from emgrade.grade import open_grader\nfrom pathlib import Path\nimport sys\n"
        f"with open_grader(Path({str(tiny_bundle)!r})) as g: r = g.grade(Path({str(book)!r})); print(r.error, r.score)"
    )
    caller = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        _wait_for(lambda: bool(_having(mark)))
        os.kill(_find(caller.pid, victim), signal.SIGKILL)
        if victim != "caller":
            assert caller.communicate(timeout=60)[0]
        _wait_for(lambda: (not _having(mark) and not _having(str(tiny_bundle.parent.name))) or victim == "x")
    finally:
        caller.kill()
        caller.wait()
    assert not _having(mark)


def _find(caller: int, victim: str) -> int:
    """Return one process of the grader's: caller > host > zygote > keeper > student."""
    chain = [caller]
    wanted = {"host": "grade.host", "zygote": "student.zygote"}
    for _ in range(5):
        below = _children(chain[-1])
        chosen = [p for p in below if "student.zygote" in _command(p)] or below
        if not chosen:
            break
        chain.append(chosen[0])
    names = dict(zip(("caller", "host", "zygote", "keeper", "student"), chain, strict=False))
    if victim in wanted:
        assert wanted[victim] in _command(names[victim])
    return names[victim]


def _children(pid: int) -> list[int]:
    return [
        int(c)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for c in (task / "children").read_text().split()
    ]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _having(text: str) -> list[int]:
    found = [int(p.name) for p in Path("/proc").glob("[0-9]*") if text in _command(int(p.name))]
    return [pid for pid in found if pid != os.getpid() and "pytest" not in _command(pid)]


def _wait_for(condition: object, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_secret_is_no_round_number() -> None:
    assert len(str(SECRET)) > 6
