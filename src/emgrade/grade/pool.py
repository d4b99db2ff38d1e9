"""The way in: open a grader on a bundle, hand it submissions, get results."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for_end
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ..bundle import Bundle, read_bundle
from ..errors import EngineError
from ..model import Result
from . import results

if TYPE_CHECKING:
    from .judge import Judge

T = TypeVar("T")
ANSWERS_EACH = 32  # answers tried on one run of the reference
_judge: Any = None  # in a judge's process: its judge


class Grader:
    """Grades submissions of one assignment with judges in processes of their own, up to `workers` at a time.

    Judges and this process trust each other, so a pool of the standard library is all there is between them. Each judge
    has a pool of its own: one that is killed then takes no other judge's submission with it.

    Parameters
    ----------
    bundle : Path
        An `autograder/<name>/` folder.
    workers : int
        How many submissions `grade_many` works on at once.

    Raises
    ------
    EngineError
        When the folder is no bundle.
    """

    def __init__(self, bundle: Path, *, workers: int = 1) -> None:
        self._bundle = read_bundle(Path(bundle))
        self._idle: list[_Process] = []
        self._workers = max(1, workers)

    def __enter__(self) -> Grader:
        self._idle = [_Process(self._bundle) for _ in range(self._workers)]
        try:
            for judge in self._idle:
                judge.wait()
        except EngineError:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def grade(self, path: Path) -> Result:
        """Grade one submission. Whatever goes wrong is in the result's status, never an exception."""
        return next(self.grade_many([path]))

    def grade_many(self, paths: Iterable[Path]) -> Iterator[Result]:
        """Grade submissions and yield results as they finish. Paths are taken one by one, as judges become free."""
        for path, future in self._each(paths, _grade):
            try:
                yield future.result()
            except (BrokenProcessPool, EngineError) as error:
                why = (
                    "the process that grades it was killed"
                    if isinstance(error, BrokenProcessPool)
                    else str(error)
                )
                reason = f"{Path(path).name}: {why}"
                yield results.failed(self._bundle, Path(path), reason, "fault")

    def observe(self, path: Path) -> tuple[Result, dict[str, dict[str, str]]]:
        """Grade one submission; return also the kind of every name that each question's tests read.

        Raises
        ------
        EngineError
            When the judge was killed.
        """
        _, future = next(self._each([path], _observe))
        try:
            return future.result()
        except BrokenProcessPool:
            raise EngineError("The process that grades was killed.") from None

    def try_answers(
        self, notebook: Path, answers: Sequence[tuple[str, str]], *, rest: bool = False, mend: bool = True
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
            Whether everything behind the check is graded too. Otherwise a result holds this question alone, and the
            cells behind the check do not run.
        mend : bool
            Whether the reference answer is put back after the check; without it later cells see the answer, as in a
            student's notebook.

        Yields
        ------
        (int, Result)
            The number of an answer and its result, as they finish; `submission` is the question's name.

        Raises
        ------
        EngineError, SubmissionError
            When the notebook does not check a question or cannot be read, or the grader failed.
        """
        size = max(1, min(ANSWERS_EACH, -(-len(answers) // self._workers)))
        waiting = [range(i, min(i + size, len(answers))) for i in range(0, len(answers), size)]
        while waiting:
            todo, waiting = waiting, []
            tasks = ((batch, notebook, [answers[number] for number in batch], rest, mend) for batch in todo)
            for (batch, *_), future in self._each(tasks, _try):
                try:
                    found = future.result()
                except BrokenProcessPool:
                    raise EngineError("The process that tries answers was killed.") from None
                yield from zip(batch, found, strict=False)
                # A batch that took long ends early; what is left of it is asked for again.
                left = batch[len(found) :]
                waiting += [left] if left else []

    def close(self) -> None:
        """End the judges and everything below them."""
        for judge in self._idle:
            judge.end()
        self._idle = []

    def _each(self, tasks: Iterable[Any], work: Callable[[Any], T]) -> Iterator[tuple[Any, Future[T]]]:
        """Give tasks to idle judges, and yield each with its finished future; a judge that was killed is replaced."""
        running: dict[Future[T], tuple[Any, _Process]] = {}
        todo = iter(tasks)
        more = True
        try:
            while True:
                while more and self._idle:
                    task = next(todo, self)
                    if task is self:
                        more = False
                        break
                    judge = self._idle.pop()
                    running[judge.pool.submit(work, task)] = (task, judge)
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task, judge = running.pop(future)
                    broken = isinstance(future.exception(), BrokenProcessPool)
                    self._idle.append(self._replaced(judge) if broken else judge)
                    yield task, future
        finally:
            # The caller stopped listening, or was interrupted: what still runs is of no use.
            self._idle += [self._replaced(judge) for _, judge in running.values()]

    def _replaced(self, judge: _Process) -> _Process:
        judge.kill()
        return _Process(self._bundle)


class _Process:
    """A judge's process: a pool of one. What was submitted to a pool of several would fail together."""

    def __init__(self, bundle: Bundle) -> None:
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(1, context, initializer=_become_judge, initargs=(bundle,))
        # A worker of a cluster is a daemon, which may have no children because they would outlive it. A judge does not:
        # `_end_with_parent`. So the mark is taken off while the process starts, which is at the first task.
        caller: dict[str, Any] = multiprocessing.current_process().__dict__["_config"]
        daemon = caller.pop("daemon", None)
        try:
            self._pid = self.pool.submit(_ready)
        finally:
            if daemon is not None:
                caller["daemon"] = daemon

    def wait(self) -> int:
        """Wait until it has loaded, and return its number.

        Raises
        ------
        EngineError
            When it cannot load.
        """
        try:
            return self._pid.result()
        except BrokenProcessPool:
            raise EngineError("The process that grades did not start.") from None

    def end(self) -> None:
        """Let it end everything below it, and then itself."""
        with contextlib.suppress(BrokenProcessPool):
            self.pool.submit(_end)
        self.pool.shutdown(wait=True)

    def kill(self) -> None:
        """End it whatever it does; its fork server then ends what is below."""
        with contextlib.suppress(EngineError, ProcessLookupError):
            os.kill(self.wait(), signal.SIGKILL)
        self.pool.shutdown(wait=True)


def _become_judge(bundle: Bundle) -> None:
    """Make this process, fresh from the pool, a judge."""
    global _judge
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller ends judges in order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    warnings.simplefilter("ignore")  # a test that computes with a wrong answer overflows: nobody's news
    try:
        _judge = open_judge(bundle)
    except EngineError as error:
        _judge = error  # told by the first task: an initializer that raises would print a traceback


def open_judge(bundle: Bundle) -> Judge:
    """Make this process a judge, to be closed.

    Raises
    ------
    EngineError
        When the sandbox cannot be had, or the tests cannot be loaded.
    """
    from .sandbox.process import SINGLE_THREADED, Sandbox

    # Tests compare small arrays: threads of NumPy's own would cost more than they save.
    os.environ.update(dict.fromkeys(SINGLE_THREADED, "1"))
    sandbox = Sandbox(bundle)
    gc.disable()  # imports leave hardly any garbage, and looking for it takes a seventh of their time
    try:
        # Imported now, so that both processes load at the same time.
        from .judge import Judge

        return Judge(bundle, sandbox)
    finally:
        gc.enable()


def _end_with_parent() -> None:
    """End with the caller, however it ends; the fork server then ends what is below."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        signal.raise_signal(signal.SIGKILL)


def _loaded() -> Judge:
    if isinstance(_judge, EngineError):
        raise _judge
    found: Judge = _judge
    return found


def _ready() -> int:
    _loaded()
    return os.getpid()


def _grade(path: Path) -> Result:
    return _loaded().grade(Path(path))


def _observe(path: Path) -> tuple[Result, dict[str, dict[str, str]]]:
    return _loaded().observe(Path(path))


def _try(task: tuple[range, Path, list[tuple[str, str]], bool, bool]) -> list[Result]:
    from .trials import try_answers

    _, notebook, answers, rest, mend = task
    return try_answers(_loaded(), notebook, answers, rest=rest, mend=mend)


def _end() -> None:
    with contextlib.suppress(EngineError):
        _loaded().close()


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
        self, notebook: Path, answers: Sequence[tuple[str, str]], *, rest: bool = False, mend: bool = True
    ) -> Iterator[tuple[int, Result]]:
        """Refuse: trying answers needs copies of the student's process."""
        raise EngineError("Answers can be tried with `engine: isolated` only.")


def open_grader(bundle: Path, *, workers: int = 1) -> Grader | OtterGrader:
    """Return a grader for a bundle, to be used in a `with` statement.

    The assignment's `engine` decides which; neither takes over from the other by itself.

    Raises
    ------
    EngineError
        When the folder is no bundle, or the grader cannot start.
    """
    if read_bundle(Path(bundle)).engine == "otter":
        return OtterGrader(Path(bundle))
    return Grader(bundle, workers=workers)
