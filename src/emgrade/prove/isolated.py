"""The isolated engine as a bench: what students are graded with."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import nbformat

from ..build import Bundle
from ..build.otter import write_tree
from ..grade import open_grader
from ..model import Result
from .bench import Answers, Tick
from .book import Book


class IsolatedBench:
    """Runs notebooks of one assignment on the isolated engine; to be used in a `with` statement.

    Parameters
    ----------
    bundle : Bundle
        The built assignment.
    jobs : int
        How many notebooks or answers are worked on at a time.
    """

    name = "isolated"

    def __init__(self, bundle: Bundle, jobs: int) -> None:
        self._stack = ExitStack()
        self._work = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="emgrade-check-")))
        write_tree(bundle.autograder, self._work / "autograder")
        self._grader = self._stack.enter_context(open_grader(self._work / "autograder", workers=jobs))
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
        """Run the reference up to each question; run each of its answers in a forked copy."""
        path = self._written(book.notebook)
        found: dict[str, list[Result]] = {}
        for question, codes in answers.items():
            found[question] = self._grader.try_answers(path, question, codes, rest=rest)
            for _ in codes:
                tick()
        return found

    def _written(self, notebook: nbformat.NotebookNode) -> Path:
        self._count += 1
        path = self._work / f"notebook_{self._count}.ipynb"
        nbformat.write(notebook, path)
        return path
