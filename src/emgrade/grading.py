"""Grade a class from intake to report: the one place where `classroom` and `report` meet."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from emgrade.bundle import read_bundle
from emgrade.classroom.changes import Move
from emgrade.classroom.intake import collect
from emgrade.classroom.rules import LatePolicy
from emgrade.classroom.run import Grader
from emgrade.classroom.session import Session, load_run, open_session, open_store
from emgrade.demo import make_class
from emgrade.errors import EmgradeError
from emgrade.gradebook import ClassRun, Entry
from emgrade.model import Result
from emgrade.project import Project
from emgrade.report.write import write_exports, write_report
from emgrade.source import read_assignment


@dataclass(frozen=True, slots=True)
class Options:
    """How to grade a class.

    Attributes
    ----------
    runs : Path
        Where runs are kept, one folder for each assignment.
    workers : int
        Submissions at a time on this machine; 0 for as many as it has processors for us.
    everything : bool
        Grade everything anew, not only what a change touches.
    scheduler : str
        Address of a Dask scheduler; empty for this machine.
    late, due
        The rule for late work, see `emgrade.classroom.rules`.
    """

    runs: Path
    workers: int = 0
    everything: bool = False
    scheduler: str = ""
    late: LatePolicy = "count"
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """Intake is done; `session.todo` is about to be graded."""

    session: Session


@dataclass(frozen=True, slots=True)
class Graded:
    """One result came in. It is on the disk, unless its status is "fault"."""

    entry: Entry
    result: Result


@dataclass(frozen=True, slots=True)
class Moved:
    """Everything is graded; these students moved since the run before. Nothing is exported yet."""

    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end: the run, its folder, its page, and who moved since the run before."""

    run: ClassRun
    folder: Path
    report: Path
    moves: tuple[Move, ...]


Event = Started | Graded | Moved | Outcome


def grade_class(bundle: Path, paths: list[Path], options: Options) -> Generator[Event, None, None]:
    """Grade what is new or changed among `paths`, write tables, feedback and the report, and tell of it on the way.

    Whoever stops listening stops the grading; what was graded is kept, and the same call goes on.

    Raises
    ------
    EmgradeError
        When the autograder is none, nothing was found, another process works on the run, or a cluster does not answer.
    """
    facts = read_bundle(bundle)
    intake = collect(paths, facts.assignment, late=options.late, due=options.due)
    if not any(entry.state == "counts" for entry in intake.entries):
        raise EmgradeError(_nothing_found(paths, intake.entries))
    with open_session(options.runs, facts, intake, paths, everything=options.everything) as session:
        yield Started(session)
        for entry, result in session.grade(lambda folder, count: open_for(folder, options, count)):
            yield Graded(entry, result)
        moves = session.moves()
        yield Moved(moves)
        run = session.store.load()
        write_exports(run, session.folder, session.store.gradescope)
        yield Outcome(run, session.folder, write_report(run, session.folder), moves)


def outcome_of(events: Generator[Event, None, None]) -> Outcome:
    """Grade to the end and return what came out."""
    *_, last = events
    assert isinstance(last, Outcome)
    return last


def _nothing_found(paths: list[Path], entries: Sequence[Entry]) -> str:
    where = ", ".join(map(str, paths))
    told = [f"{entry.origin}: {entry.reason}" for entry in entries if entry.state == "unreadable"]
    first = f" The first that cannot be read: {told[0]}" if told else ""
    return f"No submission was found in {where} (files: {len(entries)}).{first}"


def open_for(bundle: Path, options: Options, count: int) -> AbstractContextManager[Grader]:
    """Open what grades `count` submissions: the engine here, or a cluster."""
    if options.scheduler:
        from emgrade.classroom.cluster import ClusterGrader

        return ClusterGrader(bundle, options.scheduler)
    from emgrade.grade import open_grader

    return open_grader(bundle, workers=min(options.workers or processors(), count))


def processors() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def report_again(path: Path) -> tuple[ClassRun, Path]:
    """Write the page of a run anew, and return the run and the page.

    Raises
    ------
    EmgradeError
        When there is no run at `path`.
    """
    run = load_run(path)
    folder = path if path.is_dir() else path.parent
    with open_store(path) as store:
        write_exports(run, folder, store.gradescope)
    return run, write_report(run, folder)


def demo_class(project: Project, name: str, runs: Path, size: int = 60) -> Generator[Event, None, None]:
    """Make the sample class of a built assignment, grade it and write its report.

    Parameters
    ----------
    project : Project
        The course.
    name : str
        The assignment.
    runs : Path
        Where the run goes; the class itself is made in `runs/<name>/class-<size>`.
    """
    target = runs / name / f"class-{size}"
    shutil.rmtree(target, ignore_errors=True)
    make_class(project, read_assignment(project.source(name)), target, size)
    return grade_class(project.autograder(name), [target], Options(runs, everything=True))
