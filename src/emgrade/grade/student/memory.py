"""Make a process cheap to fork: give back what is free, and keep the rest in few large pages."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from pathlib import Path

from ..confine import linux

_LARGE = 2 << 20
_COLLAPSE = 25  # MADV_COLLAPSE, Linux 6.1


def compact() -> None:
    """Trim the heap and gather private memory in large pages; a fork copies one entry for each, not 512."""
    if not linux.LINUX:
        return
    libc = ctypes.CDLL(None)
    with contextlib.suppress(OSError, AttributeError):
        libc.malloc_trim(0)
        for start, size in _aligned(Path("/proc/self/maps").read_text()):
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), _COLLAPSE)


def _aligned(maps: str) -> Iterator[tuple[int, int]]:
    """Return start and size of the large pages that lie wholly within private memory without a file."""
    for line in maps.splitlines():
        fields = line.split()
        if fields[1] == "rw-p" and (len(fields) == 5 or fields[5] == "[heap]"):
            first, last = (int(address, 16) for address in fields[0].split("-"))
            start, end = -(-first // _LARGE) * _LARGE, last // _LARGE * _LARGE
            if end > start:
                yield start, end - start
