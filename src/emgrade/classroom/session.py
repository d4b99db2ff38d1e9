"""Run folders: a new one, the unfinished one, or the finished one to which there is nothing to add.

`runs/<assignment>/<number>/run.sqlite`. A finished run is never written to again; a regrade is a new run that takes
over what still holds, so earlier runs stay as they were.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from emgrade.bundle import Bundle
from emgrade.classroom.bundle import fingerprint
from emgrade.classroom.changes import Move, moves
from emgrade.classroom.intake import Intake
from emgrade.classroom.run import SCRATCH, Grader, carry, grade_waiting, waiting
from emgrade.classroom.store import Store
from emgrade.errors import EmgradeError
from emgrade.gradebook import ClassRun, Entry
from emgrade.model import Result

DATABASE = "run.sqlite"
_BACK = 3  # How many earlier runs are searched for results that still hold.


Opener = Callable[[Path, int], AbstractContextManager[Grader]]  # autograder, number of submissions -> grader


@dataclass(frozen=True, slots=True)
class Session:
    """One run, ready to go on.

    Attributes
    ----------
    todo : tuple of Entry
        What has to be graded now.
    carried : int
        Results taken over from an earlier run.
    resumed : bool
        Whether an interrupted run goes on.
    before : ClassRun or None
        The latest finished run, to compare with.
    """

    folder: Path
    store: Store
    bundle: Bundle
    intake: Intake
    todo: tuple[Entry, ...]
    carried: int
    resumed: bool
    before: ClassRun | None

    def grade(self, opener: Opener) -> Iterator[tuple[Entry, Result]]:
        """Grade what waits and yield each result once it is stored; close the run when nothing waits any more."""
        if self.todo:
            with opener(self.bundle.path, len(self.todo)) as grader:
                yield from grade_waiting(self.store, self.intake, self.bundle, grader, self.todo)
        if not waiting(self.store, self.intake) and self.store.fact("finished") is None:
            self.store.note("finished", datetime.now(timezone.utc).isoformat(timespec="seconds"))

    def moves(self) -> tuple[Move, ...]:
        """Return who moved since the latest finished run."""
        return moves(self.before, self.store.load()) if self.before is not None else ()


@contextmanager
def open_session(
    runs: Path, bundle: Bundle, intake: Intake, sources: list[Path], *, everything: bool = False
) -> Iterator[Session]:
    """Open the run that this intake belongs to.

    The latest run goes on when it was interrupted, or finished with nothing new to grade or to list. Otherwise a new
    run begins with the results of earlier runs that still hold.

    Parameters
    ----------
    runs : Path
        Holds a folder for each assignment.
    sources : list of Path
        What was given on the command line; an unfinished run goes on only for the same sources.
    everything : bool
        Grade everything anew.

    Raises
    ------
    EmgradeError
        When another process works on the run.
    """
    home = runs / bundle.assignment
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)  # Scores are nobody else's; a student's code runs as another user of this machine.
    with _locked(home / ".lock"):
        earlier, print_ = run_numbers(home), fingerprint(bundle)
        goes_on = bool(earlier) and _continues(home / str(earlier[-1]), print_, intake, sources, everything)
        folder = home / str(earlier[-1] if goes_on else (earlier or [0])[-1] + 1)
        folder.mkdir(exist_ok=True)
        for left in folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        with Store(folder / DATABASE) as store:
            store.start(bundle, print_, folder.name)
            store.note("sources", _resolved(sources))
            store.note("everything", everything)
            store.list_entries(intake.entries)
            old = [number for number in earlier if str(number) != folder.name]
            carried, before = 0, None
            for number in reversed(old):
                if before is not None and number not in old[-_BACK:]:
                    break
                with _readable(home / str(number)) as run:
                    if run is None:
                        continue
                    if not (everything or goes_on) and number in old[-_BACK:]:
                        carried += carry(run, store, waiting(store, intake), bundle.stamp)
                    if before is None and run.fact("finished") is not None:
                        before = run.load()
            todo = tuple(waiting(store, intake))
            yield Session(folder, store, bundle, intake, todo, carried, goes_on and bool(todo), before)


def _continues(folder: Path, print_: str, intake: Intake, sources: list[Path], everything: bool) -> bool:
    """Whether the latest run is this one: interrupted, or finished with nothing new to grade or to list."""
    with _readable(folder) as store:
        if store is None:
            return False
        same = store.fact("sources") == _resolved(sources)
        same = same and store.fingerprint == print_
        if store.fact("finished") is None:
            return same and bool(store.fact("everything")) == everything
        unchanged = store.entries() == intake.entries and not waiting(store, intake)
        return same and unchanged and not everything


@contextmanager
def _readable(folder: Path) -> Iterator[Store | None]:
    """Open an earlier run; None where another version of this program wrote it, which is left alone."""
    try:
        store = Store(folder / DATABASE)
    except EmgradeError:
        yield None
        return
    with store:
        yield store


def attempts(folder: Path, run: ClassRun) -> dict[str, tuple[Result, ...]]:
    """Return student -> what was handed in and graded, the oldest first, for those who handed in more than one thing.

    What an earlier run graded is known there; a run in which the best submission counts graded several itself.

    Parameters
    ----------
    run : ClassRun
        As it is stored in `folder`.
    """
    found: dict[str, dict[str, Result]] = {}
    for one in [*_earlier(folder), run]:
        for entry in sorted(one.entries, key=lambda entry: entry.submitted_at):
            result = one.results.get(entry.id)
            if result is not None and result.graded:
                for student in entry.students:
                    found.setdefault(student.key, {})[entry.digest] = result
    return {key: tuple(results.values()) for key, results in found.items() if len(results) > 1}


def _earlier(folder: Path) -> Iterator[ClassRun]:
    # A run that was copied to a place of its own has none before it.
    numbers = run_numbers(folder.parent) if folder.name.isdigit() else []
    for number in [one for one in numbers if one < int(folder.name)]:
        with _readable(folder.parent / str(number)) as store:
            if store is not None:
                yield store.load()


def load_run(path: Path) -> ClassRun:
    """Read a run from its folder or its SQLite file.

    Raises
    ------
    EmgradeError
        When there is none.
    """
    with open_store(path) as store:
        return store.load()


def open_store(path: Path) -> Store:
    """Open the SQLite file of a run, given as the file or as its folder.

    Raises
    ------
    EmgradeError
        When there is none.
    """
    file = path / DATABASE if path.is_dir() else path
    if not file.is_file():
        raise EmgradeError(f"{path} is no run: it has no {DATABASE}.")
    return Store(file)


def latest_run(runs: Path, assignment: str) -> Path:
    """Return the folder of the newest run of an assignment.

    Raises
    ------
    EmgradeError
        When there is none.
    """
    numbers = run_numbers(runs / assignment)
    if not numbers:
        raise EmgradeError(f"There is no run of {assignment} under {runs}.")
    return runs / assignment / str(numbers[-1])


def run_numbers(home: Path) -> list[int]:
    """Return the numbers of an assignment's runs, the oldest first."""
    if not home.is_dir():
        return []
    return sorted(
        int(path.name) for path in home.iterdir() if path.name.isdigit() and (path / DATABASE).is_file()
    )


def _resolved(sources: list[Path]) -> list[str]:
    return sorted(str(path.resolve()) for path in sources)


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EmgradeError(
                f"Another `emgrade grade` works in {path.parent}. Wait for it, or stop it."
            ) from None
        yield file
