"""What `check` has to say: findings, each with its place, and what was tried for one assignment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from ..errors import AuthorError
from ..printable import counted

Kind = Literal[
    "lint",
    "answers",
    "build",
    "reference",
    "untouched",
    "leak",
    "access",
    "test",
    "wrong",
    "right",
    "cascade",
    "mutant",
]
# A cause stands before what follows from it: a reference that fails makes known answers look wrong.
ORDER: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an author has to look at.

    Attributes
    ----------
    kind : str
        Which part of the check found it.
    path, line : Path, int
        The file and the line to open; line 0 speaks of the whole file.
    reason : str
        What is wrong, in one sentence.
    """

    kind: Kind
    path: Path
    line: int
    reason: str

    @classmethod
    def of(cls, kind: Kind, error: AuthorError) -> Finding:
        """Wrap an author's error."""
        return cls(kind, Path(error.path), error.line, error.reason)

    def told(self, root: Path) -> str:
        """Return `file:line: reason` with the file below `root`."""
        plain = self.plain(root)
        return (
            f"{plain['file']}:{self.line}: {self.reason}" if self.line else f"{plain['file']}: {self.reason}"
        )

    def plain(self, root: Path) -> dict[str, Any]:
        """Return the finding as JSON takes it."""
        path = self.path.relative_to(root) if root in self.path.parents else self.path
        return {"kind": self.kind, "file": path.as_posix(), "line": self.line, "reason": self.reason}


@dataclass
class Checked:
    """What was tried for one assignment, and what was found.

    Attributes
    ----------
    name : str
        The assignment.
    findings : list of Finding
        Empty when it grades what it should; causes first.
    notes : list of str
        What was not tried, or not fully, and why.
    questions, points, tests, wrong, named, right, mutants, equivalent, engine, seconds
        For the summary; `named` are the wrong answers that were told the sentence that `answers.toml` promises,
        `equivalent` the mutants with full marks that it marks as right.
    """

    name: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: int = 0
    points: float = 0
    tests: int = 0
    wrong: int = 0
    named: int = 0
    right: int = 0
    mutants: int = 0
    equivalent: int = 0
    engine: str = ""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def summary(self) -> str:
        """One line: what was tried, and how many findings there are."""
        tried = f"{counted(self.questions, 'question')}, {counted(self.points, 'point')}, "
        tried += (
            f"{counted(self.tests, 'test')}; {counted(self.wrong, 'wrong answer')} ({self.named} named), "
        )
        tried += counted(self.right, "other right answer")
        tried += f", {counted(self.mutants, 'mutant')}" if self.mutants else ""
        tried += f" ({self.equivalent} equivalent)" if self.equivalent else ""
        verdict = counted(len(self.findings), "finding") if self.findings else "nothing found"
        return f"{tried}: {verdict} ({self.seconds:.1f} s, {self.engine or 'no'} engine)"

    def plain(self, root: Path) -> dict[str, Any]:
        """Return everything as JSON takes it."""
        names = (
            "name",
            "engine",
            "questions",
            "points",
            "tests",
            "wrong",
            "named",
            "right",
            "mutants",
            "equivalent",
            "notes",
        )
        found = [f.plain(root) for f in self.findings]
        return {**{n: getattr(self, n) for n in names}, "seconds": round(self.seconds, 2), "findings": found}
