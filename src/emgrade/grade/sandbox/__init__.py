"""Layers around a student's process: each is probed, applied and reported, and none is taken for granted."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import landlock, linux, seccomp, users

MB = 1 << 20
NEIGHBOURS = 4  # submissions of one user at a time, each with all the processes that it may have


@dataclass(frozen=True, slots=True)
class Policy:
    """What one student's process may do.

    Attributes
    ----------
    work : str
        The only folder that the process may write to.
    uid : int or None
        The user that the process becomes; None keeps the one that runs the grader.
    readable : tuple of str
        What it may read besides the system and the interpreter.
    memory_mb, file_mb, processes, seconds : int
        Resource limits; `seconds` bounds the processor time of each process.
    """

    work: str
    uid: int | None = None
    readable: tuple[str, ...] = ()
    memory_mb: int = 600
    file_mb: int = 64
    processes: int = 64
    seconds: int = 300

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Policy:
        """Return the policy that `dataclasses.asdict` and JSON have been through."""
        return cls(**{**found, "readable": tuple(found["readable"])})


def apply(policy: Policy) -> dict[str, str]:
    """Confine the calling process and return, for each layer, "" or the reason why it is not in force.

    The order matters: what only root may do comes before the user changes (a private /dev/shm, higher limits), the file
    rules while their paths can still be opened, the system-call filter last because it forbids what the others need.
    """
    own_user = policy.uid is not None
    private: list[str] = []

    def shared_memory() -> str:
        private.append(linux.private_shared_memory(policy.file_mb * MB) if own_user else "needs root")
        return ""

    def files() -> str:
        # Where /dev/shm would be shared with other submissions it is out of reach instead.
        return landlock.apply(policy.work, policy.readable, shared_memory=not private[0])

    steps: dict[str, Callable[[], str]] = {
        "shared memory": shared_memory,
        "own user": lambda: users.become(policy.uid),
        "resource limits": lambda: limit(policy),
        "file access": files,
        "system calls": lambda: seccomp.apply(own_user=own_user),
    }
    users.no_new_privileges()
    # Where memory runs out, the kernel is to end this process and not the judge.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    report = {}
    for name, step in steps.items():
        try:
            report[name] = step()
        except OSError as error:
            report[name] = error.strerror or str(error)
    if private[0] and report["file access"]:
        report["shared memory"] = f"/dev/shm is shared with other submissions ({private[0]})"
    return report


def limit(policy: Policy) -> str:
    """Limit the calling process and everything it starts; return "" or what could not be limited."""
    wanted = {
        "RLIMIT_CORE": 1,  # byte: with 0 a program that takes core dumps would still be started, as root
        "RLIMIT_FSIZE": policy.file_mb * MB,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CPU": policy.seconds,
        # Counted for the user, not for the tree of processes: an ordinary user's own ones come on top, and room for
        # neighbours, who would take each other's; the fork server ends whoever uses more than its own.
        "RLIMIT_NPROC": policy.processes if policy.uid else NEIGHBOURS * policy.processes + _running(),
        # Counts what was mapped before the fork too, so the allowance comes on top of that.
        "RLIMIT_AS": mapped() + policy.memory_mb * MB,
    }
    missing = [name for name, value in wanted.items() if not set_limit(name, value)]
    return f"no {', '.join(missing)}" if missing else ""


def set_limit(name: str, value: int) -> bool:
    """Set one limit for good, and say whether that worked."""
    number = getattr(resource, name, None)
    if number is None:
        return False
    hard = resource.getrlimit(number)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(number, (allowed, allowed))
    except (ValueError, OSError):
        return False
    return True


def mapped() -> int:
    """Return the address space of this process in bytes."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 8 << 30


def machine_memory() -> int:
    """Return the memory of this machine, or of the container that it is, in bytes."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # there is none, or it says "max"
            found.append(int(Path("/sys/fs/cgroup", name).read_text()))
    return min(found)


def _running() -> int:
    me, count = os.getuid(), 0
    try:
        found = list(os.scandir("/proc"))
    except OSError:
        return 512
    for entry in found:
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == me:
                    count += len(list(Path(f"/proc/{entry.name}/task").iterdir()))
            except OSError:
                continue
    return count


def remove(folder: Path) -> None:
    """Remove a folder, however deep and whatever its permissions, or a file; never raises."""
    with contextlib.suppress(OSError, RecursionError):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)
        return
    # Thousands of folders in each other are too deep for Python, and a student may have closed some of them.
    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run([*command, "--", str(folder)], capture_output=True, timeout=120, check=False)
