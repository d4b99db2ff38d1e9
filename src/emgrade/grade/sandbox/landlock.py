"""Landlock: the process sees the work folder, the interpreter and the system, and no other file.

Numbers from Linux's `include/uapi/linux/landlock.h`. Newer kernels also keep it from TCP, from abstract sockets and
from signalling processes outside.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from functools import cache
from pathlib import Path

from . import linux

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
_RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = EXECUTE | READ_FILE | READ_DIR

# A rule for /proc/self would hold for the process that makes it and not for its copies, and scikit-learn reads its own
# map of memory. What /proc tells of other processes' memory, files and environment needs the right to trace them, which
# Landlock takes away.
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc", "/sys/devices/system", "/proc")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the kernel's Landlock version; 0 where it has none."""
    try:
        return linux.syscall(CREATE_RULESET, 0, 0, 1)
    except OSError:
        return 0


def apply(work: str, readable: tuple[str, ...], *, shared_memory: bool) -> str:
    """Confine the calling process's files; return "" or why that is not in force.

    Parameters
    ----------
    work : str
        The folder that it may write to.
    readable : tuple of str
        What it may read besides the system and the interpreter.
    shared_memory : bool
        Whether it may use /dev/shm.
    """
    found = version()
    if not found:
        return "this system has no Landlock"
    rights = max(r for v, r in _RIGHTS_BY_VERSION.items() if v <= found)
    ruleset = _Ruleset(rights, 3 if found >= 4 else 0, 3 if found >= 6 else 0)
    size = 24 if found >= 6 else 16 if found >= 4 else 8
    handle = linux.syscall(CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    try:
        for path in (*readable_folders(), *readable):
            _allow(handle, path, READ & rights)
        for path in (work, *_DEVICES, *(["/dev/shm"] if shared_memory else [])):
            _allow(handle, path, rights)
        linux.syscall(RESTRICT_SELF, handle, 0)
    finally:
        os.close(handle)
    return (
        "" if found >= 6 else f"signals to other processes are not held back (Landlock {found}, 6 is needed)"
    )


def readable_folders() -> list[str]:
    """Return what every process confined from this one may read."""
    return [*_SYSTEM, *interpreter_folders()]


@cache
def interpreter_folders() -> list[str]:
    """Return the folders that Python and its packages live in."""
    folders = {sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent)}
    return sorted(folders | {path for path in sys.path if Path(path).is_dir()})


def _allow(ruleset: int, path: str, rights: int) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            allowed = rights if Path(path).is_dir() else rights & _FILE_ONLY
            rule = _PathBeneath(allowed, handle)
            linux.syscall(ADD_RULE, ruleset, 1, ctypes.byref(rule), 0)
        finally:
            os.close(handle)
