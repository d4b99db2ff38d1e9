"""The layers of confinement: in force for root, for an ordinary user, and left out; each is reported."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from emgrade.errors import EngineError
from emgrade.grade import Grader
from emgrade.grade.sandbox import forkserver, landlock, linux, process, remove, users
from emgrade.grade.sandbox.users import UserPool

from .promises import PAGE, holds, page
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
    for ends in ("killed", "in order"):  # one fork server is killed, and the next one uses the same folder
        pid = os.fork()
        if not pid:
            told = users.open_way(scratch)
            reached = kept.read_text() == "kept" and not (closed / "private").exists()
            if ends == "in order":
                shutil.rmtree(scratch, ignore_errors=True)
            os._exit(0 if not told and reached else 1)
        assert os.waitpid(pid, 0)[1] == 0, ends
        assert kept.read_text() == "kept"


@root_only
@pytest.mark.slow
def test_ordinary_user(tiny_bundle: Path, tmp_path: Path) -> None:
    scratch = _open_to_all(tmp_path, tiny_bundle)
    attack = READS.replace("{bundle}", str(tiny_bundle)) + "\nimport os, signal\nos.kill(os.getppid(), 0)"
    (found,) = _as_ordinary_user(tiny_bundle, scratch, save(tmp_path / "a.ipynb", answered(q2=attack)))
    assert found["error"] == ""
    assert found["score"] == (7 if landlock.version() else 10)
    assert "does not run as root" in str(found["notes"])


@holds("Without root, no file, service or process outside is touched", "own user")
@root_only
@with_landlock
@pytest.mark.slow
def test_an_ordinary_user_keeps_modes_services_and_limits(tiny_bundle: Path, tmp_path: Path) -> None:
    """What Landlock does not cover: modes, times and (before version 3) lengths of files, sockets with a path, limits of
    other processes, shared memory and queues with a number."""
    scratch = _open_to_all(tmp_path, tiny_bundle)
    private = scratch / "private.txt"
    private.write_text("x")
    private.chmod(0o600)
    os.chown(private, 47_110, 47_110)
    service = socket.socket(socket.AF_UNIX)
    service.bind(str(scratch / "service"))
    (scratch / "service").chmod(0o777)
    service.listen()
    service.settimeout(0)
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 4096, 0o1600)
    owned = struct.pack("IIIIII96x", 0, 47_110, 47_110, 0, 0, 0o600)
    assert libc.shmctl(segment, 1, owned) == 0  # IPC_SET
    attack = f"""
import ctypes, os, resource, socket
open('mine', 'w').close()
for spoil in (
    lambda: [ctypes.CDLL(None).shmctl({segment}, 0, None)],
    lambda: os.truncate('mine', 0) or os._exit(3),
    lambda: open('/dev/shm/emgrade-attack-user', 'w').close() or os._exit(4),
    lambda: [os.mkdir('closed'), os.symlink('x', 'closed/link'), os.mkdir('closed/in', 0o300)],
    lambda: os.chmod({str(private)!r}, 0o666),
    lambda: os.utime({str(private)!r}, (1, 1)),
    lambda: os.setxattr({str(private)!r}, 'user.x', b'x'),
    lambda: os.chmod({str(tiny_bundle / "tests")!r}, 0),
    lambda: os.chmod('..', 0),
    lambda: socket.socket(socket.AF_UNIX).connect({str(scratch / "service")!r}),
    lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (3, 3)),
    lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0)),
):
    try: spoil()
    except OSError: pass
"""
    save(scratch / "a.ipynb", answered(attack))
    save(scratch / "b.ipynb", answered())
    before = private.stat()
    try:
        found = _as_ordinary_user(tiny_bundle, scratch, scratch / "a.ipynb", scratch / "b.ipynb")
        assert [(one["error"], one["score"], one["told"]) for one in found] == [("", 10, [])] * 2
        assert libc.shmctl(segment, 0, None) == 0  # it was still there
        assert not list(scratch.glob("emgrade-*"))
        assert (private.stat().st_mode, private.stat().st_mtime) == (before.st_mode, before.st_mtime)
        assert "user.x" not in os.listxattr(private)
        with pytest.raises(BlockingIOError):
            service.accept()
    finally:
        service.close()


MANY = """
import os, time
until = time.time() + 1.2
while time.time() < until:
    try:
        if not os.fork():
            time.sleep(8)
            os._exit(0)
    except OSError:
        time.sleep(0.05)
"""


@holds("A busy neighbour costs nobody a point", "clocks and resource limits")
@root_only
@pytest.mark.slow
def test_a_neighbour_of_the_same_user_takes_no_processes(tiny_bundle: Path, tmp_path: Path) -> None:
    """Processes are counted for a user: one submission with as many as it can have, one that needs some for its copies."""
    scratch = _open_to_all(tmp_path, tiny_bundle)
    save(scratch / "many.ipynb", [MANY, *["import time\ntime.sleep(1.2)"] * 4])
    save(scratch / "honest.ipynb", answered("import time\ntime.sleep(1)"))
    found = _as_ordinary_user(
        tiny_bundle, scratch, scratch / "honest.ipynb", scratch / "many.ipynb", workers=2
    )
    told = {one["name"]: (one["score"], one["told"]) for one in found}
    assert told["honest.ipynb"] == (10, [])
    assert "too many processes" in str(told["many.ipynb"])


def _open_to_all(tmp_path: Path, bundle: Path) -> Path:
    for folder in (tmp_path, *tmp_path.parents, bundle, *bundle.parents):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    scratch.chmod(0o777)
    return scratch


def _as_ordinary_user(bundle: Path, scratch: Path, *books: Path, workers: int = 1) -> list[dict[str, Any]]:
    script = Path(__file__).with_name("ordinary_user.py")
    command = [sys.executable, str(script), str(workers), str(bundle), str(scratch), *map(str, books)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@root_only
def test_two_judges_never_share_a_user(tmp_path: Path) -> None:
    one, two = UserPool(tmp_path / "pool"), UserPool(tmp_path / "pool")
    drawn = [(one.take(), two.take()) for _ in range(1200)]
    assert all(mine != yours for mine, yours in drawn)
    assert len({mine for mine, _ in drawn}) == 1200
    one.close()
    two.close()


@holds("Nothing outlives the run, whoever is killed", "reaper")
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
    caller = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        _wait_for(lambda: bool(_having(mark)))
        tree = {pid: _command(pid) for pid in linux.descendants(caller.pid)}
        os.kill(_find(caller.pid, victim), signal.SIGKILL)
        if victim != "caller":
            lines = caller.communicate(timeout=90)[0].splitlines()
            # What was being graded is no result, or lost its cell; the next submission is graded as ever.
            assert lines == ["fault 0" if victim == "judge" else "graded 0", "graded 10"]
        _wait_for(
            lambda: not _having(mark) and not any(_command(pid) == was for pid, was in tree.items() if was)
        )
    finally:
        caller.kill()
        caller.wait()
    assert not _having(mark)


@holds("Nothing outlives the run, whoever is killed", "any")
@pytest.mark.slow
def test_what_a_killed_grader_leaves_is_removed_by_the_next(tiny_bundle: Path, tmp_path: Path) -> None:
    book = save(tmp_path / "a.ipynb", answered())
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # students' users must be able to enter it
    folder.chmod(0o711)
    code = (
        f"import sys; from pathlib import Path; from emgrade.grade import open_grader\n"
        f"with open_grader(Path({str(tiny_bundle)!r})) as g:\n"
        f"    print(g.grade(Path({str(book)!r})).score, flush=True); sys.stdin.read()"
    )

    def start() -> subprocess.Popen[str]:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        found = subprocess.Popen(
            [sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(folder)}, **pipes
        )
        assert found.stdout is not None
        assert found.stdout.readline() == "10\n"
        return found

    try:
        killed = start()
        killed.kill()
        killed.communicate()
        (left,) = folder.iterdir()
        lives = start()
        assert len([*folder.iterdir()]) == 1
        assert not left.exists()
        start().communicate()
        assert len([*folder.iterdir()]) == 1  # of one that lives
        lives.communicate()
        assert not [*folder.iterdir()]
    finally:
        remove(folder)


def test_what_others_put_beside_scratch_folders_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / process.LOCK).touch()
    (tmp_path / "emgrade-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "emgrade-pipe").mkdir()
    os.mkfifo(tmp_path / "emgrade-pipe" / process.LOCK)
    (tmp_path / "emgrade-left").mkdir()
    (tmp_path / "emgrade-left" / process.LOCK).touch()
    process._remove_left()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"elsewhere", "emgrade-link", "emgrade-pipe"}
    assert (tmp_path / "elsewhere" / process.LOCK).exists()


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
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


@holds("The tests cannot be read, changed or linked to", "own user with a closed folder, or file access")
def test_the_grader_does_not_start_where_the_course_would_be_readable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Below a folder that every notebook may read; or where there is no Landlock, and others may enter the course."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # the folder of a test is closed by itself
        Path(folder).chmod(0o755)
        course = Path(folder, "course")
        bundle = course / "autograder" / "tiny"
        bundle.mkdir(parents=True)
        (course / "assignments").mkdir()
        (course / "assignments" / "course.toml").touch()
        for version, readable, says in ((7, [folder], "lies in"), (0, [], "no Landlock")):
            monkeypatch.setattr(landlock, "version", lambda found=version: found)
            course.chmod(0o755)
            with pytest.raises(EngineError, match=says):
                process._refuse_open_tests(bundle, readable, own_user=True)
            course.chmod(0o700)
            process._refuse_open_tests(bundle, readable, own_user=True)
        # Without an own user a closed folder does not help: the notebook's user may enter it.
        monkeypatch.setattr(landlock, "version", lambda: 7)
        with pytest.raises(EngineError, match="move the folder elsewhere"):
            process._refuse_open_tests(bundle, [folder], own_user=False)
        process._refuse_open_tests(bundle, ["/usr"], own_user=False)


MISSING = {
    "file access": {444: errno.ENOSYS},  # landlock_create_ruleset
    "system calls": {157: errno.EINVAL},  # prctl, of which the filter needs PR_SET_SECCOMP
    "shared memory": {272: errno.EPERM},  # unshare
}


@holds("The tests cannot be read, changed or linked to", "own user with a closed folder, or file access")
@root_only
@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of system calls are x86-64's")
@pytest.mark.parametrize("layer", MISSING)
def test_a_layer_that_the_kernel_does_not_have_is_reported(
    tiny_bundle: Path, tmp_path: Path, layer: str
) -> None:
    """The grader runs where a filter makes one system call fail, as on a kernel or in a container without it."""
    tiny_bundle.parent.chmod(0o700)
    book = save(tmp_path / "a.ipynb", answered(q2=READS.replace("{bundle}", str(tiny_bundle))))
    code = (
        f"from tests.emgrade.grade.test_layers import without\n"
        f"without({MISSING[layer]!r}, {layer == 'system calls'})\n"
        f"import json\nfrom pathlib import Path\nfrom emgrade.grade import open_grader\n"
        f"with open_grader(Path({str(tiny_bundle)!r})) as g: r = g.grade(Path({str(book)!r}))\n"
        f"print(json.dumps([r.status, r.error, r.score, [n.text for n in r.instructor_notes]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    status, error, score, notes = json.loads(done.stdout)
    if layer == "shared memory" and users.closed_folders([Path(f) for f in landlock.interpreter_folders()]):
        # Without mounts there is no way into a closed folder, and the grader says so.
        assert status == "fault"
        assert "which other users cannot enter" in error
        return
    assert (status, error) == ("graded", "")
    # Where /dev/shm cannot be private it is out of reach instead, and nothing is missing.
    assert any(note.startswith(f"not in force: {layer}:") for note in notes) == (layer != "shared memory")
    assert score == 7  # another layer keeps the tests closed


def without(calls: dict[int, int], only_seccomp: bool) -> None:
    """Make system calls fail in this process and below; of prctl the setting of a filter alone."""
    load, equal, back = 0x20, 0x15, 0x06
    step = lambda code, value, yes=0, no=0: struct.pack("HBBI", code, yes, no, value)  # noqa: E731
    code = step(load, 0)
    for number, error in calls.items():
        if only_seccomp:
            code += step(equal, number, 0, 4) + step(load, 16) + step(equal, linux.PR_SET_SECCOMP, 0, 1)
            code += step(back, 0x00050000 | error) + step(back, 0x7FFF0000)
        else:
            code += step(equal, number, 0, 1) + step(back, 0x00050000 | error)
    code += step(back, 0x7FFF0000)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    linux.prctl(linux.PR_SET_SECCOMP, 2, ctypes.c_char_p(header), 0, 0)


@pytest.mark.slow
def test_root_of_a_container_without_other_users(tiny_bundle: Path, tmp_path: Path) -> None:
    """`unshare -Ur`: root, but no other user is mapped. The layer is missing, and grading works."""
    if subprocess.run(["unshare", "-Ur", "true"], capture_output=True, check=False).returncode:
        pytest.skip("user namespaces are not to be had here")
    book = save(tmp_path / "a.ipynb", answered())
    code = (
        f"from pathlib import Path\nfrom emgrade.grade import open_grader\n"
        f"with open_grader(Path({str(tiny_bundle)!r})) as g: r = g.grade(Path({str(book)!r}))\n"
        f"print(r.status, r.error, r.score, [n.text for n in r.instructor_notes])"
    )
    command = ["unshare", "-Ur", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout.startswith("graded  10 "), done.stdout + done.stderr
    assert "own user" in done.stdout


def test_the_page_on_security_promises_what_is_tested() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run: python -m tests.emgrade.grade.promises"


def test_what_lies_too_deep_to_be_counted_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "top").mkdir()
    here = os.open(tmp_path / "top", os.O_RDONLY)
    for _ in range(25):  # 25 names of 200 letters: longer than a path may be
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert not forkserver._fits(str(tmp_path / "top"), 1 << 30)
    remove(tmp_path / "top")
    assert forkserver._fits(str(tmp_path), 1 << 30)


def test_names_that_are_no_text_are_read(tmp_path: Path) -> None:
    (tmp_path / "maps").write_bytes(b"7f00-7f01 r--p /work/\xff")
    assert linux.read(str(tmp_path / "maps")).startswith("7f00-7f01")
