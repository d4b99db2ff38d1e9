"""Start and end the processes of a submission, through the judge's keeper."""

from __future__ import annotations

import itertools
import json
import os
import socket
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .bundle import Limits
from .confine import Cage
from .folders import OPEN_TO_ALL, lay_out, remove, sweep
from .message import parse
from .session import Session
from .wire import Channel, ChannelClosed, ChannelTimeout

STARTS_WITHIN = 20.0
ENDS_WITHIN = 20.0

_numbers = itertools.count()


class Leash:
    """The judge's line to its keeper, which starts the processes of its submissions and ends them.

    Parameters
    ----------
    zygote : int
        Descriptor of the zygote's control socket, which makes a keeper for each leash.
    """

    def __init__(self, zygote: int) -> None:
        self._zygote = zygote
        self._channel: Channel | None = None

    def start(self, cage: Cage, line: socket.socket) -> None:
        """Start a process that serves `line`; a keeper that was killed is replaced.

        Raises
        ------
        ChannelClosed
            When no keeper can be had.
        """
        request = json.dumps({"op": "start", "cage": asdict(cage)}).encode()
        try:
            (self._channel or self._connect()).send_handle(request, line.fileno())
        except ChannelClosed:
            self._connect().send_handle(request, line.fileno())

    def why_ended(self) -> str:
        """Ask how the process ended."""
        return str(self._ask("why", 2.0).get("ended") or "it closed its connection to the grader")

    def end(self) -> None:
        """End every process of the submission, and wait until they are gone."""
        self._ask("end", ENDS_WITHIN)

    def _ask(self, question: str, seconds: float) -> dict[str, Any]:
        if self._channel is None:
            return {}
        until = time.monotonic() + seconds
        try:
            self._channel.send(json.dumps({"op": question}).encode(), deadline=until)
            return parse(self._channel.receive(until)[0])
        except (ChannelClosed, ChannelTimeout):
            # It ends its processes when the leash breaks; when it was killed, the zygote does.
            self._channel.close()
            self._channel = None
            return {}

    def _connect(self) -> Channel:
        ours, theirs = socket.socketpair()
        control = socket.socket(fileno=os.dup(self._zygote))
        with control, theirs:
            socket.send_fds(control, [b"keeper"], [theirs.fileno()])
        self._channel = Channel(ours)
        return self._channel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission runs.

    Attributes
    ----------
    leash : Leash
        Starts and ends its processes.
    scratch : Path
        Folder for the work folder.
    template : Path
        The assignment's files.
    users : list of int
        Users that nobody had before, one for each start; empty when the grader is not root.
    skip : tuple of str
        Layers of confinement to leave out.
    """

    leash: Leash
    scratch: Path
    template: Path
    users: list[int] = field(default_factory=list)
    skip: tuple[str, ...] = ()


class Student:
    """The process that runs one submission's cells, with the folder that it works in."""

    def __init__(self, place: Place, limits: Limits, until: float, files: dict[str, bytes]) -> None:
        self._leash = place.leash
        self._user = place.users.pop() if place.users else None
        self._work = place.scratch / f"{os.getpid()}-{next(_numbers)}"
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
        channel = Channel(ours)
        self.session = Session(channel, limits.call_seconds, until, self._leash.why_ended)
        self.layers: dict[str, str] = {}
        try:
            with line:
                self._leash.start(cage, line)
            text, _ = channel.receive(time.monotonic() + STARTS_WITHIN)
        except (ChannelClosed, ChannelTimeout):
            why = self._leash.why_ended()
            self.end()
            raise OSError(0, f"the student's process did not start: {why}") from None
        self.layers.update(parse(text)["layers"])

    def end(self) -> None:
        """End every process of the submission, wait until they are gone, and remove the folder."""
        self.session.close()
        self._leash.end()
        remove(self._work)
        if self._user is not None:
            confined = self.layers.get("file access") == ""
            sweep(self._user, OPEN_TO_ALL[:1] if confined else OPEN_TO_ALL)
