"""The fork server: a clean process that loads what notebooks import, then forks a process for each submission.

A judge has one, and one submission at a time. It holds no secret, runs no student's code itself, and is the reaper
(Linux: child subreaper) of everything that such code starts: whatever a notebook leaves behind becomes its child and is
killed before the next submission. When the judge goes away, its socket closes, and everything below ends.

Importing SciPy or pandas takes longer than grading. So that submissions that do it find them loaded, and others do not,
a fork server becomes two when the judge asks for it: the branch, its child, loads more and serves the judge too.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import importlib
import json
import os
import random
import resource
import select
import signal
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from ...errors import EngineError
from ..remote import adapters, shell
from ..remote.wire import Channel, ChannelClosed
from . import Policy, apply, landlock, linux, users

LOOK = 0.25  # seconds between two looks at the memory and the files of everything together
LONGEST = 3600  # seconds that a submission may take, whatever its judge says
TOLD_WITHIN = 1.0  # seconds for the kernel to say how a process ended whose socket is closed already
MANY_FILES = 100_000  # empty ones take no room, and hours to remove
_BUFFER = 2 * int(linux.read("/proc/sys/net/core/wmem_max") or 212_992)  # bytes that a socket can hold

_LARGE_PAGE = 2 << 20
_COLLAPSE = 25  # MADV_COLLAPSE, Linux 6.1


def main() -> None:
    """Load, then serve the judge on the socket whose number is in the settings, the only argument."""
    settings = json.loads(sys.argv[1])
    channel = Channel(socket.socket(fileno=settings["channel"]), patient=True)
    # The judge's own limit is not the students'.
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    become_reaper()
    made = load(settings["imports"], settings["files"])
    with contextlib.suppress(EngineError):  # the judge says so
        adapters.load(settings["adapters"], settings["files"])
    # After the imports: they may use caches in a folder that is covered now.
    fault = users.open_way(Path(settings["files"]).parent) if os.getuid() == 0 else ""
    serve(channel, made, {"fault": fault, "readable": landlock.readable_folders()})


def become_reaper() -> None:
    """Let orphans below become this process's children, and let it end with its parent. Forks inherit neither."""
    with contextlib.suppress(OSError):
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)


def serve(channel: Channel, made: shell.Shell, hello: dict[str, Any]) -> NoReturn:
    """Say hello, serve the judge until its end of the socket closes, and end with everything below."""
    with contextlib.suppress(ChannelClosed):
        channel.send(hello)
        ForkServer(channel, made).serve()
    linux.kill_descendants()
    os._exit(0)


def load(imports: list[str], files: str) -> shell.Shell:
    """Import what most notebooks import, and make the shell, so that a fork has them for free."""
    os.chdir(files)
    sys.path.insert(0, files)
    made = shell.make()
    for name in imports:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # Here, for notebooks whose first cell is Otter's too; the assignment's own emkit where it has one.
    with contextlib.suppress(ImportError):
        importlib.import_module("emkit.notebook.colab").stand_in()
    sys.path.remove(files)
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random")  # which NumPy itself loads when it is first named
    shell.warm_up(made)
    if "matplotlib.pyplot" in sys.modules:
        _draw(sys.modules["matplotlib.pyplot"])
    settle()
    return made


def settle() -> None:
    """Make forks cheap. They copy page tables and, on the first write, pages.

    Nothing that lives now is looked at again, free memory is given back, and what is left lies in few large pages.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)
    if linux.LINUX:
        libc = ctypes.CDLL(None)
        with contextlib.suppress(OSError, AttributeError):
            libc.malloc_trim(0)
            for start, size in _large_pages(Path("/proc/self/maps").read_text()):
                libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), _COLLAPSE)


def _draw(pyplot: Any) -> None:
    """Make a figure of what figures are made of: the first of each kind fills caches."""
    _, axes = pyplot.subplots(1, 2)
    axes[0].plot([0, 1], [0, 1], marker="o", label="a line")
    axes[0].scatter([0, 1], [0, 1])
    axes[0].legend()
    axes[1].hist([0, 1], density=True)
    axes[1].fill_between([0, 1], [0, 1])
    axes[1].axvline(0.5)
    axes[1].annotate("text", (0, 0))
    axes[1].set(title="title", xlabel="$x$", ylabel="y", xlim=(0, 1))
    pyplot.close("all")


def _large_pages(maps: str) -> Iterator[tuple[int, int]]:
    """Return start and size of the large pages that lie wholly within private memory without a file."""
    for line in maps.splitlines():
        fields = line.split()
        if fields[1] == "rw-p" and (len(fields) == 5 or fields[5] == "[heap]"):
            first, last = (int(address, 16) for address in fields[0].split("-"))
            start, end = -(-first // _LARGE_PAGE) * _LARGE_PAGE, last // _LARGE_PAGE * _LARGE_PAGE
            if end > start:
                yield start, end - start


class ForkServer:
    """Starts, watches and ends the processes of one submission after another.

    Parameters
    ----------
    judge : Channel
        Asks for a start, for the reason of an end, for the end, and for a branch.
    made : Shell
        What each student's process runs cells in.
    """

    def __init__(self, judge: Channel, made: shell.Shell) -> None:
        self._judge = judge
        self._shell = made
        self._student = 0
        self._policy = Policy("")
        self._until = 0.0
        self._looks = 0
        self._why = ""
        self._branches: set[int] = set()

    def serve(self) -> None:
        """Do what the judge asks for until its end of the socket closes."""
        signal.signal(signal.SIGTERM, self._terminate)
        signal.signal(signal.SIGCHLD, lambda number, frame: self._reap())
        poll = select.poll()
        poll.register(self._judge.sock, select.POLLIN)
        while True:
            # Nobody else looks at a notebook that sleeps; with no notebook there is nothing to look at.
            if not poll.poll(1000 * LOOK if self._student else None):
                self._look()
                continue
            message, _ = self._judge.receive()
            if message["op"] == "start":
                self._start(Policy.from_json(message["policy"]))
            elif message["op"] == "why":
                self._judge.send({"ended": self._tell()})
            elif message["op"] == "branch":
                self._branch(message["imports"])
            else:
                self._end()
                self._judge.send({})

    def _start(self, policy: Policy) -> None:
        handle = self._judge.handles.pop()
        self._policy, self._why = policy, ""
        self._until, self._looks = time.monotonic() + max(LONGEST, policy.seconds), 0
        with _no_end_noticed():
            self._student = os.fork()
        if self._student:
            os.close(handle)
            return
        try:
            for number in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            self._judge.close()
            os.setsid()
            quiet_streams()
            become_student(self._shell, policy, handle)
        finally:
            os._exit(1)

    def _branch(self, imports: list[str]) -> None:
        """Start a fork server with more loaded, on the socket that came with the message."""
        handle = self._judge.handles.pop()
        with _no_end_noticed():
            if pid := os.fork():
                self._branches.add(pid)
        if pid:
            os.close(handle)
            return
        # `serve` sets its own; what an import starts is the import's to wait for.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        become_reaper()
        self._judge.close()
        fault = ""
        try:
            for name in imports:
                importlib.import_module(name)
        except Exception as error:  # A notebook's own import will meet it too.
            fault = f"{type(error).__name__}: {error}"
        settle()
        serve(Channel(socket.socket(fileno=handle), patient=True), self._shell, {"fault": fault})

    def _end(self) -> None:
        linux.kill_descendants(self._branches)
        self._student = 0

    def _tell(self) -> str:
        # The judge sees a closed socket at once; the signal that tells how the process ended may come later.
        until = time.monotonic() + TOLD_WITHIN
        while not self._why and time.monotonic() < until:
            time.sleep(0.005)
        return self._why

    def _look(self) -> None:
        """End everything where its time, its memory or its files are out of bounds."""
        below = linux.descendants(os.getpid(), self._branches)
        linux.access_files_as(self._policy.uid or os.getuid())  # root of a container may not see their memory
        memory = sum(map(linux.memory, below))
        self._looks += 1
        # What takes longer to see is looked at less often; most submissions have ended before.
        buffers, files = _nameless(below, self._policy) if self._looks % 3 == 2 else (0, 0)
        linux.access_files_as(os.getuid())
        if time.monotonic() > self._until:
            self._why = "it ran for too long"
        elif sum(len(linux.tasks(pid)) for pid in below) > self._policy.processes:
            self._why = "it started too many processes"
        elif memory + buffers > 2 * self._policy.memory_mb << 20:
            self._why = "all its processes together held too much memory"
        elif not _fits(self._policy.work, (4 * self._policy.file_mb << 20) - files):
            self._why = "all its files together were too large or too many"
        else:
            return
        self._end()

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                self._branches.discard(pid)
                if pid == self._student:
                    self._why = self._why or describe(status)

    def _terminate(self, number: int, frame: FrameType | None) -> NoReturn:
        linux.kill_descendants()
        os._exit(0)


@contextlib.contextmanager
def _no_end_noticed() -> Iterator[None]:
    """Keep the end of a new process from being noticed before its number is known."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def become_student(made: shell.Shell, policy: Policy, handle: int) -> None:
    """Confine this process, say what is in force, and serve the judge; never returns."""
    from ..remote.server import Server

    os.chdir(policy.work)
    os.environ.update(HOME=policy.work, TMPDIR=policy.work, PWD=policy.work)
    tempfile.tempdir = None  # a library may have looked for one before, where this process may not write
    # Each fork has random numbers of its own.
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    layers = apply(policy)
    channel = Channel(socket.socket(fileno=handle), patient=True)
    channel.send({"layers": layers})
    server = Server(channel, made)
    made.open()
    shell.install_otter(server.check)
    server.serve()


def describe(status: int) -> str:
    """Return how a process ended, in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with contextlib.suppress(ValueError):
            return f"it was killed by {signal.Signals(number).name}"
        return f"it was killed by signal {number}"
    return f"it ended itself with exit status {os.WEXITSTATUS(status)}"


def _nameless(pids: list[int], policy: Policy) -> tuple[int, int]:
    """Return the bytes that buffers of sockets can hold, and those of files that lost their names while in use."""
    buffers, files = dict[int, int](), dict[int, int]()
    for pid in pids:
        # Root of a container may not look into processes of other users; root may, where a process hides itself.
        for user in dict.fromkeys((policy.uid or os.getuid(), os.getuid())):
            linux.access_files_as(user)
            with contextlib.suppress(OSError):
                for state in _handles(pid):
                    if stat.S_ISSOCK(state.st_mode):
                        buffers[state.st_ino] = _BUFFER
                    elif stat.S_ISREG(state.st_mode) and not state.st_nlink:
                        files[state.st_ino] = state.st_blocks * 512
                break
        for line in linux.read(f"/proc/{pid}/maps").splitlines():
            if line.endswith(" (deleted)") and policy.work in line:
                start, end = (int(address, 16) for address in line.split()[0].split("-"))
                files[int(line.split()[4])] = end - start
    return sum(buffers.values()), sum(files.values())


def _handles(pid: int) -> Iterator[os.stat_result]:
    with os.scandir(f"/proc/{pid}/fd") as handles:
        for handle in handles:
            with contextlib.suppress(FileNotFoundError):
                yield handle.stat()


def _fits(folder: str, most: int) -> bool:
    """Whether what a folder holds, links not followed, stays within so many bytes and a sane number of files."""
    todo, size, count = [folder], 0, 0
    while todo:
        with contextlib.suppress(OSError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                try:
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                except OSError as error:
                    if error.errno == errno.ENAMETOOLONG:
                        return False  # what lies so deep is reached by its maker alone, and cannot be counted
                if size > most or count > MANY_FILES:
                    return False
    return True


def quiet_streams() -> None:
    """Point the three standard streams to nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    if null > 2:
        os.close(null)
    sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
