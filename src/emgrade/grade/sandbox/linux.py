"""The few system calls that Python does not wrap, and the tree of processes.

Everywhere but on Linux the calls say that they are missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import sys
from collections.abc import Collection
from pathlib import Path

LINUX = sys.platform.startswith("linux")

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT = 1, 2, 4, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
CLONE_NEWNS = 0x00020000

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def prctl(option: int, *arguments: object) -> None:
    """Call prctl(2).

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    _check(_libc.prctl(option, *(_word(a) for a in arguments)) if _libc else None)


def syscall(number: int, *arguments: object) -> int:
    """Make a system call by number and return its result.

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    return _check(_libc.syscall(ctypes.c_long(number), *(_word(a) for a in arguments)) if _libc else None)


def mount(source: str, target: str, flags: int, kind: str | None = None, options: str | None = None) -> None:
    """Call mount(2).

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    texts = [None if text is None else text.encode() for text in (source, target, kind, options)]
    _check(_libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]) if _libc else None)


def unmount(target: str) -> None:
    """Take a mount away from this namespace.

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    _check(_libc.umount2(target.encode(), MNT_DETACH) if _libc else None)


def new_mount_namespace() -> None:
    """Let mounts that follow be seen by this process and what it starts, and by nobody else.

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    _check(_libc.unshare(CLONE_NEWNS) if _libc else None)
    mount("none", "/", MS_REC | MS_PRIVATE)


def access_files_as(uid: int) -> None:
    """Make and open files as another user from now on; for root, and for this thread alone.

    Changing the effective user would do it for all threads, which are interrupted for it: 20 times slower.
    """
    if _libc:
        _libc.setfsgid(uid)
        _libc.setfsuid(uid)


def private_shared_memory(size: int) -> str:
    """Give this process a /dev/shm of its own, of at most `size` bytes; return "" or why it has none.

    Shared memory lives in files there: left behind or shared, they are a mailbox between submissions.
    """
    try:
        new_mount_namespace()
        mount("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "tmpfs", f"size={size},nr_inodes=1024,mode=1777")
    except OSError as error:
        return error.strerror or "refused"
    return ""


def kill_descendants(spared: Collection[int] = ()) -> None:
    """Kill every descendant and wait for it, until none is left: a process may fork while it is killed.

    Children in `spared` are left alone, and what is below them.
    """
    for _ in range(10_000):
        below = descendants(os.getpid(), spared)
        if not below:
            return
        for pid in below:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in below:
            # What is no child becomes one when its parent has ended, and is waited for in the next round.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def descendants(pid: int, spared: Collection[int] = ()) -> list[int]:
    """Return the processes below `pid`, those of other users too, ended ones until their parent has noticed."""
    found: list[int] = []
    todo = [pid]
    while todo:
        parent = todo.pop()
        for task in tasks(parent):
            below = [int(child) for child in read(f"{task}/children").split()]
            below = [child for child in below if child not in spared]
            found += below
            todo += below
    return found


def tasks(pid: int) -> list[str]:
    """Return the folders of a process's threads; none where it has gone."""
    try:
        return [str(path) for path in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []


def memory(pid: int) -> int:
    """Return a process's share of memory in bytes: a page counts once, however many copies map it.

    Of a process that lets nobody look into it, every page counts.
    """
    if pss := re.search(r"^Pss: +(\d+)", read(f"/proc/{pid}/smaps_rollup"), re.MULTILINE):
        return int(pss[1]) << 10
    return int([*read(f"/proc/{pid}/statm").split(), "0", "0"][1]) * os.sysconf("SC_PAGE_SIZE")


def read(path: str) -> str:
    """Return a file's text; "" where it cannot be read."""
    try:
        return Path(path).read_text(errors="replace")  # a file's name may hold any bytes
    except OSError:
        return ""


def _word(value: object) -> object:
    return ctypes.c_ulong(value) if isinstance(value, int) else value


def _check(result: int | None) -> int:
    if result is None:
        raise OSError(0, "not Linux")
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
