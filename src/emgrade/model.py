"""What the stages hand to each other: assignments on the way in, results on the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .bundle import QuestionInfo, Tell

if TYPE_CHECKING:  # grading needs a model, but nothing of formulas
    from .formulas import TypedFormula

CellKind = Literal["markdown", "code", "raw"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a source, with the line where its text begins (counted from 1; for `.ipynb` the cell number)."""

    kind: CellKind
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """One test function of a question; `unknown` are settings that neither Otter nor the kit reads."""

    name: str
    source: str
    line: int
    hidden: bool
    points: float | None
    success_message: str | None = None
    failure_message: str | None = None
    unknown: tuple[str, ...] = ()
    tell: Tell | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an assignment: what the student answers and how it is tested.

    `answer` is the solution cell with its markers; `prompt` holds the cells before it; `settings` is what the author
    wrote below `# BEGIN QUESTION`; `formula` is set where that declares a typed formula, and `cases` are then written
    from it. As in Otter, later questions of the same name belong to it, and the settings are the last one's; `again`
    holds their lines. `unclosed` is the block of the last question that the notebook ends in, and its line.
    """

    name: str
    line: int
    points: float
    manual: bool
    prompt: tuple[Cell, ...]
    answer: tuple[Cell, ...]
    cases: tuple[Case, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    formula: TypedFormula | None = None
    again: tuple[int, ...] = ()
    unclosed: tuple[str, int] | None = None

    def tell(self, case: Case, default: Tell) -> Tell:
        """When a student is told the sentence of one of the cases: as it says, as the question says, or by default."""
        if not case.hidden:
            return "at_once"
        found: Tell = case.tell or self.settings.get("tell", default)
        return found


@dataclass(frozen=True, slots=True)
class Assignment:
    """One source file, read: every cell in order, the questions, and the settings.

    `stamp` is a hash of `sources`, the source and every file that it ships or grades with; student notebook, solution
    and autograder carry it.
    """

    name: str
    path: Path
    config: dict[str, Any]
    config_line: int
    cells: tuple[Cell, ...]
    questions: tuple[Question, ...]
    files: tuple[str, ...]
    stamp: str
    sources: tuple[str, ...] = ()

    @property
    def automatic(self) -> tuple[Question, ...]:
        """The questions that the autograder scores: those with tests."""
        return tuple(q for q in self.questions if q.cases)

    @property
    def points(self) -> float:
        """Automatic points."""
        return sum(q.points for q in self.automatic)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one test case ended.

    `message` is Otter's text and `sentence` what the check itself said, without trace and line numbers; both are empty
    for a passed case. `kind` is equal for equal mistakes, `told` what a student may be told of a hidden case: a
    sentence that its author wrote, nothing that was computed. `unanswered` says that the check found the untouched
    notebook's `...`, not a mistake.
    """

    name: str
    hidden: bool
    passed: bool
    points: float
    message: str = ""
    sentence: str = ""
    unanswered: bool = False
    kind: str = ""
    told: str = ""

    @property
    def said(self) -> str:
        """The sentence of a failed case; without one, the last line of what Python printed."""
        return self.sentence.strip() or self.message.strip().rpartition("\n")[2].strip()


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The score of one question and the cases behind it; `typed` has the texts and numbers of the answer by name."""

    name: str
    score: float
    possible: float
    cases: tuple[CaseResult, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def stopped_by(self) -> CaseResult | None:
        """The first public case that failed, whose message Otter shows."""
        return next((case for case in self.cases if not case.hidden and not case.passed), None)

    @property
    def said(self) -> str:
        """The sentence that the public check showed; nothing where it passed."""
        return self.stopped_by.said if self.stopped_by else ""

    def told(self, info: QuestionInfo, when: Tell) -> tuple[str, ...]:
        """What hidden cases tell the student at a moment, each sentence once; what is told earlier is left out."""
        tests = zip(self.cases, info.tests, strict=False)
        found = [(test.tell, case.told) for case, test in tests if case.hidden and case.told]
        earlier = {text for tell, text in found if tell == "at_once" != when}
        return tuple(dict.fromkeys(text for tell, text in found if tell == when and text not in earlier))


Status = Literal["graded", "refused", "fault"]
NoteKind = Literal[
    "receipt", "changed", "version", "cell error", "cell time", "cell ended", "time", "output", "layer"
]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened while a submission was graded.

    Attributes
    ----------
    kind : str
        What happened: an export's receipt lay beside the notebook; it was the receipt of another one; the notebook is
        of another version; a cell stopped with an error, ran out of time or ended its process; the whole notebook ran
        out of time; too much was printed; a layer of the sandbox is not in force.
    text : str
        One sentence.
    cell : int or None
        The code cell that it speaks of, counted from 1.
    code : str
        The first line of that cell, where it failed.
    what : str
        How it failed, in words that are equal for equal failures.
    """

    kind: NoteKind
    text: str
    cell: int | None = None
    code: str = ""
    what: str = ""

    def __str__(self) -> str:
        return self.text


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
        In the order of the assignment; empty unless the status is "graded".
    status : str
        "graded"; "refused" where the submission cannot be graded; "fault" where the grader failed, which is never kept
        as a result.
    error : str
        Why nothing could be graded, as one sentence; empty for a graded submission.
    notes : tuple of Note
        For the student and the instructor.
    instructor_notes : tuple of Note
        For the instructor alone: layers of the sandbox that were not in force.
    seconds : float
        Wall time.
    gradescope : dict
        The complete `results.json`.
    """

    submission: str
    assignment: str
    stamp: str
    questions: tuple[QuestionResult, ...] = ()
    status: Status = "graded"
    error: str = ""
    notes: tuple[Note, ...] = ()
    instructor_notes: tuple[Note, ...] = ()
    seconds: float = 0.0
    gradescope: dict[str, Any] = field(default_factory=dict)

    @property
    def graded(self) -> bool:
        """Whether there is a score."""
        return self.status == "graded"

    @property
    def score(self) -> float:
        """Points earned in automatic questions."""
        return sum(q.score for q in self.questions)

    @property
    def possible(self) -> float:
        """Points that automatic questions can give."""
        return sum(q.possible for q in self.questions)
