"""The way in: open a grader on a bundle, hand it submissions, get results."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import EngineError
from ..model import Result
from . import results
from .bundle import read_bundle
from .folders import remove
from .wire import Channel, ChannelClosed

Answer = dict[str, Any]
ANSWERS_EACH = 32  # answers tried on one run of the reference


class Grader:
    """Grades submissions of one assignment, up to `workers` at a time.

    Parameters
    ----------
    bundle : Path
        An `autograder/<name>/` folder.
    workers : int
        How many submissions `grade_many` works on at once.
    skip : tuple of str
        Layers of confinement to leave out; for tests.
    """

    def __init__(self, bundle: Path, *, workers: int = 1, skip: tuple[str, ...] = ()) -> None:
        self._bundle = read_bundle(Path(bundle))
        self._workers = max(1, workers)
        self._skip = skip
        self._next = 0
        self._channel: Channel | None = None
        self._host: subprocess.Popen[bytes] | None = None
        self._scratch: Path | None = None

    def __enter__(self) -> Grader:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def grade(self, path: Path) -> Result:
        """Grade one submission. A broken submission gives a result with `error` set, never an exception."""
        return next(self.grade_many([path]))

    def grade_many(self, paths: Iterable[Path]) -> Iterator[Result]:
        """Grade submissions and yield results as they finish."""
        for answer in self._answers(
            {"path": str(Path(path).absolute()), "name": str(path)} for path in paths
        ):
            yield from answer["results"]

    def observe(self, path: Path) -> tuple[Result, dict[str, dict[str, str]]]:
        """Grade one submission; return also the kind of every name that each question's tests read."""
        answer = next(
            self._answers([{"path": str(Path(path).absolute()), "name": str(path), "observe": True}])
        )
        return answer["results"][0], answer.get("seen", {})

    def try_answers(
        self, notebook: Path, answers: Sequence[tuple[str, str]], *, rest: bool = False
    ) -> Iterator[tuple[int, Result]]:
        """Grade many answers to questions on top of few runs of a notebook with reference answers.

        Parameters
        ----------
        notebook : Path
            The reference, with a cell `grader.check("<question>")` right after each answer cell.
        answers : sequence of (question, code)
            Question by question in the order of the notebook. The code takes the place of the question's answer cell,
            in a copy of the process taken just before.
        rest : bool
            Whether the reference answer is put back after the check and everything behind it graded too. Otherwise a
            result holds this question alone, and the cells behind the check do not run.

        Yields
        ------
        (int, Result)
            The number of an answer and its result, as they finish; `submission` is the question's name.

        Raises
        ------
        EngineError
            When the notebook does not check a question, or the grader failed.
        """
        size = max(1, min(ANSWERS_EACH, -(-len(answers) // self._workers)))
        waiting = [range(i, min(i + size, len(answers))) for i in range(0, len(answers), size)]
        while waiting:
            lasts = {batch[0]: batch for batch in waiting}
            waiting = []
            for answer in self._answers(self._trials(notebook, answers, lasts.values(), rest)):
                if "first" not in answer:
                    raise EngineError(answer.get("refused") or answer["results"][0].error)
                yield from enumerate(answer["results"], start=answer["first"])
                # A batch that took long ends early; what is left of it is asked for again.
                left = lasts[answer["first"]][len(answer["results"]) :]
                waiting += [left] if left else []

    @staticmethod
    def _trials(
        notebook: Path, answers: Sequence[tuple[str, str]], batches: Iterable[range], rest: bool
    ) -> Iterator[Answer]:
        common = {"path": str(Path(notebook).absolute()), "name": str(notebook), "rest": rest}
        for batch in batches:
            yield {**common, "first": batch[0], "answers": [answers[number] for number in batch]}

    def _answers(self, requests: Iterable[Answer]) -> Iterator[Answer]:
        waiting: dict[int, Answer] = {}
        todo = iter(requests)
        while True:
            while len(waiting) < self._workers:
                request = next(todo, None)
                if request is None:
                    break
                waiting[self._send(request)] = request
            if not waiting:
                return
            try:
                answer = self._receive()
                waiting.pop(answer["id"])
                yield {**answer, "results": [results.from_json(r) for r in answer["results"]]}
            except ChannelClosed:
                yield from self._lost(waiting)

    def _lost(self, waiting: dict[int, Answer]) -> Iterator[Answer]:
        """Answer for what the host was working on when it ended, and forget it; the next request starts another."""
        self.close()
        for request in waiting.values():
            path = request["path"]
            reason = f"{Path(path).name}: the grader's own process ended; grade it again"
            yield {"results": [results.failed(self._bundle, request["name"], reason, "fault")]}
        waiting.clear()

    def _send(self, request: Answer) -> int:
        self._next += 1
        message = json.dumps({"id": self._next, **request}).encode()
        channel = self._channel or self._open()
        with contextlib.suppress(ChannelClosed):  # noticed when the answer does not come
            channel.send(message)
        return self._next

    def _receive(self) -> Answer:
        if self._channel is None:
            raise ChannelClosed
        found: Answer = json.loads(self._channel.receive()[0])
        return found

    def _open(self) -> Channel:
        self._scratch = Path(tempfile.mkdtemp(prefix="emgrade-"))
        self._scratch.chmod(0o711)
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-I", "-m", "emgrade.grade.host", str(theirs.fileno())]
            self._host = subprocess.Popen(
                command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, start_new_session=True
            )
        self._channel = Channel(ours)
        settings = {"bundle": str(self._bundle.path), "scratch": str(self._scratch), "skip": self._skip}
        try:
            self._channel.send(json.dumps(settings).encode())
            hello = self._receive()
        except ChannelClosed:
            hello = {"fault": "the grader did not start"}
        if "fault" in hello:
            self.close()
            raise EngineError(str(hello["fault"]))
        return self._channel

    def close(self) -> None:
        """End the host and everything below it."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._host is not None:
            try:
                self._host.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self._host.kill()
                self._host.wait()
            self._host = None
        if self._scratch is not None:
            remove(self._scratch)
            self._scratch = None


class OtterGrader:
    """Grades with Otter's own runner, without isolation, for an assignment that asks for it."""

    def __init__(self, bundle: Path) -> None:
        self._path = bundle

    def __enter__(self) -> OtterGrader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def grade(self, path: Path) -> Result:
        """Grade one submission."""
        from .otter_runner import run_otter

        return run_otter(self._path, path)

    def grade_many(self, paths: Iterable[Path]) -> Iterator[Result]:
        """Grade submissions one after another."""
        return map(self.grade, paths)

    def try_answers(
        self, notebook: Path, answers: Sequence[tuple[str, str]], *, rest: bool = False
    ) -> Iterator[tuple[int, Result]]:
        """Refuse: trying answers needs copies of the student's process."""
        raise EngineError("Answers can be tried with `engine: isolated` only.")


def open_grader(bundle: Path, *, workers: int = 1, skip: tuple[str, ...] = ()) -> Grader | OtterGrader:
    """Return a grader for a bundle, to be used in a `with` statement.

    The assignment's `engine` decides which; neither takes over from the other by itself.

    Raises
    ------
    EngineError
        When the folder is no bundle, or the grader cannot start.
    """
    if read_bundle(Path(bundle)).engine == "otter":
        return OtterGrader(Path(bundle))
    return Grader(bundle, workers=workers, skip=skip)
