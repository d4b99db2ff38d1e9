"""Grade a class from intake to report: the one place where `classroom` and `report` meet."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from emgrade.bundle import read_bundle
from emgrade.classroom.bundle import package_hash
from emgrade.classroom.changes import Move
from emgrade.classroom.intake import collect, content_of
from emgrade.classroom.marks import (
    ALONE,
    csv_head,
    csv_row,
    keep_given,
    marks_of,
    progress,
    read_csv,
    read_given,
    share,
    to_mark,
)
from emgrade.classroom.rules import LatePolicy
from emgrade.classroom.run import Grader
from emgrade.classroom.session import Session, attempts, open_session, open_store, run_numbers
from emgrade.classroom.store import Store
from emgrade.classroom.trees import copy
from emgrade.errors import AuthorError, EmgradeError, SubmissionError
from emgrade.grade.submission import read_submission
from emgrade.gradebook import ClassRun, Entry, Grade, WrittenQuestion
from emgrade.grades import Policy, with_grades
from emgrade.model import Result
from emgrade.notebook import Notebook
from emgrade.printable import file_name, points_or_none
from emgrade.project import Project
from emgrade.report.pages import marking_page
from emgrade.report.sheet import sheet
from emgrade.report.tables import persons_for, to_csv, told
from emgrade.report.write import REPORT, write_bytes, write_exports, write_json, write_marking, write_report
from emgrade.roster import ROSTER, fold, read_roster
from emgrade.settings import Late, end_of
from emgrade.written import Piece, pieces


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
    late : str
        Whether a late file counts for a student who has another one in time, see `emgrade.classroom.rules`.
    policy : Policy
        Due dates, late work, and who is who.
    canvas_id : str
        The number that Canvas knows the assignment by.
    """

    runs: Path
    workers: int = 0
    everything: bool = False
    scheduler: str = ""
    late: LatePolicy = "count"
    policy: Policy = field(default_factory=Policy)
    canvas_id: str = ""


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
    intake = collect(paths, facts.assignment, late=options.late, policy=options.policy)
    if not any(entry.state == "counts" for entry in intake.entries):
        raise EmgradeError(_nothing_found(paths, intake.entries))
    with open_session(options.runs, facts, intake, paths, everything=options.everything) as session:
        yield Started(session)
        for entry, result in session.grade(lambda folder, count: open_for(folder, options, count)):
            yield Graded(entry, result)
        moves = session.moves()
        yield Moved(moves)
        run, page = _export(session.store, session.folder, options.policy, options.canvas_id)
        yield Outcome(run, session.folder, page, moves)


def _export(
    store: Store, folder: Path, policy: Policy, canvas_id: str, *, anew: bool = False
) -> tuple[ClassRun, Path]:
    """Put the grades of a run together, and write everything that comes out of it, unless it is written already."""
    stored, written = store.load(), store.written()
    answers, given = to_mark(stored, written), read_given(folder.parent)
    run = with_grades(stored, policy, marks_of(answers, given))
    # Only now it is known which submissions count where the best one does.
    current = to_mark(run, written)
    run = replace(
        run,
        written=progress(run, current, given) if run.manual else (),
        attempts=attempts(folder, stored),
        elsewhere=_elsewhere(folder),
    )
    # What the files are made of. Results are known by what was graded and by what.
    listed = replace(stored, results={})
    parts = (listed, store.graded_with(), policy, given, canvas_id, run.attempts.keys(), run.elsewhere)
    made_of = hashlib.sha256(repr((package_hash(), parts)).encode()).hexdigest()
    if anew or store.fact("exported") != made_of or not (folder / REPORT).is_file():
        write_exports(run, folder, store.gradescope, written, canvas_id)
        write_report(run, folder)
        store.note("exported", made_of)
    return run, folder / REPORT


def _elsewhere(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Return what was wrong in the newest runs of other assignments, those that began first in front."""
    others = {home.name: _exported(home) for home in folder.parent.parent.iterdir() if home != folder.parent}
    # One that another version of this program wrote may not have them.
    kept = {name: data for name, data in others.items() if {"started", "slips"} <= data.keys()}
    found = [(data["started"], name, data["slips"]) for name, data in kept.items()]
    return {name: slips for _, name, slips in sorted(found, key=lambda one: one[:2])}


def _exported(home: Path) -> dict[str, Any]:
    """Return what the newest run that came to its end has in `class.json`; nothing where there is none."""
    for number in reversed(run_numbers(home)):
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads((home / str(number) / "class.json").read_text("utf-8")))
    return {}


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


def report_again(folder: Path, policy: Policy, canvas_id: str = "") -> tuple[ClassRun, Path]:
    """Put the grades of a run together anew, and return the run and its page.

    Raises
    ------
    EmgradeError
        When the folder is no run's.
    """
    with open_store(folder) as store:
        return _export(store, folder, policy, canvas_id, anew=True)


def policy_of(project: Project, name: str, runs: Path, roster: Path | None = None) -> Policy:
    """Return what decides on the grades of an assignment: `course.toml`, the roster, and late days spent before.

    Raises
    ------
    AuthorError
        When `course.toml` or the roster has a mistake.
    """
    course = project.course()
    path = roster or project.root / ROSTER
    people = read_roster(path, name, course.zone) if roster or path.is_file() else None
    spent: Counter[str] = Counter()
    for other in itertools.takewhile(
        lambda other: other != name, project.names() if course.late.free_days else ()
    ):
        grades = _exported(runs / other).get("grades", ())
        spent.update({grade["student"]["key"]: grade["late_days"] for grade in grades})
    return Policy(course.deadline(name), course.zone, course.late, people, spent)


@dataclass(frozen=True, slots=True)
class Marking:
    """What `mark` did: what it read, what it could not read, what is still to do, and where the files are."""

    folder: Path
    read: int
    wrong: tuple[AuthorError, ...]
    questions: tuple[WrittenQuestion, ...]
    replaced: int


def mark_class(
    run_folder: Path, policy: Policy, graders: Sequence[str] = (), overlap: float = 0.0
) -> Marking:
    """Read the marks that graders filled in, and write their pages and files anew.

    Each file is read before it is written, and written only where nothing in it was left unread and nobody has saved
    it since.

    Raises
    ------
    EmgradeError
        When the assignment has no written question, or no run.
    """
    home = run_folder.parent
    folder = home / "marking"
    with open_store(run_folder) as store:
        written = store.written()
        run = with_grades(store.load(), policy, {})
    if not run.manual:
        raise EmgradeError(f"{run.assignment} has no question that a person marks.")
    answers = to_mark(run, written)
    names, overlap = _plan(folder, graders, overlap)
    shares = {
        question.name: {one.id: share(one.id, names, overlap) for one in answers[question.name]}
        for question in run.manual
    }
    read, wrong, unread = 0, [], set()
    contents: dict[str, bytes] = {}
    for question in run.manual:
        for path in sorted(folder.glob("*.csv")):
            stem, _, grader = path.stem.rpartition("-")
            if stem != file_name(question.name):
                continue
            contents[path.stem] = path.read_bytes()
            given, mistakes = read_csv(path, question, grader, shares[question.name], read_given(home))
            keep_given(home, given)
            read += len(given)
            wrong += mistakes
            if mistakes:
                unread.add(path.stem)
    given = read_given(home)
    for question in run.manual:
        known = {(one.answer, one.grader): one for one in given if one.question == question.name}
        for grader in names:
            mine = [
                one
                for one in answers[question.name]
                if not one.answer.empty
                and (grader in shares[question.name][one.id] or (one.id, grader) in known)
            ]
            stem = f"{file_name(question.name)}-{grader}"
            if stem in unread:
                continue
            rows = [csv_row(question, one.id, known.get((one.id, grader))) for one in mine]
            page = marking_page(run, question, grader, [(one.id, one.answer) for one in mine])
            table = folder / f"{stem}.csv"
            if (table.read_bytes() if table.exists() else None) != contents.get(stem):
                continue  # the next time
            write_marking(folder, stem, page, to_csv([csv_head(question), *rows]))
    current = {one.id for ones in answers.values() for one in ones}
    replaced = len({one.answer for one in given} - current)
    return Marking(folder, read, tuple(wrong), progress(run, answers, given), replaced)


def _plan(folder: Path, graders: Sequence[str], overlap: float) -> tuple[list[str], float]:
    """Return who marks, and the share that is marked twice: as asked for, or as the last time."""
    path = folder / "plan.json"
    if graders:
        write_json(path, {"graders": sorted(set(graders)), "overlap": overlap})
    try:
        plan = json.loads(path.read_text("utf-8"))
        return list(plan["graders"]), float(plan["overlap"])
    except (OSError, ValueError, KeyError):
        return [ALONE], 0.0


def explain(run_folder: Path, policy: Policy, who: str, question: str | None = None) -> Iterator[str]:
    """Say line by line where a student's points come from: each part, each test, what the notebook did.

    Raises
    ------
    EmgradeError
        When nobody fits, or more than one does, or there is no such question.
    """
    with open_store(run_folder) as store:
        run, written = store.load(), store.written()
        answers, given = to_mark(run, written), read_given(run_folder.parent)
        run = with_grades(run, policy, marks_of(answers, given))
        grade = _find_grade(run, who)
        names = [info.name for info in run.questions]
        if question is not None and question not in names:
            raise EmgradeError(f"{run.assignment} has no question {question!r}. It has {', '.join(names)}.")
    yield f"{grade.student.name}: {points_or_none(grade.total)} of {grade.possible:g}"
    if grade.entry is None:
        yield "Nothing was handed in."
        return
    yield f"  {grade.entry.origin}, {grade.entry.submitted_at or 'no time known'}"
    yield from (f"  {reason}" for reason in persons_for(run, grade))
    if grade.result is None:
        return
    parts = f"  automatic {points_or_none(grade.automatic)}, by hand {grade.written:g}"
    parts += f", late {grade.late:g}, extra {grade.extra:g}"
    yield parts + (f" ({told(grade)})" if told(grade) else "")
    yield from (f"  {note}" for note in (*grade.result.notes, *grade.result.instructor_notes))
    for result in grade.result.questions:
        if question in (None, result.name):
            yield f"{result.name}: {result.score:g} of {result.possible:g}"
            info = next((info for info in run.questions if info.name == result.name), None)
            names = [test.name for test in info.tests] if info and info.tests else []
            for case, name in itertools.zip_longest(result.cases, names[: len(result.cases)]):
                passed, hidden = "passed" if case.passed else "FAILED", "hidden" if case.hidden else "public"
                yield f"  {passed}  {hidden}  {name or case.name}"
                if not case.passed:
                    said = (
                        (case.sentence or case.message).strip() if question is None else case.message.strip()
                    )
                    yield from (f"          {line}" for line in said.splitlines())
    for name, mark in grade.marks.items():
        if question in (None, name):
            by = f", by {', '.join(mark.graders)}" if mark.graders else ""
            yield f"{name}: {mark.points:g}{by}. {mark.comment}".rstrip()
            info = next(info for info in run.questions if info.name == name)
            yield from (
                f"  {points:g} of {item.points:g}  {item.text}"
                for item, points in zip(info.rubric, mark.items, strict=False)
            )
    if question is not None:
        yield from _handed_in(grade.entry, question)


def _find_grade(run: ClassRun, who: str) -> Grade:
    def texts(grade: Grade) -> list[str]:
        student = grade.student
        found = [student.name, student.email, student.sid, student.canvas, student.moodle, student.key]
        return [fold(text) for text in (*found, grade.entry.id if grade.entry else "") if text]

    exact = [grade for grade in run.grades if fold(who) in texts(grade)]
    fits = exact or [grade for grade in run.grades if any(fold(who) in text for text in texts(grade))]
    if len(fits) != 1:
        named = ", ".join(grade.student.name for grade in fits[:8])
        problem = f"{len(fits)} students fit {who!r}: {named}" if fits else f"Nobody in this run fits {who!r}"
        raise EmgradeError(f"{problem}.")
    return fits[0]


def _handed_in(entry: Entry, question: str) -> Iterator[str]:
    """Yield the answer as it was handed in, where the file is still there."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, SubmissionError):
        notebook = Notebook.read(content_of(entry))
        if question in notebook.places:
            yield "  as handed in:"
            yield from (f"    {line}" for line in notebook.answer(question).splitlines())


def write_sheets(bundle: Path, paths: Sequence[Path], policy: Policy, folder: Path) -> Iterator[Path]:
    """Write a PDF of the written answers of each submission that counts; the first is the empty template.

    Raises
    ------
    EmgradeError
        When the assignment has no written question, nothing was found, or the extra is missing.
    """
    facts = read_bundle(bundle)
    manual = [question for question in facts.questions if question.manual]
    if not manual:
        raise EmgradeError(f"{facts.assignment} has no question that a person marks.")
    title = facts.title or facts.assignment
    yield write_bytes(folder / "template.pdf", sheet(manual, {}, ("", title, facts.stamp)))
    intake = collect(paths, facts.assignment, policy=policy)
    if paths and not intake.places:
        raise EmgradeError(_nothing_found(list(paths), intake.entries))
    with tempfile.TemporaryDirectory(prefix="emgrade-sheets-") as scratch:
        for entry in intake.entries:
            if entry.id not in intake.places:
                continue
            tree, member = intake.places[entry.id]
            copy(tree, member, staged := Path(scratch) / f"submission{member.path.suffix.lower()}")
            written: dict[str, tuple[Piece, ...]] = {}
            with contextlib.suppress(SubmissionError):  # it cannot be read; the sheet is an empty one
                written = pieces(read_submission(staged).notebook, manual)
            staged.unlink()
            page = sheet(manual, written, (entry.label, title, facts.stamp))
            yield write_bytes(folder / f"{entry.id}.pdf", page)


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
    from emgrade.demo import make_class  # it reads sources, which grading does not
    from emgrade.source import assignment_of

    target = runs / name / f"class-{size}"
    shutil.rmtree(target, ignore_errors=True)
    make_class(project, assignment_of(project, name), target, size)
    policy = demo_policy(target, name)
    paths = [target / "submissions", target / "late_arrivals"]
    return grade_class(project.autograder(name), paths, Options(runs, everything=True, policy=policy))


def demo_policy(target: Path, name: str) -> Policy:
    """Return the rules of the sample class: due on 14 March 2025, 10 % a day, never below half."""
    zone = ZoneInfo("Europe/Berlin")
    late = Late(grace_minutes=15, percent_per_day=10, floor=50)
    return Policy(end_of(date(2025, 3, 14), zone), zone, late, read_roster(target / "roster.csv", name, zone))
