"""The grader's own process: loads the tests once, starts the zygote, gives each request to a judge."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from ..errors import EngineError
from . import job, otter_classes, process, results
from .bundle import Bundle, read_bundle
from .cases import Checker
from .codec import parse
from .confine.user import UserPool
from .sources import imports_of_tests
from .wire import Channel, ChannelClosed
from .worker import Worker, start_worker

SPARE_SECONDS = 90.0  # what a judge may take beyond the submission's own time before it is given up
USERS_EACH = 64  # users that a judge has for the processes that it starts
LOADS_WITHIN = 120.0
LATE_IMPORTS = ("numpy.random", "encodings.utf_8_sig")  # modules that load themselves when first used


class Host:
    """Answers the requests of one caller until the caller goes away."""

    def __init__(self, caller: Channel, settings: dict[str, Any]) -> None:
        self._caller = caller
        self._skip = tuple(settings["skip"])
        self._bundle = read_bundle(Path(settings["bundle"]))
        self._scratch = Path(settings["scratch"])
        self._template = self._scratch / "files"
        self._workers: dict[int, Worker] = {}
        self._users = UserPool() if os.getuid() == 0 and "own user" not in self._skip else None
        self._lay_out_template()
        # Before our own imports: both processes load at the same time.
        self._control, self._lifeline, self._zygote = start_zygote(self._bundle, self._template)
        self._bench = load(self._bundle)
        self._wait_for_zygote()
        os.chdir(self._template)
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)

    def _lay_out_template(self) -> None:
        if self._bundle.files.is_dir():
            shutil.copytree(self._bundle.files, self._template)
        else:
            self._template.mkdir()
        for path in (self._template, *self._template.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)

    def _wait_for_zygote(self) -> None:
        self._lifeline.settimeout(LOADS_WITHIN)
        try:
            fault = json.loads(self._lifeline.recv(4096))["fault"]
        except (OSError, ValueError):
            fault = "The process that runs notebooks did not start."
        if fault:
            self.close()
            raise EngineError(fault)

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
        place = process.Place(self._control.fileno(), self._scratch, self._template, users, self._skip)
        # What keeps the zygote, the caller's and the other judges' sockets alive must be the host's alone.
        foreign = [self._caller.sock, self._lifeline, *(w.channel.sock for w in self._workers.values())]
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
        return {"results": [results.to_json(results.failed(self._bundle, request["name"], reason))]}

    def close(self) -> None:
        """End the judges and the zygote, and remove the scratch folder."""
        for worker in self._workers.values():
            worker.end()
        self._lifeline.close()
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._zygote.wait(timeout=30)
        process.remove(self._scratch)


def start_zygote(
    bundle: Bundle, template: Path
) -> tuple[socket.socket, socket.socket, subprocess.Popen[bytes]]:
    """Start the zygote with a clean environment; it learns nothing but the assignment's public files."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    lifeline, end = socket.socketpair()
    settings = {
        "control": theirs.fileno(),
        "lifeline": end.fileno(),
        "imports": list(bundle.imports),
        "template": str(template),
    }
    command = [sys.executable, "-I", "-m", "emgrade.grade.student.zygote", json.dumps(settings)]
    with theirs, end:
        child = subprocess.Popen(
            command,
            env={**clean_environment(), "IPYTHONDIR": str(template.parent / "ipython")},
            pass_fds=(theirs.fileno(), end.fileno()),
            cwd=template,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    return control, lifeline, child


def clean_environment() -> dict[str, str]:
    """Return the few variables that a notebook may see."""
    kept = {
        k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "MPLCONFIGDIR")
    }
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {"PATH": os.defpath, **kept, **single}


def load(bundle: Bundle) -> job.Bench:
    """Load Otter's classes, the tests, and what the tests import."""
    test_files, configuration = otter_classes.load()
    for name in (*LATE_IMPORTS, *imports_of_tests(list(bundle.tests.values()))):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    checker = Checker(test_files, bundle.tests, bundle.reads)
    return job.Bench(bundle, test_files, configuration(bundle.config), checker)


def main() -> None:
    """Serve the caller at the other end of the descriptor given as the only argument."""
    caller = Channel(socket.socket(fileno=int(sys.argv[1])))
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    host = None
    try:
        settings = parse(caller.receive()[0])
        host = Host(caller, settings)
        caller.send(b'{"ready": 1}')
        host.serve()
    except ChannelClosed:
        pass
    except Exception as error:
        with contextlib.suppress(ChannelClosed):
            caller.send(json.dumps({"fault": f"{error}"}).encode())
    finally:
        if host is not None:
            host.close()


if __name__ == "__main__":
    main()
