"""A user of its own for each submission, when the grader runs as root.

An own user needs an interpreter within its reach. Where that lies in a folder that only root may enter, imports that a
notebook makes late would fail; so the fork server covers the closed folder, in a mount namespace of its own, by one
that holds nothing but the way to the interpreter.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import signal
from pathlib import Path
from typing import IO

from . import linux
from .landlock import interpreter_folders

# Above the users of a system, below 65,536, where the users of a container end. Each grader locks a block for itself; a
# number comes back only after all others of the block, when nothing of its last submission can be left.
FIRST = 20_000
BLOCK = 512
BLOCKS = 80


def become(uid: int | None) -> str:
    """Give up root for good; return "" or why the user stays the same."""
    if uid is None:
        with contextlib.suppress(OSError):
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        return "the grader does not run as root, or no other user is mapped here: the student's code has its user"
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
    """Numeric users that nobody else on this machine has, handed out one by one.

    A block of numbers belongs to one judge as long as it holds the lock on the block's file, so two judges on one
    machine never share a user. A number comes again only after all others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self._block = -1
        self._free: list[int] = []

    def take(self) -> int:
        """Return the next user.

        Raises
        ------
        OSError
            When no block of numbers is free.
        """
        if not self._free:
            self._claim()
        return self._free.pop()

    def _claim(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        names = {entry.pw_uid for entry in pwd.getpwall()}
        for step in range(1, BLOCKS + 1):
            block = (self._block + step) % BLOCKS
            lock = (self._folder / str(block)).open("ab")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                continue
            self.close()
            self._lock, self._block = lock, block
            first = FIRST + block * BLOCK
            self._free = [uid for uid in range(first + BLOCK - 1, first - 1, -1) if uid not in names]
            return
        raise OSError(0, f"all {BLOCKS} blocks of users are taken")

    def close(self) -> None:
        """Give the block back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def pool(scratch: Path) -> UserPool | None:
    """Return users for students' processes; None where this process cannot become another user.

    Not root, or root of a container that has no other users.

    Raises
    ------
    OSError
        When there is no place for the locks.
    """
    if os.getuid() != 0:
        return None
    probe = scratch / "probe"
    probe.touch()
    try:
        os.chown(probe, FIRST, FIRST)
    except OSError:
        return None
    for folder in (Path("/run/emgrade"), Path("/var/tmp/emgrade-users"), Path("/tmp/emgrade-users")):
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.stat().st_uid == 0 and os.access(folder, os.W_OK):
                return UserPool(folder)
    raise OSError(0, "no folder for the list of users in use: /run, /var/tmp and /tmp cannot be written to")


def open_way(scratch: Path) -> str:
    """Make the interpreter's folders reachable; return "" or the sentence that says which are not.

    Parameters
    ----------
    scratch : Path
        An existing folder to build the covers in; other users must be able to reach it.
    """
    blocked = closed_folders([Path(folder) for folder in interpreter_folders()])
    if not blocked:
        return ""
    try:
        linux.new_mount_namespace()
        for number, (closed, needed) in enumerate(blocked.items()):
            _cover(closed, needed, scratch / f"cover-{number}")
    except OSError as error:
        names = ", ".join(map(str, blocked))
        return f"Python lies in {names}, which other users cannot enter ({error.strerror}). Install it elsewhere."
    return ""


def closed_folders(folders: list[Path]) -> dict[Path, list[Path]]:
    """Return the outermost folders that others cannot enter, each with what is needed below it."""
    found: dict[Path, list[Path]] = {}
    for folder in sorted(folders):
        for parent in (*reversed(folder.parents), folder):
            if not parent.stat().st_mode & 0o001:
                needed = found.setdefault(parent, [])
                if not any(folder.is_relative_to(other) for other in needed):
                    needed.append(folder)
                break
    return found


def _cover(closed: Path, needed: list[Path], cover: Path) -> None:
    # A fork server that was killed has left its folders; its mounts went with it.
    cover.mkdir(exist_ok=True)
    cover.chmod(0o755)
    for folder in needed:
        target = cover / folder.relative_to(closed)
        target.mkdir(parents=True, exist_ok=True)
        linux.mount(str(folder), str(target), linux.MS_BIND | linux.MS_REC)
        linux.mount("none", str(target), linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY)
    linux.mount(str(cover), str(closed), linux.MS_BIND | linux.MS_REC)
    # The way leads through the covered folder only. Where it also led through the scratch folder, removing that would
    # remove the interpreter.
    for folder in needed:
        linux.unmount(str(cover / folder.relative_to(closed)))
