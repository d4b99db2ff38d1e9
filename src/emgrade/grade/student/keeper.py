"""One keeper per judge: starts the student's processes, reaps whatever they started, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from ..confine import linux
from ..message import parse
from ..wire import Channel, ChannelClosed

LOOK = 0.25  # seconds between two looks at the memory of everything together
LONGEST = 3600  # seconds that a submission may take, whatever its judge says
TOLD_WITHIN = 1.0  # seconds for the kernel to say how a process ended whose socket is closed already

Become = Callable[[dict[str, Any], int], None]


class Keeper:
    """Runs one submission's processes after another's until the leash breaks.

    Parameters
    ----------
    leash : Channel
        Its other end is the judge's, who asks here for a start, for the reason of an end, and for the end.
    become : callable
        Makes a student's process of a fork, from the cage and the descriptor of its socket.
    """

    def __init__(self, leash: Channel, become: Become) -> None:
        self._leash = leash
        self._become = become
        self._student = 0
        self._until = 0.0
        self._memory = 0
        self._why = ""
        self._work = {"start": self._start, "why": self._tell, "end": self._end}

    def keep(self) -> NoReturn:
        """Serve the judge; when it has gone, end everything."""
        quiet_streams()
        signal.signal(signal.SIGTERM, self._terminate)
        signal.signal(signal.SIGCHLD, lambda number, frame: self._reap())
        with contextlib.suppress(OSError):
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)
        poll = select.poll()
        poll.register(self._leash.sock, select.POLLIN)
        with contextlib.suppress(ChannelClosed):
            while True:
                if self._leash.holds_more or poll.poll(1000 * LOOK if self._student else None):
                    message = parse(self._leash.receive()[0])
                    self._work[message["op"]](message)
                else:
                    self._look()
        sweep()
        os._exit(0)

    def _start(self, message: dict[str, Any]) -> None:
        handle = self._leash.handles.pop()
        self._why = ""
        self._until = time.monotonic() + LONGEST
        self._memory = 2 * message["cage"]["memory_mb"] << 20
        # The end of a process must not be noticed before its number is known.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        self._student = os.fork()
        if self._student:
            os.close(handle)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            return
        try:
            for number in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            self._leash.close()
            os.setsid()
            self._become(message["cage"], handle)
        finally:
            os._exit(1)

    def _tell(self, message: dict[str, Any]) -> None:
        until = time.monotonic() + TOLD_WITHIN
        while not self._why and time.monotonic() < until:
            time.sleep(0.005)
        self._answer({"ended": self._why})

    def _end(self, message: dict[str, Any]) -> None:
        sweep()
        self._student = 0
        self._answer({})

    def _look(self) -> None:
        if time.monotonic() > self._until:
            self._why = "it ran for too long"
        elif _memory(descendants(os.getpid())) > self._memory:
            self._why = "all its processes together held too much memory"
        else:
            return
        sweep()
        self._student = 0

    def _answer(self, answer: dict[str, Any]) -> None:
        self._leash.send(json.dumps(answer).encode())

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                if pid == self._student:
                    self._why = self._why or describe(status)

    def _terminate(self, number: int, frame: FrameType | None) -> NoReturn:
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
        return [f"{folder}/{name}" for name in os.listdir(folder)]  # noqa: PTH208
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
