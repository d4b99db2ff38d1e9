"""The few system calls that Python does not wrap; everywhere but on Linux they say that they are missing."""

from __future__ import annotations

import ctypes
import os
import sys

LINUX = sys.platform.startswith("linux")

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


def mount(source: str, target: str, flags: int) -> None:
    """Call mount(2) without a file-system type.

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    _check(
        _libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(flags), None) if _libc else None
    )


def unshare(flags: int) -> None:
    """Call unshare(2).

    Raises
    ------
    OSError
        When the kernel refuses, or is not Linux.
    """
    _check(_libc.unshare(flags) if _libc else None)


def _word(value: object) -> object:
    return ctypes.c_ulong(value) if isinstance(value, int) else value


def _check(result: int | None) -> int:
    if result is None:
        raise OSError(0, "not Linux")
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
