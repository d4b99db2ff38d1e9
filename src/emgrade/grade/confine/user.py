"""A user of its own for each submission, when the grader runs as root."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import signal
from pathlib import Path
from typing import IO

from . import linux

FIRST = 20_000
BLOCK = 512
BLOCKS = 80


def become(uid: int | None) -> str:
    """Give up root for good; return "" or why the user stays the same."""
    if uid is None:
        return "the grader does not run as root, so the student's code has the same user"
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if linux.LINUX:
        # The kernel clears both when the user changes.
        linux.prctl(linux.PR_SET_DUMPABLE, 1)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    return ""


def no_new_privileges() -> None:
    """Make set-uid programs powerless for this process; Landlock and seccomp ask for it too."""
    with contextlib.suppress(OSError):
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


class UserPool:
    """Numeric users that nobody else on this machine has, handed out once each.

    A block of numbers belongs to one grader as long as it holds the lock on the block's file, so two graders on one
    machine never share a user.
    """

    def __init__(self, folder: Path = Path("/run/emgrade")) -> None:
        self._folder = folder
        self._locks: list[IO[bytes]] = []
        self._free: list[int] = []

    def take(self, count: int = 1) -> list[int]:
        """Return `count` users that were never returned before.

        Raises
        ------
        OSError
            When no block of numbers is free.
        """
        while len(self._free) < count:
            self._free += self._claim()
        taken, self._free = self._free[:count], self._free[count:]
        return taken

    def _claim(self) -> list[int]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        names = {entry.pw_uid for entry in pwd.getpwall()}
        held = {lock.name for lock in self._locks}
        for number in range(BLOCKS):
            path = self._folder / str(number)
            if str(path) in held:
                continue
            lock = path.open("ab")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                continue
            self._locks.append(lock)
            first = FIRST + number * BLOCK
            return [uid for uid in range(first, first + BLOCK) if uid not in names]
        raise OSError(0, f"all {BLOCKS} blocks of users are taken")

    def close(self) -> None:
        """Give the blocks back."""
        for lock in self._locks:
            lock.close()
