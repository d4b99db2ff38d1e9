"""Grade what waits: every counted entry without an up-to-date result, in any order, each stored as it ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from emgrade.classroom.bundle import BundleFacts
from emgrade.classroom.intake import Intake, Place
from emgrade.classroom.narrow import merged
from emgrade.classroom.store import Graded, Mark, Store
from emgrade.classroom.trees import ZipTree, copy
from emgrade.errors import SubmissionError
from emgrade.gradebook import Entry
from emgrade.model import Result


class Grader(Protocol):
    """What grades: the engine on this machine, a cluster, or a fake in a test."""

    def grade_many(self, paths: Iterable[Path]) -> Iterator[Result]:
        """Yield one result for each path, in any order; `Result.submission` is the path as given."""


SCRATCH = "scratch-"  # Folders beside the database; those of a killed process are removed by the next one.
OnResult = Callable[[Entry, Result], None]


def waiting(store: Store, intake: Intake, bundle: BundleFacts) -> list[Entry]:
    """Return the counted entries that have no result, or one for another file or another autograder."""
    marks = store.marks()
    return [
        entry
        for entry in intake.entries
        if entry.state == "counts" and not _up_to_date(marks.get(entry.id), entry, bundle)
    ]


def _up_to_date(mark: Mark | None, entry: Entry, bundle: BundleFacts) -> bool:
    return (
        mark is not None
        and mark.digest == entry.digest
        and not bundle.changed(mark.fingerprints, mark.shared)
    )


def carry(earlier: Store, store: Store, entries: Iterable[Entry], bundle: BundleFacts) -> int:
    """Copy the results of an earlier run that still hold: same file, same tests. Return how many."""
    wanted: dict[str, list[Entry]] = {}
    for entry in entries:
        wanted.setdefault(entry.digest, []).append(entry)
    carried: set[str] = set()

    def pairs() -> Iterator[tuple[Entry, Result]]:
        for _, old in earlier.graded():
            if bundle.changed(old.fingerprints, old.shared):
                continue
            for entry in wanted.get(old.digest, ()):
                if entry.id not in carried:
                    carried.add(entry.id)
                    yield entry, _restamped(old, entry, bundle)

    store.save_all(pairs(), bundle)
    return len(carried)


def _restamped(old: Graded, entry: Entry, bundle: BundleFacts) -> Result:
    kept = merged(old.result, old.result, (), tuple(bundle.fingerprints))  # A question may be gone.
    return replace(kept, submission=entry.origin, stamp=bundle.stamp)


def grade_waiting(
    store: Store,
    intake: Intake,
    bundle: BundleFacts,
    grader: Grader,
    todo: Iterable[Entry],
    on_result: OnResult,
    finish: Callable[[Entry, Result], Result] = lambda entry, result: result,
) -> None:
    """Grade `todo`. A result is on the disk before `on_result` hears of it.

    Files in archives are unpacked one at a time as the grader takes them, and removed when their result is there. What
    the grader lost for no fault of the file is graded a second time at the end. `finish` completes a result before it
    is stored.
    """

    def keep(entry: Entry, result: Result) -> None:
        shown = replace(finish(entry, result), submission=entry.origin)
        if shown.status != "fault":  # a fault says nothing about the file; the same command tries it again
            store.save(entry, bundle, shown)
        on_result(entry, shown)

    lost: list[Entry] = []
    for entry, result in _grade(intake.places, bundle, grader, todo, store.path.parent):
        if result.status == "fault":
            lost.append(entry)
        else:
            keep(entry, result)
    for entry, result in _grade(intake.places, bundle, grader, lost, store.path.parent):
        keep(entry, result)


def _grade(
    places: dict[str, Place], bundle: BundleFacts, grader: Grader, todo: Iterable[Entry], folder: Path
) -> Iterator[tuple[Entry, Result]]:
    """Yield each entry with its result, those that cannot be unpacked too."""
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
        queue = _Queue(places, Path(scratch), todo)
        for result in grader.grade_many(queue):
            yield queue.finish(Path(result.submission)), result
            yield from ((entry, _failed(entry, bundle, problem)) for entry, problem in queue.take_failed())
        yield from ((entry, _failed(entry, bundle, problem)) for entry, problem in queue.take_failed())


def _failed(entry: Entry, bundle: BundleFacts, problem: str) -> Result:
    return Result(entry.origin, bundle.assignment, bundle.stamp, status="refused", error=problem)


@dataclass
class _Queue:
    """Turns entries into paths for the grader, and paths back into entries."""

    places: dict[str, Place]
    scratch: Path
    todo: Iterable[Entry]
    _out: dict[Path, Entry] = field(default_factory=dict)
    _failed: list[tuple[Entry, str]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Path]:
        for entry in self.todo:
            try:
                path = self._stage(entry)
            except (SubmissionError, OSError) as error:
                self._failed.append((entry, str(error)))
                continue
            self._out[path] = entry
            yield path

    def _stage(self, entry: Entry) -> Path:
        tree, member = self.places[entry.id]
        if not isinstance(tree, ZipTree):
            return Path(tree.origin) / member.path
        folder = self.scratch / entry.id
        folder.mkdir()
        target = folder / f"submission{member.path.suffix.lower()}"
        copy(tree, member, target)
        return target

    def finish(self, path: Path) -> Entry:
        """Return the entry behind a path, and remove what was unpacked for it."""
        entry = self._out.pop(path)
        shutil.rmtree(self.scratch / entry.id, ignore_errors=True)
        return entry

    def take_failed(self) -> list[tuple[Entry, str]]:
        """Return what could not be unpacked since the last call."""
        failed, self._failed = self._failed, []
        return failed
