"""One submission: drives the cells, checks questions where Otter would, and restarts what a cell killed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ..model import Note, NoteKind
from .cases import Checker
from .proxies import ProcessEnded
from .session import Ran, Session
from .submission import CodeCell

MAX_STARTS = 6
MAX_CHECKS = 200
MAX_NOTES = 12
UNCHECKED_SECONDS = 60.0  # kept back for the questions that were not checked when the notebook's time is up


class Student(Protocol):
    """The student's process, as far as a judge needs it."""

    @property
    def session(self) -> Session:
        """The socket to it."""

    def end(self) -> None:
        """End it."""


Start = Callable[[], Student]


class Judge:
    """Runs a notebook and collects Otter's test files with their results.

    Parameters
    ----------
    start : callable
        Starts a process for the student's code.
    checker : Checker
        Holds the tests.
    cells : tuple of CodeCell
        The notebook.
    cell_seconds, until : float
        Limit of one cell; when cells have to end, of `time.monotonic`.
    seed : dict or None
        Otter's seed: `{"value": int, "variable": str or None}`.
    """

    def __init__(
        self,
        start: Start,
        checker: Checker,
        cells: tuple[CodeCell, ...],
        *,
        cell_seconds: float,
        until: float,
        seed: dict[str, Any] | None = None,
    ) -> None:
        self._start = start
        self._checker = checker
        self.cells = cells
        self._seconds = cell_seconds
        self._until = until
        self._seed = seed
        self._starts = 0
        self._lost: set[int] = set()
        self._replaying = False
        self._at = 0
        self._checks = 0
        self.results: dict[str, Any] = {}
        self.notes: list[Note] = []
        self.printed = 0
        self.student = self._started()

    def grade(self) -> None:
        """Run everything; afterwards `results` holds question -> test file, in the order of the checks."""
        try:
            self.run_cells(0, len(self.cells))
            self.student.session.until = self._until + UNCHECKED_SECONDS
            for question in self._checker.questions:
                if question not in self.results:
                    self.check(question)
        finally:
            self.student.end()

    def run_cells(self, first: int, last: int) -> None:
        """Run cells and the checks that their metadata asks for."""
        for number in range(first, last):
            if time.monotonic() >= self._until:
                self.note(
                    "time",
                    number,
                    f"The notebook's time was up before {self._title(number)}; the cells from there on did not run.",
                )
                return
            self._run(number)
            for question in self.cells[number].tests:
                if question in self._checker.questions:
                    self.check(question)

    def replay(self, first: int, last: int) -> None:
        """Run cells without the checks in them.

        Raises
        ------
        ProcessEnded
            When the process ends in one of them.
        """
        self._replaying = True
        try:
            for number in range(first, last):
                if number not in self._lost and time.monotonic() < self._until:
                    self._at = number
                    self._execute(number)
        finally:
            self._replaying = False

    def check(self, question: str) -> str:
        """Check one question now; return what its public tests say.

        Raises
        ------
        LookupError
            When there is no such question.
        """
        self._checks += 1
        if question not in self._checker.questions:
            raise LookupError(question)
        if self._checks > MAX_CHECKS:
            return ""
        if self._seed and not self._seed.get("variable"):
            # In Otter the tests run in the seeded process; here they have random numbers of their own.
            np.random.seed(self._seed["value"])
            random.seed(self._seed["value"])
        found = self._checker.run(question, self.student.session)
        self.results[question] = found
        return str(found.summary(public_only=True))

    def note(self, kind: NoteKind, number: int, sentence: str) -> None:
        """Keep a sentence for the student and the instructor."""
        note = Note(kind, sentence, number + 1)
        if note not in self.notes:
            full = len(self.notes) >= MAX_NOTES
            self.notes.append(Note("cell error", "More cells stopped with an error.") if full else note)
            del self.notes[MAX_NOTES + 1 :]

    def _run(self, number: int) -> None:
        try:
            ran = self._execute(number)
        except ProcessEnded:
            self._lost.add(number)
            why = self.student.session.ended
            self.note(
                "cell ended",
                number,
                f"{self._title(number)} ended the process that runs the notebook: {why}. The rest ran without it.",
            )
            self._restart(number)
            return
        self.printed = max(self.printed, ran.printed)
        if ran.limited:
            self.note(
                "cell time",
                number,
                f"{self._title(number)} ran longer than {self._seconds:g} s and was stopped.",
            )
        elif ran.error:
            self.note("cell error", number, f"{self._title(number)} stopped with {_one_line(ran.error)}")

    def _execute(self, number: int) -> Ran:
        return self.student.session.run(self.cells[number].source, self._seconds, self._seed)

    def _restart(self, number: int) -> None:
        """Start anew and repeat the cells up to `number`, without those that ended a process and without checks."""
        self.student.end()
        if self._starts >= MAX_STARTS:
            raise OSError(0, f"the notebook's process ended {self._starts} times; the rest was not run")
        self.student = self._started()
        try:
            self.replay(0, number + 1)
        except ProcessEnded:
            self._lost.add(self._at)
            self._restart(number)

    def _started(self) -> Student:
        student = self._start()
        self._starts += 1
        student.session.on_check = self._on_check
        return student

    def _on_check(self, question: str) -> str:
        return "" if self._replaying else self.check(question)

    def _title(self, number: int) -> str:
        lines = (line.strip() for line in self.cells[number].source.splitlines())
        text = next((line for line in lines if line and not line.startswith("#")), "")
        return f"Code cell {number + 1} (`{_shortened(text, 40)}`)"


def _one_line(text: str) -> str:
    return _shortened(" ".join(text.split()), 160)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
