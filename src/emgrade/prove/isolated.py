"""The isolated engine as a bench: what students are graded with."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import nbformat

from ..book import Book
from ..build import Bundle
from ..build.otter import write_tree
from ..grade import Grader
from ..imports import imports_of
from ..model import Result
from .bench import Answers, Tick


class IsolatedBench:
    """Runs notebooks of one assignment on the isolated engine; to be used in a `with` statement.

    Parameters
    ----------
    bundle : Bundle
        The built assignment.
    jobs : int
        How many notebooks or answers are worked on at a time.
    codes : iterable of str
        The answers that will be tried. What they import is loaded once, not once for each.
    """

    name = "isolated"

    def __init__(self, bundle: Bundle, jobs: int, codes: Iterable[str] = ()) -> None:
        self._stack = ExitStack()
        self._work = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="emgrade-check-")))
        write_tree(_loading(bundle.autograder, codes), self._work / "autograder")
        self._grader = Grader(self._work / "autograder", workers=jobs)
        self._stack.enter_context(self._grader)
        self._count = 0

    def __enter__(self) -> IsolatedBench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def grade(self, notebooks: Sequence[nbformat.NotebookNode]) -> list[Result]:
        """Grade whole notebooks, in their order."""
        paths = [self._written(notebook) for notebook in notebooks]
        results = {result.submission: result for result in self._grader.grade_many(paths)}
        return [results[str(path)] for path in paths]

    def try_answers(self, book: Book, answers: Answers, tick: Tick, *, rest: bool) -> dict[str, list[Result]]:
        """Run the reference a few times; run each answer in a forked copy."""
        flat = [(name, code) for name in book.places for code in answers.get(name, ())]
        found: dict[int, Result] = {}
        for number, result in self._grader.try_answers(self._written(book.notebook), flat, rest=rest):
            found[number] = result
            tick()
        tried: dict[str, list[Result]] = {}
        for number, (name, _) in enumerate(flat):
            tried.setdefault(name, []).append(found[number])
        return tried

    def _written(self, notebook: nbformat.NotebookNode) -> Path:
        self._count += 1
        path = self._work / f"notebook_{self._count}.ipynb"
        nbformat.write(notebook, path)
        return path


def _loading(files: Mapping[str, bytes], codes: Iterable[str]) -> dict[str, bytes]:
    profile = json.loads(files["profile.json"])
    profile["imports"] = list(dict.fromkeys([*profile.get("imports", ("numpy",)), *imports_of(codes)]))
    return {**files, "profile.json": json.dumps(profile).encode()}
