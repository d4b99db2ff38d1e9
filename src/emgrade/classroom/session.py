"""Run folders: a new one, the unfinished one, or the finished one to which there is nothing to add.

`runs/<assignment>/<number>/run.sqlite`. A finished run is never written to again; a regrade is a new run that takes
over what still holds, so earlier runs stay as they were.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from emgrade.classroom.bundle import BundleFacts
from emgrade.classroom.changes import Move, moves
from emgrade.classroom.intake import Intake
from emgrade.classroom.narrow import merged, narrowed
from emgrade.classroom.run import SCRATCH, Grader, OnResult, carry, grade_waiting, waiting
from emgrade.classroom.store import Store
from emgrade.errors import EmgradeError
from emgrade.gradebook import ClassRun, Entry
from emgrade.model import Result

DATABASE = "run.sqlite"
_BACK = 3  # How many earlier runs are searched for results that still hold.


Opener = Callable[[Path, int], AbstractContextManager[Grader]]  # autograder, number of submissions -> grader


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier result of the same file, of which all but `changed` questions still hold."""

    run: Path
    key: str
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Session:
    """One run, ready to go on.

    Attributes
    ----------
    todo : tuple of Entry
        What has to be graded now.
    bases : dict
        For those of `todo` that need only some questions graded: what they have already.
    carried : int
        Results taken over from an earlier run.
    resumed : bool
        Whether an interrupted run goes on.
    before : ClassRun or None
        The latest finished run, to compare with.
    """

    folder: Path
    store: Store
    bundle: BundleFacts
    intake: Intake
    todo: tuple[Entry, ...]
    bases: Mapping[str, Base]
    carried: int
    resumed: bool
    before: ClassRun | None

    def grade(self, opener: Opener, on_result: OnResult) -> None:
        """Grade what waits, whole submissions first, and close the run."""
        whole = [entry for entry in self.todo if entry.id not in self.bases]
        if whole:
            with opener(self.bundle.folder, len(whole)) as grader:
                grade_waiting(self.store, self.intake, self.bundle, grader, whole, on_result)
        groups: dict[tuple[Path, frozenset[str]], list[Entry]] = defaultdict(list)
        for entry in self.todo:
            if base := self.bases.get(entry.id):
                groups[base.run, base.changed].append(entry)
        for (run, changed), entries in groups.items():
            self._grade_changed(run, changed, entries, opener, on_result)
        self.finish()

    def _grade_changed(
        self,
        run: Path,
        changed: frozenset[str],
        entries: Sequence[Entry],
        opener: Opener,
        on_result: OnResult,
    ) -> None:
        """Grade some questions, and complete each result with what an earlier run has of the rest."""
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=self.folder) as scratch, Store(run) as earlier:
            folder = narrowed(self.bundle, changed, Path(scratch) / self.bundle.assignment)

            def finish(entry: Entry, new: Result) -> Result:
                old = earlier.one(self.bases[entry.id].key)
                return merged(old, new, changed, tuple(self.bundle.fingerprints)) if old is not None else new

            with opener(folder, len(entries)) as grader:
                grade_waiting(self.store, self.intake, self.bundle, grader, entries, on_result, finish)

    def finish(self) -> None:
        """Mark the run as complete; it will not be written to again."""
        if self.store.fact("finished") is None:
            self.store.note("finished", datetime.now(timezone.utc).isoformat(timespec="seconds"))

    def moves(self) -> tuple[Move, ...]:
        """Return who moved since the latest finished run."""
        return moves(self.before, self.store.load()) if self.before is not None else ()


@contextmanager
def open_session(
    runs: Path, bundle: BundleFacts, intake: Intake, sources: list[Path], *, everything: bool = False
) -> Iterator[Session]:
    """Open the run that this intake belongs to.

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
        earlier = _numbers(home)
        goes_on = _continues(home, earlier, bundle, intake, sources, everything)
        folder = home / str(earlier[-1] if goes_on else (earlier or [0])[-1] + 1)
        folder.mkdir(exist_ok=True)
        for left in folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        with Store(folder / DATABASE) as store:
            store.start(bundle, folder.name)
            store.note("sources", _resolved(sources))
            store.note("everything", everything)
            store.note("bundle", [bundle.shared, bundle.fingerprints])
            store.list_entries(intake.entries)
            old = [number for number in earlier if str(number) != folder.name]
            carried = 0 if everything or goes_on else _carry(home, old, store, intake, bundle)
            todo = tuple(waiting(store, intake, bundle))
            bases = {} if everything else _bases(home, old, todo, bundle)
            resumed = goes_on and bool(todo)
            yield Session(folder, store, bundle, intake, todo, bases, carried, resumed, _before(home, old))


def _continues(
    home: Path, earlier: list[int], bundle: BundleFacts, intake: Intake, sources: list[Path], everything: bool
) -> bool:
    """Whether the latest run is this one: interrupted, or finished with nothing new to grade or to list."""
    if not earlier:
        return False
    with Store(home / str(earlier[-1]) / DATABASE) as store:
        same = store.fact("sources") == _resolved(sources)
        same = same and store.fact("bundle") == [bundle.shared, bundle.fingerprints]
        if store.fact("finished") is None:
            return same and bool(store.fact("everything")) == everything
        return (
            same
            and not everything
            and store.entries() == intake.entries
            and not waiting(store, intake, bundle)
        )


def _carry(home: Path, numbers: list[int], store: Store, intake: Intake, bundle: BundleFacts) -> int:
    carried = 0
    for number in reversed(numbers[-_BACK:]):
        todo = waiting(store, intake, bundle)
        if todo:
            with Store(home / str(number) / DATABASE) as old:
                carried += carry(old, store, todo, bundle)
    return carried


def _bases(home: Path, numbers: list[int], todo: Sequence[Entry], bundle: BundleFacts) -> dict[str, Base]:
    """Find for each entry the newest earlier result of its file in which some questions still hold."""
    bases: dict[str, Base] = {}
    for number in reversed(numbers[-_BACK:]):
        path = home / str(number) / DATABASE
        with Store(path) as store:
            marks = {mark.digest: (key, mark) for key, mark in store.marks().items() if mark.good}
        for entry in todo:
            key, mark = marks.get(entry.digest, ("", None))
            if entry.id in bases or mark is None:
                continue
            changed = frozenset(bundle.changed(mark.fingerprints, mark.shared))
            if changed < set(bundle.fingerprints):
                bases[entry.id] = Base(path, key, changed)
    return bases


def _before(home: Path, numbers: list[int]) -> ClassRun | None:
    for number in reversed(numbers):
        with Store(home / str(number) / DATABASE) as store:
            if store.fact("finished") is not None:
                return store.load()
    return None


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
    numbers = _numbers(runs / assignment)
    if not numbers:
        raise EmgradeError(f"There is no run of {assignment} under {runs}.")
    return runs / assignment / str(numbers[-1])


def _numbers(home: Path) -> list[int]:
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
