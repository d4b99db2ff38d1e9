"""The layers of confinement: in force for root, for an ordinary user, and left out; each is reported."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from emgrade.grade import Grader
from emgrade.grade.sandbox import landlock, users
from emgrade.grade.sandbox.users import UserPool

from .tiny import answered, save

READS = "answer = 0\ntry:\n    open('{bundle}/tests/q2.py').read(); answer = 41.628473\nexcept OSError: pass"

root_only = pytest.mark.skipif(os.getuid() != 0, reason="needs root")
with_landlock = pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock")


@root_only
@with_landlock
def test_nothing_is_missing_for_root(grader: Grader, tmp_path: Path) -> None:
    assert grader.grade(save(tmp_path / "a.ipynb", answered())).instructor_notes == ()


@root_only
def test_the_way_to_a_closed_interpreter_can_be_removed_with_the_scratch_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, scratch = tmp_path / "closed", tmp_path / "scratch"
    (closed / "python" / "lib").mkdir(parents=True)
    (closed / "private").write_text("x")
    kept = closed / "python" / "lib" / "os.py"
    kept.write_text("kept")
    closed.chmod(0o700)
    scratch.mkdir()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    monkeypatch.setattr(users, "interpreter_folders", lambda: [str(closed / "python")])
    pid = os.fork()
    if not pid:
        told = users.open_way(scratch)
        reached = kept.read_text() == "kept" and not (closed / "private").exists()
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(0 if not told and reached else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert kept.read_text() == "kept"


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
def test_two_judges_never_share_a_user(tmp_path: Path) -> None:
    one, two = UserPool(tmp_path / "pool"), UserPool(tmp_path / "pool")
    drawn = [(one.take(), two.take()) for _ in range(1200)]
    assert all(mine != yours for mine, yours in drawn)
    assert len({mine for mine, _ in drawn}) == 1200
    one.close()
    two.close()


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["caller", "judge", "fork server", "student"])
def test_killing_any_process_leaves_none_behind(tiny_bundle: Path, tmp_path: Path, victim: str) -> None:
    mark = f"sleep 98{os.getpid()}"
    cells = [
        f"import os, subprocess\nsubprocess.Popen({mark.split()!r}, start_new_session=True)",
        "while True: pass",
    ]
    save(tmp_path / "a.ipynb", cells)
    save(tmp_path / "b.ipynb", answered())
    code = (
        f"from emgrade.grade import open_grader\nfrom pathlib import Path\n"
        f"with open_grader(Path({str(tiny_bundle)!r})) as g:\n"
        f"    for name in ('a', 'b'):\n"
        f"        r = g.grade(Path({str(tmp_path)!r}) / f'{{name}}.ipynb'); print(r.status, r.score, flush=True)"
    )
    others = set(_having("emgrade.grade.sandbox"))
    caller = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        _wait_for(lambda: bool(_having(mark)))
        os.kill(_find(caller.pid, victim), signal.SIGKILL)
        if victim != "caller":
            lines = caller.communicate(timeout=90)[0].splitlines()
            # What was being graded is no result, or lost its cell; the next submission is graded as ever.
            assert lines == ["fault 0" if victim == "judge" else "graded 0", "graded 10"]
        _wait_for(lambda: not _having(mark) and set(_having("emgrade.grade.sandbox")) <= others)
    finally:
        caller.kill()
        caller.wait()
    assert not _having(mark)


def _find(caller: int, victim: str) -> int:
    """Return one process of the grader's: caller > judge > fork server > student."""
    if victim == "caller":
        return caller
    judge = next(p for p in _children(caller) if "spawn_main" in _command(p))
    server = next(p for p in _children(judge) if "sandbox.forkserver" in _command(p))
    return {"judge": judge, "fork server": server, "student": _children(server)[0]}[victim]


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
