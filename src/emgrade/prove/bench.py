"""What the proof asks of an engine: grade a notebook, and try many answers to one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import nbformat

from ..model import QuestionResult, Result
from .book import Book


class Bench(Protocol):
    """A way to run notebooks of one assignment."""

    name: str

    def grade(self, notebook: nbformat.NotebookNode, label: str) -> Result:
        """Grade a whole notebook."""

    def try_answers(
        self, book: Book, answers: Mapping[str, Sequence[str]], tick: Callable[[], None]
    ) -> dict[str, list[QuestionResult]]:
        """Return, for each question and each of its answers, how the question's own tests end.

        An answer is run where the reference answer would be, after everything above it, and the question's tests
        after it. Nothing else is run. `tick` is called once for each answer.
        """
