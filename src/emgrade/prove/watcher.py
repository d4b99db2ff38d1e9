"""The process behind `plain`: runs the cells of a job file through IPython and prints one JSON line for each."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import warnings
from pathlib import Path
from typing import Any, TextIO

from IPython.core.interactiveshell import InteractiveShell
from otter.test_files import ExceptionTestFile, OKTestFile
from traitlets.config import Config

Job = dict[str, Any]


class Shell(InteractiveShell):
    """IPython that keeps the last error as one line."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        super().__init__(config=config)  # type: ignore[no-untyped-call]
        self.error = ""

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Keep the error."""
        kind, value = sys.exc_info()[:2]
        self.error = f"{getattr(kind, '__name__', 'Error')}: {value}"

    showsyntaxerror = showtraceback


class Watcher:
    """Runs one job."""

    def __init__(self, job: Job, out: TextIO) -> None:
        self._job = job
        self._out = out
        self._shell = Shell()

    def run(self) -> None:
        """Do every step of the job."""
        for step in self._job["cells"]:
            if step["do"] == "try":
                self._try_all(step)
            elif step["do"] == "check":
                self._timed(step, lambda step=step: self._check(step["question"]))
            else:
                self._timed(step, lambda step=step: {"ev": "cell", "error": self._execute(step["source"])})

    def _timed(self, step: Job, work: Any) -> None:
        started = time.monotonic()
        with warnings.catch_warnings(record=True) as caught:
            event = work()
        seen = list(dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught))
        self._say({**event, "cell": step["cell"], "warnings": seen, "seconds": time.monotonic() - started})

    def _execute(self, source: str) -> str:
        self._shell.error = ""
        if self._job["seed"] is not None and not source.startswith("%%"):
            _seed(self._job["seed"])
        self._shell.run_cell(source)  # type: ignore[no-untyped-call]
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")
        return self._shell.error

    def _check(self, question: str) -> Job:
        path = Path(self._job["tests"], f"{question}.py")
        exceptions = "OK_FORMAT = False" in path.read_text(encoding="utf-8")
        if self._job["seed"] is not None:
            _seed(self._job["seed"])
        tests = (ExceptionTestFile if exceptions else OKTestFile).from_file(str(path))
        tests.run(self._shell.user_ns)
        cases = [
            {
                "name": r.test_case.name,
                "hidden": r.test_case.hidden,
                "passed": r.passed,
                "points": float(r.test_case.points or 0),
                "message": "" if r.passed else str(r.message),
            }
            for r in tests.test_case_results
        ]
        return {
            "ev": "check",
            "question": question,
            "score": tests.score,
            "possible": tests.possible,
            "cases": cases,
        }

    def _try_all(self, step: Job) -> None:
        """Try answers in forked copies, a few at a time, and tell the outcomes in the order of the answers."""
        waiting = list(enumerate(step["codes"]))
        running: dict[int, tuple[int, int, float]] = {}
        outcomes: dict[int, Job] = {}
        told = 0
        while waiting or running:
            while waiting and len(running) < self._job["jobs"]:
                number, code = waiting.pop(0)
                handle, pid = self._fork(step["question"], code)
                running[handle] = (number, pid, time.monotonic() + self._job["seconds"])
            for handle in select.select(list(running), [], [], 0.5)[0] or _late(running):
                number, pid, _ = running.pop(handle)
                outcomes[number] = _harvest(handle, pid)
            while told in outcomes:
                self._say({**_nothing(step["question"]), **outcomes.pop(told), "ev": "trial"})
                told += 1

    def _fork(self, question: str, code: str) -> tuple[int, int]:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            return reading, pid
        os.close(reading)
        outcome: Job = {}
        try:
            self._execute(code)
            outcome = self._check(question)
        finally:
            # The whole outcome fits: the reader empties the pipe while this writes.
            with os.fdopen(writing, "w") as pipe:
                json.dump(outcome, pipe)
            os._exit(0)

    def _say(self, event: Job) -> None:
        self._out.write(json.dumps(event) + "\n")
        self._out.flush()


def _seed(value: int) -> None:
    random.seed(value)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(value)


def _late(running: dict[int, tuple[int, int, float]]) -> list[int]:
    now = time.monotonic()
    late = [handle for handle, (_, _, until) in running.items() if now > until]
    for handle in late:
        os.kill(running[handle][1], signal.SIGKILL)
    return late


def _harvest(handle: int, pid: int) -> Job:
    with os.fdopen(handle) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    try:
        outcome: Job = json.loads(text)
    except ValueError:
        return {}
    return outcome


def _nothing(question: str) -> Job:
    """What counts when a copy ended or was stopped before it could say anything."""
    return {"question": question, "score": 0.0, "possible": 0.0, "cases": []}


def main() -> None:
    """Run the job named on the command line; what cells print goes nowhere."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.path.insert(0, "")
    Watcher(job, out).run()


if __name__ == "__main__":
    main()
