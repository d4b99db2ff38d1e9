"""A judge's process: forked from the host with the tests loaded, serves one request after another."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import Any, NoReturn

from . import requests
from .confine import linux
from .job import Bench
from .judge import MAX_STARTS
from .message import CodecError, parse
from .process import Place
from .wire import Channel, ChannelClosed


@dataclass(slots=True)
class Worker:
    """The host's side of a judge's process; `request` is empty while it is idle."""

    pid: int
    channel: Channel
    request: dict[str, Any] = field(default_factory=dict)
    until: float = 0.0

    def give(self, request: dict[str, Any], seconds: float) -> None:
        """Send a request; `answer` has to come within `seconds`."""
        self.request, self.until = request, time.monotonic() + seconds
        with contextlib.suppress(ChannelClosed):  # noticed when the answer is read
            self.channel.send(json.dumps(request).encode())

    def answer(self) -> dict[str, Any]:
        """Return the answer, or `{"fault": why}`."""
        try:
            return parse(self.channel.receive(time.monotonic() + 60)[0])
        except (ChannelClosed, CodecError):
            return {"fault": "the judge ended without a result"}

    def end(self) -> None:
        """End the process. The processes of its submission end with it: the keeper's leash breaks."""
        self.channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def start_worker(bench: Bench, place: Place, foreign: list[socket.socket]) -> Worker:
    """Fork a judge's process.

    Parameters
    ----------
    bench, place
        What grades, and where.
    foreign : list of socket
        The host's own sockets, which the judge must not hold.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if not pid:
        for sock in (ours, *foreign):
            sock.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        _serve(Channel(theirs, patient=True), bench, place)
    theirs.close()
    return Worker(pid, Channel(ours))


def _serve(channel: Channel, bench: Bench, place: Place) -> NoReturn:
    with contextlib.suppress(ChannelClosed):
        while True:
            request = parse(channel.receive()[0])
            try:
                answer = requests.answer(bench, place, request)
                # A submission may need that many users; the host starts another judge with new ones.
                answer["last"] = bool(place.users) and len(place.users) < MAX_STARTS + 1
            except BaseException as error:
                answer = {"fault": f"{type(error).__name__}: {error}"[:2000]}
            channel.send(json.dumps(answer).encode())
    os._exit(0)
