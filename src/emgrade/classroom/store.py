"""One SQLite file per run; a result is written in a transaction of its own as soon as it is there.

Write-ahead log with `synchronous=FULL`: a commit is on the disk before the next result is taken in hand, so neither
Ctrl-C nor `kill -9` nor a power cut loses a finished result.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from emgrade.bundle import Bundle, QuestionInfo
from emgrade.errors import EmgradeError
from emgrade.gradebook import ClassRun, Entry, result_to_dict
from emgrade.model import QuestionResult, Result
from emgrade.printable import printable_data
from emgrade.written import Answer

_FORMAT = 3
# One transaction, so that a process killed here leaves an empty file or a whole one.
_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entries (id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    id TEXT PRIMARY KEY,          -- of the entry
    digest TEXT NOT NULL,         -- of what was graded
    fingerprint TEXT NOT NULL,    -- of the autograder and the engine
    result TEXT NOT NULL,         -- everything, as JSON
    gradescope TEXT NOT NULL,     -- the complete results.json
    written TEXT NOT NULL         -- the answers to questions that a person marks, as JSON
) WITHOUT ROWID;
PRAGMA user_version = {_FORMAT};
COMMIT;
"""


class Store:
    """The file of one run. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Autocommit: BEGIN and COMMIT are written out below, one pair per result.
        self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            found = self._db.execute("PRAGMA user_version").fetchone()[0]
            if not found and not self._db.execute("SELECT name FROM sqlite_master").fetchone():
                self._db.executescript(_TABLES)
            elif found != _FORMAT:
                raise sqlite3.DatabaseError("another version of this program wrote it, in another form")
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise EmgradeError(f"{path} cannot be read: {error}.") from None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def start(self, bundle: Bundle, fingerprint: str, number: str) -> None:
        """Write down what is graded, and with what."""
        self.note("bundle", fingerprint)
        self.note("assignment", bundle.assignment)
        self.note("title", bundle.title or bundle.assignment)
        self.note("stamp", bundle.stamp)
        self.note("number", number)
        self.note("questions", [asdict(question) for question in bundle.questions])
        if self.fact("started") is None:
            self.note("started", datetime.now(timezone.utc).isoformat(timespec="seconds"))

    def note(self, key: str, value: Any) -> None:
        """Remember a fact about the run."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, json.dumps(value)))

    def fact(self, key: str) -> Any:
        """Return a fact about the run, or None."""
        row = self._db.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def list_entries(self, entries: Iterable[Entry]) -> None:
        """Replace the entries by what was found this time; results stay."""
        rows = [(entry.id, position, json.dumps(asdict(entry))) for position, entry in enumerate(entries)]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM entries")
        self._db.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    @property
    def fingerprint(self) -> str:
        """Of the autograder and the engine that this run is graded with."""
        return str(self.fact("bundle"))

    def save(self, entry: Entry, result: Result, written: tuple[Answer, ...] = ()) -> None:
        """Write one result; when this returns it is on the disk."""
        self.save_all([(entry, result, written)])

    def save_all(self, triples: Iterable[tuple[Entry, Result, tuple[Answer, ...]]]) -> None:
        """Write several results in one transaction."""
        fingerprint = self.fingerprint
        rows = (
            (
                entry.id,
                entry.digest,
                fingerprint,
                json.dumps(printable_data(result_to_dict(result))),
                json.dumps(printable_data(result.gradescope)),
                json.dumps([asdict(answer) for answer in written]),
            )
            for entry, result, written in triples
        )
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def entries(self) -> tuple[Entry, ...]:
        """Return what was found, sorted by student."""
        rows = self._db.execute("SELECT entry FROM entries ORDER BY position")
        return tuple(msgspec.json.decode(row[0], type=Entry) for row in rows)

    def graded_with(self) -> dict[str, tuple[str, str]]:
        """Return for each stored result what was graded and by what: the file's digest and the fingerprint."""
        rows = self._db.execute("SELECT id, digest, fingerprint FROM results")
        return {key: (digest, fingerprint) for key, digest, fingerprint in rows}

    def one(self, key: str) -> tuple[Result, tuple[Answer, ...]]:
        """Return the complete result of one entry, and its written answers."""
        query = "SELECT result, gradescope, written FROM results WHERE id = ?"
        result, gradescope, written = self._db.execute(query, (key,)).fetchone()
        return replace(_result(result, {}), gradescope=json.loads(gradescope)), _answers(written)

    def written(self) -> dict[str, tuple[Answer, ...]]:
        """Return the written answers of every stored result."""
        return {key: _answers(text) for key, text in self._db.execute("SELECT id, written FROM results")}

    def gradescope(self, key: str) -> dict[str, Any]:
        """Return the complete `results.json` of one entry."""
        row = self._db.execute("SELECT gradescope FROM results WHERE id = ?", (key,)).fetchone()
        return dict(msgspec.json.decode(row[0])) if row else {}

    def load(self) -> ClassRun:
        """Return the whole run, the `gradescope` fields left out."""
        listed = {entry.id: entry for entry in self.entries()}
        rows = self._db.execute("SELECT id, digest, result FROM results")
        known: dict[bytes, QuestionResult] = {}
        results = {
            key: _result(text, known)
            for key, digest, text in rows
            if key in listed and listed[key].digest == digest
        }
        return ClassRun(
            assignment=str(self.fact("assignment")),
            title=str(self.fact("title")),
            stamp=str(self.fact("stamp")),
            number=str(self.fact("number")),
            started=str(self.fact("started")),
            questions=msgspec.convert(self.fact("questions") or (), tuple[QuestionInfo, ...]),
            entries=tuple(listed.values()),
            results=results,
        )


def _result(text: str, known: dict[bytes, QuestionResult]) -> Result:
    """Read a result. In most questions many students have equal ones: each is read once and held once."""
    fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    questions = [bytes(raw) for raw in msgspec.json.decode(fields.pop("questions"), type=list[msgspec.Raw])]
    known.update({raw: msgspec.json.decode(raw, type=QuestionResult) for raw in {*questions} - known.keys()})
    result = msgspec.json.decode(msgspec.json.encode(fields), type=Result)
    return replace(result, questions=tuple(known[raw] for raw in questions))


def _answers(text: str) -> tuple[Answer, ...]:
    return msgspec.json.decode(text, type=tuple[Answer, ...])
