"""One keeper per submission: waits for the student's process, reaps whatever it started, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

from ..confine import linux

LOOK = 0.25  # seconds between two looks at the memory of everything together
LONGEST = 3600


class Keeper:
    """Watches a process tree until the leash breaks.

    Parameters
    ----------
    leash : socket
        Its other end is the judge's. When it closes, everything ends; what killed the student's process is told on it.
    memory_mb : int
        What all processes of the submission may hold together.
    """

    def __init__(self, leash: socket.socket, memory_mb: int) -> None:
        self._leash = leash
        self._memory = 2 * memory_mb << 20
        self._told = False

    def prepare(self) -> None:
        """Become the reaper of everything below, and end with the parent."""
        signal.signal(signal.SIGTERM, self._terminate)
        with contextlib.suppress(OSError):
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)

    def keep(self, student: int) -> None:
        """Wait for the leash to break, then end everything. Never returns."""
        wake, end = os.pipe()
        os.set_blocking(end, False)
        # A byte comes when a child ends, so that the reason is there when the judge asks for it.
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(end, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._leash, select.POLLIN)
        poll.register(wake, select.POLLIN)
        started = looked = time.monotonic()
        while time.monotonic() - started < LONGEST:
            ready = dict(poll.poll(1000 * LOOK))
            if self._leash.fileno() in ready:
                break
            if wake in ready:
                os.read(wake, 4096)
            self._reap(student)
            now = time.monotonic()
            if now - looked > LOOK and _memory(descendants(os.getpid())) > self._memory:
                self._tell("all its processes together held too much memory")
                break
            looked = now
        self._end()

    def _reap(self, student: int) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                if pid == student:
                    self._tell(describe(status))

    def _tell(self, why: str) -> None:
        if not self._told:
            self._told = True
            with contextlib.suppress(OSError):
                self._leash.send(json.dumps({"ended": why}).encode())

    def _terminate(self, number: int, frame: FrameType | None) -> None:
        self._end()

    def _end(self) -> None:
        sweep()
        os._exit(0)


def sweep() -> None:
    """Kill every descendant and wait for it, until none is left: a process may fork while it is killed."""
    for _ in range(10_000):
        for pid in descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, those of other users too."""
    found: list[int] = []
    todo = [pid]
    while todo:
        below = children(todo.pop())
        found += below
        todo += below
    return found


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    return [int(child) for task in _list(f"/proc/{pid}/task") for child in _read(f"{task}/children").split()]


def describe(status: int) -> str:
    """Return how a process ended, in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with contextlib.suppress(ValueError):
            return f"it was killed by {signal.Signals(number).name}"
        return f"it was killed by signal {number}"
    return f"it ended itself with exit status {os.WEXITSTATUS(status)}"


def _memory(pids: list[int]) -> int:
    page = os.sysconf("SC_PAGE_SIZE")
    total = 0
    for pid in pids:
        sizes = _read(f"/proc/{pid}/statm").split()
        # Resident minus shared: what the zygote loaded is not the student's.
        total += (int(sizes[1]) - int(sizes[2])) * page if len(sizes) > 2 else 0
    return total


def _list(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in os.listdir(folder)]
    except OSError:
        return []


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def quiet_streams() -> None:
    """Point the three standard streams to nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    if null > 2:
        os.close(null)
    sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115


def kill_orphans(known: set[int]) -> None:
    """Kill the children of this process that are not known, with everything below them."""
    for pid in children(os.getpid()):
        if pid not in known:
            for each in (pid, *descendants(pid)):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(each, signal.SIGKILL)


def sweep_politely(seconds: float = 3.0) -> None:
    """Ask the keepers below to end what they keep, then kill whatever is left."""
    until = time.monotonic() + seconds
    for pid in children(os.getpid()):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM)
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < until:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.01)
    sweep()

