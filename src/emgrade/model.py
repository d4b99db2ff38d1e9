"""What the stages hand to each other: assignments on the way in, results on the way out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

CellKind = Literal["markdown", "code", "raw"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a source, with the line where its text begins (counted from 1; for `.ipynb` the cell number)."""

    kind: CellKind
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """One test function of a question."""

    name: str
    source: str
    line: int
    hidden: bool
    points: float | None
    success_message: str | None = None
    failure_message: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an assignment: what the student answers and how it is tested.

    `answer` is the solution cell with its markers; `prompt` holds the cells before it; `settings` is what the author
    wrote below `# BEGIN QUESTION`.
    """

    name: str
    line: int
    points: float
    manual: bool
    prompt: tuple[Cell, ...]
    answer: tuple[Cell, ...]
    cases: tuple[Case, ...]
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One source file, read: every cell in order, the questions, and the settings.

    `stamp` is a hash of the source and of every file that it ships; student notebook, solution and autograder carry
    it.
    """

    name: str
    path: Path
    config: dict[str, Any]
    config_line: int
    cells: tuple[Cell, ...]
    questions: tuple[Question, ...]
    files: tuple[str, ...]
    stamp: str

    @property
    def automatic(self) -> tuple[Question, ...]:
        """The questions that the autograder scores."""
        return tuple(q for q in self.questions if not q.manual)

    @property
    def points(self) -> float:
        """Automatic points."""
        return sum(q.points for q in self.automatic)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one test case ended. `message` is empty for a passed case."""

    name: str
    hidden: bool
    passed: bool
    points: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The score of one question and the cases behind it."""

    name: str
    score: float
    possible: float
    cases: tuple[CaseResult, ...] = ()

    @property
    def public_message(self) -> str:
        """What the student is told: the first message of a failed public case, or nothing."""
        return next((case.message for case in self.cases if not case.hidden and not case.passed), "")


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one submission.

    Attributes
    ----------
    submission : str
        The path (or archive member) that was graded, as given.
    assignment, stamp : str
        What it was graded against.
    questions : tuple of QuestionResult
        In the order of the assignment; empty when `error` is set.
    error : str
        Why nothing could be graded, as one sentence; empty otherwise.
    notes : tuple of str
        For the student and the instructor: another version of the notebook, a cell that ran out of time ...
    instructor_notes : tuple of str
        For the instructor alone: layers of confinement that were not in force, tampered metadata ...
    needs_person : bool
        Whether somebody should look at this submission by hand.
    seconds : float
        Wall time.
    gradescope : dict
        The complete `results.json`.
    """

    submission: str
    assignment: str
    stamp: str
    questions: tuple[QuestionResult, ...] = ()
    error: str = ""
    notes: tuple[str, ...] = ()
    instructor_notes: tuple[str, ...] = ()
    needs_person: bool = False
    seconds: float = 0.0
    gradescope: dict[str, Any] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Points earned in automatic questions."""
        return sum(q.score for q in self.questions)

    @property
    def possible(self) -> float:
        """Points that automatic questions can give."""
        return sum(q.possible for q in self.questions)
