"""Grade notebooks and known answers with what students are graded with: the engine that the assignment asks for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import msgspec

from ..build import Versions
from ..build.otter import write_tree
from ..bundle import PROFILE, read_profile
from ..grade import open_grader
from ..imports import imports_of
from ..model import Result
from ..notebook import Notebook

Tick = Callable[[], None]


class Runner:
    """Grades notebooks of one built assignment; to be used in a `with` statement.

    Parameters
    ----------
    versions : Versions
        The built assignment.
    jobs : int
        How many notebooks or answers are worked on at a time.
    codes : iterable of str
        The answers that will be tried. What they import is loaded once, not once for each.
    seconds : float, optional
        A shorter limit for a cell and for a call than the assignment's own.
    """

    def __init__(
        self, versions: Versions, jobs: int, codes: Iterable[str] = (), seconds: float | None = None
    ) -> None:
        self.engine: str = read_profile(versions.autograder[PROFILE]).engine
        self._jobs = jobs
        self._stack = ExitStack()
        self._work = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="emgrade-check-")))
        write_tree(_loading(versions.autograder, codes, seconds), self._work / "autograder")
        self._grader = open_grader(self._work / "autograder", workers=jobs)
        self._stack.enter_context(self._grader)
        self._count = 0

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def grade(self, notebooks: Sequence[Notebook], tick: Tick = lambda: None) -> list[Result]:
        """Grade whole notebooks; return the results in their order."""
        found: dict[str, Result] = {}
        paths = [self._written(notebook) for notebook in notebooks]
        if self.engine == "otter":
            with ThreadPoolExecutor(self._jobs) as pool:
                for result in pool.map(self._grader.grade, paths):
                    found[result.submission] = result
                    tick()
        else:
            for result in self._grader.grade_many(paths):
                found[result.submission] = result
                tick()
        return [found[str(path)] for path in paths]

    def try_answers(
        self,
        notebook: Notebook,
        answers: Sequence[tuple[str, str]],
        tick: Tick = lambda: None,
        *,
        rest: bool = False,
        mend: bool = True,
    ) -> list[Result]:
        """Return a result for each (question, code), in their order.

        An answer is run in the place of the reference answer, below everything above it, and its question's tests after
        it; with `rest`, then the rest of the notebook, in front of it the reference answer with `mend`.
        """
        if self.engine == "otter":  # it has no copies of a process to try answers in
            books = [
                (name, notebook.with_answers({name: code}, mended=rest and mend)) for name, code in answers
            ]
            return self.grade([book if rest else book.up_to(name) for name, book in books], tick)
        place = {name: number for number, name in enumerate(notebook.places)}
        order = sorted(range(len(answers)), key=lambda i: place[answers[i][0]])
        found: dict[int, Result] = {}
        asked = [answers[i] for i in order]
        for number, result in self._grader.try_answers(self._written(notebook), asked, rest=rest, mend=mend):
            found[order[number]] = result
            tick()
        return [found[i] for i in range(len(answers))]

    def _written(self, notebook: Notebook) -> Path:
        self._count += 1
        path = self._work / f"notebook_{self._count}.ipynb"
        path.write_bytes(notebook.data)
        return path


def _loading(files: Mapping[str, bytes], codes: Iterable[str], seconds: float | None) -> dict[str, bytes]:
    profile = read_profile(files[PROFILE])
    imports = tuple(dict.fromkeys([*profile.imports, *imports_of(codes)]))
    limits = profile.limits
    if seconds is not None:
        cell, call = min(seconds, limits.cell_seconds), min(seconds, limits.call_seconds)
        limits = msgspec.structs.replace(limits, cell_seconds=cell, call_seconds=call)
    return {**files, PROFILE: msgspec.structs.replace(profile, imports=imports, limits=limits).to_json()}
