"""Keep the interpreter within reach of other users, where it lies in a folder that only root may enter.

Imports that a notebook makes late would fail otherwise. In a mount namespace of the zygote's own, the closed folder is
covered by one that holds nothing but the way to the interpreter.
"""

from __future__ import annotations

from pathlib import Path

from . import linux
from .landlock import interpreter_folders

_NEW_NAMESPACE = 0x00020000
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18


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
        linux.unshare(_NEW_NAMESPACE)
        linux.mount("none", "/", _RECURSIVE | _PRIVATE)
        for number, (closed, needed) in enumerate(blocked.items()):
            _cover(closed, needed, scratch / f"way-{number}")
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
    cover.mkdir()
    cover.chmod(0o755)
    for folder in needed:
        target = cover / folder.relative_to(closed)
        target.mkdir(parents=True)
        linux.mount(str(folder), str(target), _BIND | _RECURSIVE)
    linux.mount(str(cover), str(closed), _BIND | _RECURSIVE)
