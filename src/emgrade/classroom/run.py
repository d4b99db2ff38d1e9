"""Grade what waits: every counted entry without an up-to-date result, in any order, each stored as it ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from emgrade.bundle import Bundle
from emgrade.classroom.intake import Intake, Place
from emgrade.classroom.store import Store
from emgrade.classroom.trees import ZipTree, copy
from emgrade.errors import SubmissionError
from emgrade.grade.submission import read_submission
from emgrade.gradebook import Entry
from emgrade.model import Result, Status
from emgrade.written import Answer, written_answers


class Grader(Protocol):
    """What grades: the engine on this machine, or a cluster."""

    def grade_many(self, paths: Iterable[Path]) -> Iterator[Result]:
        """Yield one result for each path, in any order; `Result.submission` is the path as given."""


SCRATCH = "scratch-"  # Folders beside the database; those of a killed process are removed by the next one.


def waiting(store: Store, intake: Intake) -> list[Entry]:
    """Return the counted entries that have no result, or one for another file or another autograder."""
    done, fingerprint = store.graded_with(), store.fingerprint
    counted = (entry for entry in intake.entries if entry.state == "counts")
    return [entry for entry in counted if done.get(entry.id) != (entry.digest, fingerprint)]


def carry(earlier: Store, store: Store, entries: Iterable[Entry], stamp: str) -> int:
    """Copy the results of an earlier run that still hold: same file, same tests, same engine. Return how many."""
    known = {
        digest: key for key, (digest, print_) in earlier.graded_with().items() if print_ == store.fingerprint
    }
    held = [entry for entry in entries if entry.digest in known]
    found = ((entry, *earlier.one(known[entry.digest])) for entry in held)
    store.save_all(
        (entry, replace(result, submission=entry.origin, stamp=stamp), written)
        for entry, result, written in found
    )
    return len(held)


def grade_waiting(
    store: Store, intake: Intake, bundle: Bundle, grader: Grader, todo: Iterable[Entry]
) -> Iterator[tuple[Entry, Result]]:
    """Grade `todo` and yield each result once it is on the disk.

    Files in archives are unpacked one at a time as the grader takes them, and removed when their result is there. A
    fault says nothing about the file: it is tried a second time at the end, and never stored, so that the same command
    tries it again.
    """
    lost: list[Entry] = []
    for entry, result, written in _grade(intake.places, bundle, grader, todo, store.path.parent):
        if result.status == "fault":
            lost.append(entry)
        else:
            store.save(entry, result, written)
            yield entry, result
    for entry, result, written in _grade(intake.places, bundle, grader, lost, store.path.parent):
        if result.status != "fault":
            store.save(entry, result, written)
        yield entry, result


def _grade(
    places: dict[str, Place], bundle: Bundle, grader: Grader, todo: Iterable[Entry], folder: Path
) -> Iterator[tuple[Entry, Result, tuple[Answer, ...]]]:
    """Yield each entry with its result and its written answers, those that cannot be unpacked too."""
    manual = any(question.manual for question in bundle.questions)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
        queue = _Queue(places, Path(scratch), todo)
        for result in grader.grade_many(queue):
            path = Path(result.submission)
            written: tuple[Answer, ...] = ()
            if manual and result.graded:
                try:
                    written = written_answers(read_submission(path).notebook, bundle.questions)
                except (SubmissionError, OSError) as error:  # the judge could read it: it is tried again
                    result = replace(result, status="fault", error=str(error))
            entry = queue.finish(path)
            yield entry, replace(result, submission=entry.origin), written
            yield from queue.take_failed(bundle)
        yield from queue.take_failed(bundle)


@dataclass
class _Queue:
    """Turns entries into paths for the grader, and paths back into entries."""

    places: dict[str, Place]
    scratch: Path
    todo: Iterable[Entry]
    _out: dict[Path, Entry] = field(default_factory=dict)
    _failed: list[tuple[Entry, str, Status]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Path]:
        for entry in self.todo:
            try:
                path = self._stage(entry)
            except (SubmissionError, OSError) as error:
                status: Status = "fault" if isinstance(error, OSError) else "refused"  # such as a full disk
                self._failed.append((entry, str(error), status))
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

    def take_failed(self, bundle: Bundle) -> Iterator[tuple[Entry, Result, tuple[Answer, ...]]]:
        """Yield what could not be unpacked since the last call, each with its reason."""
        failed, self._failed = self._failed, []
        for entry, problem, status in failed:
            facts = (entry.origin, bundle.assignment, bundle.stamp)
            yield entry, Result(*facts, status=status, error=problem), ()
