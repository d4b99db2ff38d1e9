"""Resource limits: memory, file size, processes, processor time, open files, no core dumps."""

from __future__ import annotations

import os
import resource
from pathlib import Path

MB = 1 << 20


def apply(memory_mb: int, file_mb: int, processes: int, seconds: int, *, shared_user: bool = False) -> str:
    """Limit the calling process and everything it starts; return "" or what could not be limited."""
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": file_mb * MB,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CPU": seconds,
        "RLIMIT_NPROC": processes + (_running() if shared_user else 0),
        # Address space counts what was mapped before the fork too, so the allowance comes on top of that.
        "RLIMIT_AS": _mapped() + memory_mb * MB,
    }
    missing = [name for name, value in wanted.items() if not _limit(name, value)]
    return f"no {', '.join(missing)}" if missing else ""


def _limit(name: str, value: int) -> bool:
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


def _mapped() -> int:
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 8 << 30


def _running() -> int:
    """Return how many threads the user runs already: the limit counts per user, not per process tree."""
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
