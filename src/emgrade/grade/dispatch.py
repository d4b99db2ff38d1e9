"""Load the tests once, and give each request to a judge."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import time
from pathlib import Path
from typing import Any

from . import job, otter_classes, results
from .bundle import Bundle
from .cases import Checker
from .confine.user import UserPool
from .message import parse
from .nursery import Nursery
from .process import Leash, Place
from .sources import imports_of_tests
from .wire import Channel, ChannelClosed
from .worker import Worker, start_worker

SPARE_SECONDS = 90.0  # what a judge may take beyond the submission's own time before it is given up
USERS_EACH = 64  # users that a judge has for the processes that it starts
LATE_IMPORTS = ("numpy.random", "encodings.utf_8_sig")  # modules that load themselves when first used


class Dispatcher:
    """Answers the requests of one caller until the caller goes away."""

    def __init__(
        self, caller: Channel, bundle: Bundle, nursery: Nursery, scratch: Path, skip: tuple[str, ...]
    ) -> None:
        self._caller = caller
        self._bundle = bundle
        self._nursery = nursery
        self._scratch = scratch
        self._skip = skip
        self._workers: dict[int, Worker] = {}
        self._users = UserPool() if os.getuid() == 0 and "own user" not in skip else None
        self._bench = load(bundle)
        os.chdir(nursery.template)
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)

    def serve(self) -> None:
        """Hand requests to judges and pass their answers on, until the caller closes its end."""
        while True:
            ready = self._ready()
            if self._caller.sock.fileno() in ready and not self._accept():
                return
            for worker in [w for handle, w in self._workers.items() if handle in ready]:
                self._finish(worker, worker.answer())
            for worker in list(self._workers.values()):
                if worker.request and time.monotonic() > worker.until:
                    self._finish(worker, {"fault": "grading took too long"})

    def _ready(self) -> set[int]:
        poll = select.poll()
        for handle in (self._caller.sock.fileno(), *self._workers):
            poll.register(handle, select.POLLIN)
        # Two requests may have come in one piece.
        kept = {self._caller.sock.fileno()} if self._caller.holds_more else set()
        return kept | {handle for handle, _ in poll.poll(0 if kept else 1000)}

    def _accept(self) -> bool:
        try:
            text, _ = self._caller.receive()
        except ChannelClosed:
            return False
        worker = next((w for w in self._workers.values() if not w.request), None) or self._start_worker()
        worker.give(parse(text), self._bundle.limits.submission_seconds + SPARE_SECONDS)
        return True

    def _start_worker(self) -> Worker:
        users = self._users.take(USERS_EACH) if self._users else []
        nursery = self._nursery
        place = Place(Leash(nursery.control.fileno()), self._scratch, nursery.template, users, self._skip)
        # What keeps the zygote, the caller's and the other judges' sockets alive must be the host's alone.
        foreign = [self._caller.sock, nursery.lifeline, *(w.channel.sock for w in self._workers.values())]
        worker = start_worker(self._bench, place, foreign)
        self._workers[worker.channel.sock.fileno()] = worker
        return worker

    def _finish(self, worker: Worker, answer: dict[str, Any]) -> None:
        """Pass an answer on. A judge that failed, or has no users left, is replaced by the next request's."""
        request, worker.request = worker.request, {}
        if "fault" in answer or answer.get("last"):
            del self._workers[worker.channel.sock.fileno()]
            worker.end()
        if request:
            self._caller.send(json.dumps({"id": request["id"], **self._excused(request, answer)}).encode())

    def _excused(self, request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if "fault" not in answer:
            return answer
        name = Path(request["name"]).name
        reason = f"{name}: the grader failed ({answer['fault']}); this is no fault of the submission's"
        return {"results": [results.to_json(results.failed(self._bundle, request["name"], reason, "fault"))]}

    def close(self) -> None:
        """End the judges."""
        for worker in self._workers.values():
            worker.end()


def load(bundle: Bundle) -> job.Bench:
    """Load Otter's classes, the tests, and what the tests import."""
    test_files, configuration = otter_classes.load()
    for name in (*LATE_IMPORTS, *imports_of_tests(list(bundle.tests.values()))):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    checker = Checker(test_files, bundle.tests, bundle.reads)
    return job.Bench(bundle, test_files, configuration(bundle.config), checker)
