"""`emgrade compare`: build and grade Otter's masters with Otter and with the kit, and say where they differ."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .build import Versions, compile_bundle
from .build.otter import run_assign, write_tree
from .errors import AuthorError, SubmissionError
from .grade import open_grader
from .grade.otter_runner import run_archive
from .project import is_master
from .settings import Course
from .source import read_assignment

Scores = dict[str, tuple[float, float]]
"""Question -> points and how many there can be."""


@dataclass(frozen=True)
class Graded:
    """One notebook, graded by both; None where it could not be graded, and then `why` says more."""

    notebook: str
    otter: Scores | None
    ours: Scores | None
    why: str = ""
    sentences: dict[str, str] = field(default_factory=dict)

    @property
    def differing(self) -> list[tuple[str, str, str, str]]:
        """The questions with other points: name, what Otter gives, what the kit gives, and what the test said here."""
        otter, ours = self.otter or {}, self.ours or {}
        return [
            (name, _told(otter.get(name)), _told(ours.get(name)), self.sentences.get(name, ""))
            for name in {**otter, **ours}
            if otter.get(name) != ours.get(name)
        ]

    @property
    def equal(self) -> bool:
        """Whether both graded it and gave the same."""
        return not self.differing and not self.why

    @property
    def more(self) -> bool:
        """Whether the kit gives more points than Otter."""
        return self.otter is not None and _sum(self.ours) > _sum(self.otter) + 1e-9


@dataclass(frozen=True)
class Compared:
    """One master: why Otter or the kit refuses it, what the kit warns of, and the notebooks that both graded."""

    master: Path
    otter_refuses: str = ""
    refused: str = ""
    warnings: tuple[str, ...] = ()
    graded: tuple[Graded, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return bool(self.otter_refuses) == bool(self.refused) and all(one.equal for one in self.graded)

    def announced(self, question: str) -> bool:
        """Whether the build warned of a question."""
        return any(f" {question}: " in warning for warning in self.warnings)


def masters(folder: Path) -> list[Path]:
    """Return Otter's master notebooks below a folder, or the one that is given."""
    if folder.is_file():
        return [folder]
    found = (path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts)
    return list(filter(is_master, found))


def compare(master: Path) -> Compared:
    """Build a master with both, grade the solution, the untouched notebook and what lies in `submissions/` beside it.

    Where several masters share a folder, the submissions to one are in `submissions/<its name>/`.
    """
    with tempfile.TemporaryDirectory(prefix="emgrade-compare-") as scratch:
        work = Path(scratch)
        theirs = ""
        try:
            run_assign(master, work / "otter")
        except AuthorError as error:
            theirs = error.reason
        try:
            versions = compile_bundle(read_assignment(master, master.stem), Course())
        except AuthorError as error:
            return Compared(master, theirs, str(error))
        warnings = tuple(map(str, versions.warnings))
        tested = any(path.startswith("tests/") for path in versions.autograder)
        # With `generate: false` Otter makes nothing to grade with.
        archive = next((work / "otter" / "autograder").glob("*.zip"), None)
        graded = tuple(_graded(master, versions, work, archive)) if tested and archive else ()
        return Compared(master, theirs, "", warnings, graded)


def _graded(master: Path, versions: Versions, work: Path, archive: Path) -> Iterator[Graded]:
    own = (work / "otter" / "autograder", work / "otter" / "student")
    places = [("solution", own[0] / master.name), ("untouched", own[1] / master.name)]
    beside = master.resolve().parent / "submissions"  # Otter grades them from another folder
    beside = beside / master.stem if (beside / master.stem).is_dir() else beside
    places += [(path.relative_to(beside).as_posix(), path) for path in sorted(beside.rglob("*.ipynb"))]
    write_tree(versions.autograder, work / "bundle")
    with open_grader(work / "bundle") as grader:
        for name, path in places:
            result = grader.grade(path)
            ours = {q.name: _points(q.score, q.possible) for q in result.questions} if result.graded else None
            failed = (
                (q.name, next((c.sentence for c in q.cases if not c.passed), "")) for q in result.questions
            )
            why, otter = result.error, None
            try:
                rows, _ = run_archive(path, archive, name)
                otter = {row["name"]: _points(row["score"], row["possible"]) for row in rows}
            except SubmissionError as error:
                why = why or str(error)
            yield Graded(
                name,
                otter,
                ours,
                why,
                {question: " ".join(said.split())[:160] for question, said in failed if said},
            )


def _points(score: float, possible: float) -> tuple[float, float]:
    return round(float(score), 6), round(float(possible), 6)


def _told(points: tuple[float, float] | None) -> str:
    return f"{points[0]:g} of {points[1]:g}" if points else "nothing"


def _sum(scores: Scores | None) -> float:
    return sum(score for score, _ in (scores or {}).values())
