"""What the proof asks of an engine: grade notebooks, and try many answers to a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import nbformat

from ..book import Book
from ..model import Result

Answers = Mapping[str, Sequence[str]]
Tick = Callable[[], None]


class Bench(Protocol):
    """A way to run notebooks of one assignment. Used by one thread at a time."""

    name: str

    def grade(self, notebooks: Sequence[nbformat.NotebookNode]) -> list[Result]:
        """Grade whole notebooks, in their order."""

    def try_answers(self, book: Book, answers: Answers, tick: Tick, *, rest: bool) -> dict[str, list[Result]]:
        """Return, for each question and each of its answers, a result.

        An answer is run where the reference answer would be, after everything above it, and the question's tests
        after it. With `rest`, the reference answer is run next, and then the rest of the notebook; a result may leave
        out questions that stand above. `tick` is called once for each answer.
        """
