"""Start and end the processes of one submission, through the zygote."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from .bundle import Limits
from .confine import Cage
from .folders import remove
from .message import parse
from .session import Session
from .wire import Channel, ChannelClosed, ChannelTimeout

STARTS_WITHIN = 20.0
ENDS_WITHIN = 20.0
OPEN_TO_ALL = ("/dev/shm", "/tmp", "/var/tmp")  # the first one also where Landlock holds

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission runs.

    Attributes
    ----------
    zygote : int
        Descriptor of the zygote's control socket.
    scratch : Path
        Folder for the work folder.
    template : Path
        The assignment's files.
    users : list of int
        Users that nobody had before, one for each start; empty when the grader is not root.
    skip : tuple of str
        Layers of confinement to leave out.
    """

    zygote: int
    scratch: Path
    template: Path
    users: list[int] = field(default_factory=list)
    skip: tuple[str, ...] = ()


class Student:
    """The process that runs one submission's cells, with the folder that it works in."""

    def __init__(self, place: Place, limits: Limits, until: float, files: dict[str, bytes]) -> None:
        self._leash, theirs = socket.socketpair()
        self._user = place.users.pop() if place.users else None
        self._work = place.scratch / f"{os.getpid()}-{next(_numbers)}"
        self._why = ""
        lay_out(self._work, place.template, files, self._user)
        cage = Cage(
            work=str(self._work),
            uid=self._user,
            readable=(str(place.template),),
            memory_mb=limits.memory_mb,
            file_mb=limits.file_mb,
            processes=limits.processes,
            seconds=int(2 * limits.submission_seconds),
            skip=place.skip,
        )
        ours, line = socket.socketpair()
        control = socket.socket(fileno=os.dup(place.zygote))
        with control, theirs, line:
            request = json.dumps({"cage": asdict(cage)}).encode()
            socket.send_fds(control, [request], [line.fileno(), theirs.fileno()])
        channel = Channel(ours)
        self.session = Session(channel, limits.call_seconds, until, self.why_ended)
        self.layers = self._hello(channel)

    def _hello(self, channel: Channel) -> dict[str, str]:
        try:
            text, _ = channel.receive(time.monotonic() + STARTS_WITHIN)
        except (ChannelClosed, ChannelTimeout):
            raise OSError(0, f"the student's process did not start: {self.why_ended()}") from None
        layers: dict[str, str] = parse(text)["layers"]
        return layers

    def why_ended(self) -> str:
        """Ask the keeper how the process ended."""
        poll = select.poll()
        poll.register(self._leash, select.POLLIN)
        if not self._why and poll.poll(1000):
            with contextlib.suppress(OSError, ValueError):
                self._why = str(json.loads(self._leash.recv(4096))["ended"])
        return self._why or "it closed its connection to the grader"

    def end(self) -> None:
        """End every process of the submission, wait until they are gone, and remove the folder."""
        self.session.close()
        with contextlib.suppress(OSError):
            self._leash.shutdown(socket.SHUT_WR)
            self._leash.settimeout(ENDS_WITHIN)
            while self._leash.recv(4096):
                pass
        self._leash.close()
        remove(self._work)
        if self._user is not None:
            confined = self.layers.get("file access") == ""
            sweep_files(self._user, OPEN_TO_ALL[:1] if confined else OPEN_TO_ALL)


def lay_out(work: Path, template: Path, files: dict[str, bytes], user: int | None) -> None:
    """Make the work folder: the student's other files first, the assignment's own over them, as Otter does.

    Done before any code of the student's runs, so nothing in the folder can be a trap. The assignment's packages are
    linked where the student's process has a user of its own, who cannot write to them.
    """
    owner = -1 if user is None else user
    work.mkdir(mode=0o700)
    os.chown(work, owner, owner)
    linked = set() if user is None else _packages(template) - {_first(name) for name in files if "/" in name}
    for name in linked:
        (work / name).symlink_to(template / name)
    made = {str(work)}
    for name, data in (files | _contents(template)).items():
        if _first(name) not in linked:
            with contextlib.suppress(OSError):
                _write(str(work), name, data, owner, made)


def _first(name: str) -> str:
    return name.partition("/")[0]


def _write(work: str, name: str, data: bytes, owner: int, made: set[str]) -> None:
    path = f"{work}/{name}"
    _make_folders(path.rpartition("/")[0], owner, made)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    try:
        os.write(handle, data)
        os.fchown(handle, owner, owner)
    finally:
        os.close(handle)


def _make_folders(folder: str, owner: int, made: set[str]) -> None:
    if folder not in made:
        _make_folders(folder.rpartition("/")[0], owner, made)
        made.add(folder)
        os.mkdir(folder, 0o755)  # noqa: PTH102
        os.chown(folder, owner, owner)


@cache
def _contents(template: Path) -> dict[str, bytes]:
    """Read the assignment's files once for all submissions."""
    paths = [path for path in sorted(template.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return {path.relative_to(template).as_posix(): path.read_bytes() for path in paths}


@cache
def _packages(template: Path) -> frozenset[str]:
    return frozenset(path.parent.name for path in template.glob("*/__init__.py"))


def sweep_files(user: int, folders: tuple[str, ...] = OPEN_TO_ALL) -> None:
    """Remove what a user left in folders that everybody may write to."""
    for path in _files_of(user, folders):
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _files_of(user: int, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == user:
                        yield Path(entry.path)
