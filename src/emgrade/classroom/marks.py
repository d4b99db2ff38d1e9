"""Points given by hand: split among graders, filled in in CSV files, read back and kept.

`runs/<assignment>/marks.sqlite` belongs to the assignment, not to a run: grading the class again never touches it. A
mark is known by the answer's id, a hash of who wrote what for which question: it holds as long as the answer does.
One transaction for each file that is read, and a file is written anew only after what it held is on the disk.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from emgrade.bundle import QuestionInfo
from emgrade.errors import AuthorError
from emgrade.gradebook import ClassRun, Entry, Mark, WrittenQuestion
from emgrade.roster import read_rows
from emgrade.written import Answer

DATABASE = "marks.sqlite"
_TABLE = """CREATE TABLE IF NOT EXISTS marks (
    question TEXT NOT NULL, answer TEXT NOT NULL, grader TEXT NOT NULL, points REAL NOT NULL,
    items TEXT NOT NULL, comment TEXT NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (question, answer, grader)
) WITHOUT ROWID"""
_LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a spreadsheet would make a number of `12e4567890`
ALONE = "all"  # The grader where none is named.


@dataclass(frozen=True, slots=True)
class Given:
    """One grader's points for one answer; `origin` is the file and line that they came from."""

    question: str
    answer: str
    grader: str
    points: float
    items: tuple[float | None, ...]
    comment: str
    origin: str


@dataclass(frozen=True, slots=True)
class ToMark:
    """A written answer as graders see it: `id` says nothing of who wrote it."""

    id: str
    entry: Entry
    answer: Answer


def to_mark(run: ClassRun, written: Mapping[str, Sequence[Answer]]) -> dict[str, list[ToMark]]:
    """Return the answers to each written question, in an order of its own that tells nothing of the students."""
    found: dict[str, list[ToMark]] = {question.name: [] for question in run.manual}
    for entry, _ in run.graded:
        for answer in written.get(entry.id, ()):
            who = "+".join(sorted(student.key for student in entry.students))
            told = "\0".join((answer.question, who, answer.digest)).encode()
            key = hashlib.sha256(told).hexdigest()[:10].translate(_LETTERS)
            if answer.question in found:
                found[answer.question].append(ToMark(key, entry, answer))
    return {name: sorted(answers, key=lambda one: one.id) for name, answers in found.items()}


def share(answer: str, graders: Sequence[str], overlap: float) -> tuple[str, ...]:
    """Return who marks an answer: one grader, or two for a share `overlap` of all answers.

    Each answer ranks the graders by a hash (rendezvous hashing), so an answer that is handed in later, or one grader
    more, moves as few of the others as can be.
    """
    ranked = sorted(graders, key=lambda grader: hashlib.sha256(f"{answer} {grader}".encode()).digest())
    twice = int(hashlib.sha256(answer.encode()).hexdigest()[:8], 16) < overlap * 2**32
    return tuple(ranked[: 2 if twice else 1])


def read_given(home: Path) -> list[Given]:
    """Return every mark that was read so far."""
    if not (home / DATABASE).is_file():
        return []
    with closing(_open(home)) as db:
        rows = db.execute("SELECT * FROM marks ORDER BY question, answer, grader").fetchall()
    return [
        Given(q, a, g, points, tuple(json.loads(items)), text, at)
        for q, a, g, points, items, text, at in rows
    ]


def keep_given(home: Path, given: Sequence[Given]) -> None:
    """Keep marks; when this returns they are on the disk."""
    rows = [(*_key(one), one.points, json.dumps(one.items), one.comment, one.origin) for one in given]
    with closing(_open(home)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        db.execute("COMMIT")


def _open(home: Path) -> sqlite3.Connection:
    db = sqlite3.connect(home / DATABASE, timeout=60, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute(_TABLE)
    return db


def _key(given: Given) -> tuple[str, str, str]:
    return given.question, given.answer, given.grader


def marks_of(answers: Mapping[str, Sequence[ToMark]], given: Sequence[Given]) -> dict[tuple[str, str], Mark]:
    """Return what each entry got for each question: the mean where two graders marked it, 0 where nothing was written.

    Empty as long as nothing was marked at all.
    """
    by_answer: dict[tuple[str, str], list[Given]] = defaultdict(list)
    for mark in given:
        by_answer[mark.question, mark.answer].append(mark)
    found = {}
    for question, ones in answers.items():
        for one in ones if given else ():
            mine = by_answer.get((question, one.id), [])
            if mine:
                found[one.entry.id, question] = _mean(mine)
            elif one.answer.empty:
                found[one.entry.id, question] = Mark(0.0, "Nothing was written.")
    return found


def _mean(given: Sequence[Given]) -> Mark:
    rows = [[item or 0.0 for item in one.items] for one in given]
    width = min(map(len, rows))
    return Mark(
        points=fmean(one.points for one in given),
        comment=" / ".join(one.comment for one in given if one.comment),
        items=tuple(fmean(row[i] for row in rows) for i in range(width)) if any(map(any, rows)) else (),
        graders=tuple(one.grader for one in given),
    )


def csv_head(question: QuestionInfo) -> list[str]:
    """Return the columns of a grader's file."""
    return ["answer", *(f"{item.text} ({item.points:g})" for item in question.rubric), "points", "comment"]


def csv_row(question: QuestionInfo, answer: str, given: Given | None) -> list[str | float | None]:
    """Return an answer's row: empty, or as it was read before."""
    if given is None:
        return [answer, *(None for _ in question.rubric), None, None]
    items = given.items if len(given.items) == len(question.rubric) else (None,) * len(question.rubric)
    return [answer, *items, given.points, given.comment]


def read_csv(
    path: Path,
    question: QuestionInfo,
    grader: str,
    expected: Mapping[str, tuple[str, ...]],
    known: Sequence[Given],
) -> tuple[list[Given], list[AuthorError]]:
    """Read a grader's file: the marks, and what cannot be one, with its line.

    Parameters
    ----------
    expected : dict
        Answer -> the graders that mark it.
    known : sequence of Given
        What was read before, of any grader.
    """
    found: dict[str, Given] = {}
    wrong: list[AuthorError] = []
    marked = {(one.answer, one.grader): one.origin for one in known if one.question == question.name}
    try:
        rows = read_rows(path, ["answer"])
    except AuthorError as error:
        return [], [error]
    head = csv_head(question)
    if not rows or [cell.strip().removeprefix("'") for cell in rows[0][1]][: len(head)] != head:
        return [], [
            AuthorError(path, 1, f"the columns should be {', '.join(head)}; `emgrade mark` writes them")
        ]
    for line, row in rows[1:]:
        cells = [cell.strip() for cell in [*row, *[""] * len(head)][: len(head)]]
        answer, points = cells[0], cells[1:-1]
        if not any(points):
            if any(cells):
                wrong += (
                    [AuthorError(path, line, f"{answer} has a comment and no points")] if cells[-1] else []
                )
            continue
        try:
            if answer not in expected:
                raise ValueError(f"there is no answer {answer!r} to {question.name}")
            if answer in found:
                raise ValueError(f"{answer} is marked twice; first in {found[answer].origin}")
            others = [origin for (a, g), origin in marked.items() if a == answer and g != grader]
            if others and grader not in expected[answer]:
                raise ValueError(f"{answer} is another grader's, who marked it: {others[0]}")
            items, total = _points(question, points)
            comment = cells[-1].removeprefix("'")
            found[answer] = Given(question.name, answer, grader, total, items, comment, f"{path.name}:{line}")
        except ValueError as error:
            wrong.append(AuthorError(path, line, str(error)))
    return list(found.values()), wrong


def _points(question: QuestionInfo, cells: Sequence[str]) -> tuple[tuple[float | None, ...], float]:
    *texts, total_text = cells
    items = [_item(text, item.points, item.text) for text, item in zip(texts, question.rubric, strict=True)]
    given = [item for item in items if item is not None]
    total = _item(total_text, question.points, question.name)
    if total is None:
        total = sum(given)
    elif given and abs(total - sum(given)) > 1e-9:
        raise ValueError(
            f"the items add up to {sum(given):g}, `points` says {total:g}; leave one of them empty"
        )
    return tuple(items), total


def _item(text: str, most: float, name: str) -> float | None:
    if not text:
        return None
    if text.lower() in ("x", "✓"):
        return most
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{text!r} is no number of points") from None
    if not 0 <= value <= most:
        raise ValueError(f"{text} points for {name!r}, which gives 0 to {most:g}")
    return value


def progress(
    run: ClassRun, answers: Mapping[str, Sequence[ToMark]], given: Sequence[Given]
) -> tuple[WrittenQuestion, ...]:
    """Return how far each written question is marked, and how two graders agree where both marked an answer."""
    found = []
    for info in run.manual:
        points: dict[str, list[float]] = {one.id: [] for one in answers[info.name] if not one.answer.empty}
        for one in given:
            if one.question == info.name and one.answer in points:
                points[one.answer].append(one.points)
        marked = [given for given in points.values() if given]
        apart = [max(given) - min(given) for given in marked if len(given) > 1]
        equal = sum(one < 1e-9 for one in apart)
        mean = fmean(map(fmean, marked)) if marked else None
        distance = fmean(apart) if apart else 0.0
        filled = [
            one.items
            for one in given
            if one.question == info.name
            and one.answer in points
            and len(one.items) == len(info.rubric)
            and any(item is not None for item in one.items)
        ]
        items = tuple(fmean(item or 0.0 for item in column) for column in zip(*filled, strict=True))
        found.append(
            WrittenQuestion(info, len(points), len(marked), mean, len(apart), equal, distance, items)
        )
    return tuple(found)
