"""Grade notebooks and known answers with what students are graded with: the engine that the assignment asks for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import msgspec

from ..answers import Answer
from ..build import Versions
from ..build.otter import write_tree
from ..bundle import PROFILE, read_profile
from ..grade.grader import open_grader
from ..grade.sources import imports_of
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
    """

    def __init__(self, versions: Versions, jobs: int, codes: Iterable[str] = ()) -> None:
        self.engine: str = read_profile(versions.autograder[PROFILE]).engine
        self._jobs = jobs
        self._stack = ExitStack()
        self._work = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="emgrade-check-")))
        write_tree(_loading(versions.autograder, codes), self._work / "autograder")
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
        self, notebook: Notebook, answers: Sequence[Answer], tick: Tick, *, rest: bool = False
    ) -> list[Result]:
        """Return a result for each answer, in their order.

        An answer is run in the place of the reference answer, below everything above it, and its question's tests after
        it. With `rest`, the reference answer is run next, and then the rest of the notebook.
        """
        if self.engine == "otter":  # it has no copies of a process to try answers in
            books = [notebook.with_answers({a.question: a.code}, mended=rest) for a in answers]
            return self.grade(
                [b if rest else b.up_to(a.question) for a, b in zip(answers, books, strict=True)], tick
            )
        place = {name: number for number, name in enumerate(notebook.places)}
        order = sorted(range(len(answers)), key=lambda i: place[answers[i].question])
        found: dict[int, Result] = {}
        asked = [(answers[i].question, answers[i].code) for i in order]
        for number, result in self._grader.try_answers(self._written(notebook), asked, rest=rest):
            found[order[number]] = result
            tick()
        return [found[i] for i in range(len(answers))]

    def _written(self, notebook: Notebook) -> Path:
        self._count += 1
        path = self._work / f"notebook_{self._count}.ipynb"
        path.write_bytes(notebook.data)
        return path


def _loading(files: Mapping[str, bytes], codes: Iterable[str]) -> dict[str, bytes]:
    profile = read_profile(files[PROFILE])
    imports = tuple(dict.fromkeys([*profile.imports, *imports_of(codes)]))
    return {**files, PROFILE: msgspec.structs.replace(profile, imports=imports).to_json()}
