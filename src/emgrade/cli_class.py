"""The part of the command line that speaks of classes: progress while grading, and `report`."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Generator, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.table import Table
from rich.text import Text

from .errors import EmgradeError
from .gradebook import ClassRun, Entry, for_a_person
from .model import Result
from .printable import points_or_none, printable

if TYPE_CHECKING:
    from .classroom.changes import Move
    from .classroom.session import Session
    from .grades import Policy
    from .grading import Event, Marking, Options, Outcome
    from .project import Project

MANY = 6  # From so many files on, `grade` speaks of a class; fewer are shown side by side.
_SHOWN_MOVES = 30
_SHOWN_PERSONS = 100
_err = Console(stderr=True, soft_wrap=True, emoji=False)


def is_class(paths: tuple[Path, ...]) -> bool:
    """Whether `grade` was given a class: a folder, an archive of submissions, or many files."""
    from .classroom.intake import is_class as holds_many

    return len(paths) >= MANY or any(holds_many(path) for path in paths)


def run_class(bundle: Path, paths: tuple[Path, ...], options: Options, as_json: bool) -> bool:
    """Grade a class on the terminal; return whether everything that was found could be graded."""
    from .grading import grade_class

    outcome = show(grade_class(bundle, list(paths), options), _err)
    if as_json:
        click.echo(json.dumps(plain_outcome(outcome), indent=2, ensure_ascii=False))
    else:
        click.echo(closing_line(outcome.run, outcome.report))
    return all_graded(outcome.run)


def run_demo(project: Project, name: str, size: int) -> None:
    """Grade the sample class of an assignment on the terminal."""
    from .demo import fill_in
    from .grading import demo_class, demo_policy, explain, mark_class, report_again

    runs = project.root / "runs"
    outcome = show(demo_class(project, name, runs, size), _err)
    click.echo(closing_line(outcome.run, outcome.report))
    if outcome.run.manual:
        policy = demo_policy(runs / name / f"class-{size}", name)
        fill_in(mark_class(outcome.folder, policy, ["ada", "bob"], 0.2).folder)
        for line in _marking_lines(mark_class(outcome.folder, policy)):
            click.echo(line)
        run, page = report_again(outcome.folder, policy)
        click.echo(closing_line(run, page))
        late = next((grade for grade in run.grades if grade.late_reason), None)
        if late is not None:
            for line in explain(outcome.folder, policy, late.student.key, run.automatic[0].name):
                click.echo(printable(line))


def show(events: Generator[Event, None, None], console: Console) -> Outcome:
    """Show a bar with done, remaining, rate and end, and a line for every submission that needs a person.

    Raises
    ------
    EmgradeError
        After Ctrl-C, with what is kept.
    """
    from .grading import Graded, Moved, Outcome, Started

    folder, done, total, named = Path(), 0, 0, 0
    # Closed at once, not when it is collected: a class that was stopped must not stay locked.
    with contextlib.closing(events), _progress(console) as bar:
        try:
            for event in events:
                match event:
                    case Started(session):
                        folder, total = session.folder, len(session.todo)
                        _say(console, _intake_line(session))
                        for entry in session.intake.entries:
                            if entry.state == "unreadable":
                                named = _say_person(console, entry, None, named)
                        task = bar.add_task("grade", total=total, visible=total > 0)
                    case Graded(entry, result):
                        done += result.status != "fault"
                        named = _say_person(console, entry, result, named)
                        bar.advance(task)
                    case Moved(moves):
                        bar.stop()
                        _say_moves(console, moves)
                        if done < total:
                            _say(console, f"Not graded: {total - done}. The same command tries them again.")
                    case Outcome():
                        return event
        except KeyboardInterrupt:
            kept = f"{done} of {total} are graded and kept in {relative(folder)}"
            raise EmgradeError(f"Stopped. {kept}; the same command goes on.") from None
    raise AssertionError("grading ended without an outcome")


def _say_person(console: Console, entry: Entry, result: Result | None, named: int) -> int:
    """Say why a person should look at a submission, where so many were named before; return how many are named now."""
    reasons = for_a_person(entry, result) if result is not None or entry.state != "counts" else ()
    if reasons and named < _SHOWN_PERSONS:
        _say(console, f"for a person: {entry.label}: {' '.join(reasons)} ({entry.origin})")
    elif reasons and named == _SHOWN_PERSONS:
        _say(console, "for a person: more than these; scores.csv names all.")
    return named + bool(reasons)


def _say_moves(console: Console, moves: tuple[Move, ...]) -> None:
    if moves:
        console.print(moves_table(moves))
        if len(moves) > _SHOWN_MOVES:
            _say(console, f"... and {len(moves) - _SHOWN_MOVES} more who moved.")


def _say(console: Console, text: str) -> None:
    console.print(printable(text), markup=False, highlight=False)


def all_graded(run: ClassRun) -> bool:
    """Whether every submission that was found has a score."""
    unreadable = any(entry.state == "unreadable" for entry in run.entries)
    return not unreadable and len(run.graded) == len(run.counted)


def closing_line(run: ClassRun, report: Path) -> str:
    """Say in one line what came out and where it is."""
    persons = sum(bool(for_a_person(entry, run.results.get(entry.id))) for entry in run.entries)
    totals = [grade.total for grade in run.grades if grade.total is not None]
    mean = sum(totals) / max(len(totals), 1)
    counts = f"{len(run.graded)} of {len(run.counted)} graded, mean {mean:.1f} of {run.most:g}"
    waiting = sum(bool(grade.waiting) for grade in run.grades)
    counts += f", {waiting} wait for a mark" if waiting else ""
    return f"{counts}, {persons} for a person. Scores, gradebooks and feedback beside {relative(report)}"


def plain_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return the run, its folder and who moved, as plain data."""
    from .report.plain import class_data

    moved = [
        {
            "student": m.student.name,
            "key": m.student.key,
            "before": m.before,
            "after": m.after,
            "questions": m.questions,
        }
        for m in outcome.moves
    ]
    return {
        "folder": str(outcome.folder),
        "report": str(outcome.report),
        "moved": moved,
        **class_data(outcome.run),
    }


class _Rate(ProgressColumn):
    """Submissions a second, and when the last one will be done."""

    def render(self, task: Task) -> Text:
        left = task.time_remaining
        if not task.speed or left is None:
            return Text("")
        end = (datetime.now() + timedelta(seconds=left)).strftime("%H:%M")
        return Text(f"{task.speed:.1f}/s, {timedelta(seconds=int(left))} to go, end {end}", no_wrap=True)


def _progress(console: Console) -> Progress:
    remaining = TextColumn("{task.remaining:.0f} left")
    columns = (TextColumn("grade"), BarColumn(bar_width=16), MofNCompleteColumn(), remaining, _Rate())
    hidden = not console.is_terminal
    return Progress(*columns, console=console, transient=True, speed_estimate_period=60, disable=hidden)


def _intake_line(session: Session) -> str:
    entries = session.intake.entries
    counts = {
        state: sum(e.state == state for e in entries)
        for state in ("counts", "superseded", "unreadable", "ignored")
    }
    extra = [f"{counts[state]} {state}" for state in ("superseded", "unreadable", "ignored") if counts[state]]
    found = f"{counts['counts']} submissions" + (f" ({', '.join(extra)})" if extra else "")
    if not session.todo:
        return f"{found}; all are graded with these tests."
    kept = counts["counts"] - len(session.todo)
    how = "go on" if session.resumed else "grade"
    return f"{found}; {how}: {len(session.todo)} to do" + (f", {kept} kept." if kept else ".")


def moves_table(moves: tuple[Move, ...]) -> Table:
    """Show who moved, from where to where, and in which questions."""
    table = Table(
        "student", "before", "after", "change", "questions", box=None, pad_edge=False, header_style="bold"
    )
    for move in moves[:_SHOWN_MOVES]:
        where = ", ".join(f"{name} {old:g} to {new:g}" for name, (old, new) in move.questions.items())
        change = f"{move.difference:+g}"
        table.add_row(
            escape(printable(move.student.name)),
            points_or_none(move.before),
            points_or_none(move.after),
            change,
            where,
        )
    return table


def relative(path: Path) -> str:
    """Return a path as seen from here, where it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


ROSTER = click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Who is in the course (roster.csv of the course).",
)
CANVAS_ID = click.option("--canvas-id", metavar="ID", default="", help="Canvas' number of the assignment.")


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@ROSTER
@CANVAS_ID
@click.option("--json", "as_json", is_flag=True, help="Print the statistics and scores as JSON.")
def report(run: Path, roster: Path | None, canvas_id: str, as_json: bool) -> None:
    """Put grades together and write the report: RUN is a run's folder, or an assignment for its newest run.

    Dates, extensions and marks are read anew; nothing is graded again.
    """
    from .grading import report_again
    from .report.plain import class_data

    folder = _find_run(run)
    loaded, page = report_again(folder, _policy(folder, roster), canvas_id)
    if as_json:
        click.echo(json.dumps({"report": str(page), **class_data(loaded)}, indent=2, ensure_ascii=False))
    else:
        click.echo(closing_line(loaded, page))
    _say_older(loaded)


@click.command()
@click.argument("name")
@click.option("--graders", default="", metavar="A,B", help="Split the answers among these people.")
@click.option(
    "--overlap",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Share of the answers that two graders mark, to see how they agree (with --graders).",
)
@ROSTER
@click.option("--json", "as_json", is_flag=True, help="Print what was read and what is left as JSON.")
def mark(name: str, graders: str, overlap: float, roster: Path | None, as_json: bool) -> None:
    """Mark the written answers of assignment NAME: pages to read, and CSV files to fill in.

    The same command reads the files back, as often as you like; points that were read stay, whatever happens to a file
    or to the class. `emgrade report NAME` then puts the grades together.
    """
    from .grading import mark_class

    people = [one.strip() for one in graders.split(",") if one.strip()]
    if any(not re.fullmatch(r"[\w.]+", one) for one in people):
        raise click.UsageError("--graders takes names of letters and digits, separated by commas")
    folder = _find_run(Path(name))
    done = mark_class(folder, _policy(folder, roster), people, overlap)
    if as_json:
        plain = {"folder": str(done.folder), "read": done.read, "wrong": [str(one) for one in done.wrong]}
        questions = [asdict(one) for one in done.questions]
        click.echo(json.dumps({**plain, "questions": questions}, indent=2, ensure_ascii=False))
    else:
        for line in _marking_lines(done):
            click.echo(printable(line))
    for mistake in done.wrong:
        _err.print(printable(str(mistake)), markup=False, highlight=False)
    if done.wrong:
        sys.exit(1)


def _marking_lines(done: Marking) -> Iterator[str]:
    for one in done.questions:
        line = f"{one.info.name}: {one.marked} of {one.answers} answers marked"
        line += f", mean {one.mean:.1f} of {one.info.points:g}" if one.mean is not None else ""
        if one.twice:
            line += f"; {one.equal} of {one.twice} marked alike by two graders, {one.apart:.1f} points apart on average"
        yield line
    if done.replaced:
        yield f"Marks for answers that are no longer handed in: {done.replaced}. They are kept and do not count."
    open_ones = any(one.marked < one.answers for one in done.questions)
    told = "Fill in the CSV files there and run the command again." if open_ones else "All are marked."
    yield f"Pages and files in {relative(done.folder)}. {told}"


@click.command()
@click.argument("name")
@click.argument("student")
@click.argument("question", required=False)
def why(name: str, student: str, question: str | None) -> None:
    """Say why STUDENT got which points in assignment NAME: every test by name, hidden ones too, and what it said.

    STUDENT is a part of the name, of the e-mail, or a number; with QUESTION its answer is shown as it was handed in.
    This is for instructors: it quotes hidden tests.
    """
    from .grading import explain

    folder = _find_run(Path(name))
    for line in explain(folder, _policy(folder, None), student, question):
        click.echo(printable(line))


@click.command()
@click.argument("name")
@click.argument("submissions", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Where the PDFs go (runs/NAME/sheets)."
)
@ROSTER
def sheet(name: str, submissions: tuple[Path, ...], to: Path | None, roster: Path | None) -> None:
    """Write a PDF of the written answers of each submission of assignment NAME, for paper or Gradescope's PDF view.

    Every question is on the same page for everybody; what is longer follows at the end. `template.pdf`, the empty one,
    is written first: upload it as the outline's template.
    """
    from .grading import policy_of, write_sheets
    from .project import Project

    project = Project.find(Path.cwd())
    project.source(name)
    bundle, runs = project.autograder(name), project.root / "runs"
    count, folder = 0, to or runs / name / "sheets"
    for _ in write_sheets(bundle, submissions, policy_of(project, name, runs, roster), folder):
        count += 1
    click.echo(f"template.pdf and {count - 1} sheets in {relative(folder)}")


def _policy(folder: Path, roster: Path | None) -> Policy:
    """Return the course's rules for a run; none where the run is of no course."""
    from .classroom.session import open_store
    from .grades import Policy
    from .grading import policy_of
    from .project import Project

    with open_store(folder) as store:
        name = str(store.fact("assignment"))
    try:
        project = Project.find(Path.cwd())
        project.source(name)
    except EmgradeError:
        return Policy()
    return policy_of(project, name, folder.parent.parent, roster)


def _say_older(run: ClassRun) -> None:
    """Say it where the course has newer tests than the run was graded with."""
    from .bundle import PROFILE, read_profile
    from .project import Project

    try:
        project = Project.find(Path.cwd())
        built = read_profile(project.autograder(run.assignment) / PROFILE).stamp
        told = project.stale(run.assignment)
    except EmgradeError:
        return  # The run of another course.
    if built != run.stamp:
        told = (
            f"This run was graded with version {run.stamp}; the autograder is of version {built} now. {told}"
        )
    if told:
        _err.print(told.strip(), markup=False, highlight=False)


def _find_run(run: Path) -> Path:
    """Return the folder of a run: of this path, of this database, or the newest one of the assignment of this name."""
    from .classroom.session import DATABASE, latest_run
    from .project import Project

    folder = run.parent if run.is_file() else run
    if len(run.parts) != 1 or (folder / DATABASE).is_file():
        return folder.resolve()
    return latest_run(Project.find(Path.cwd()).root / "runs", run.name)
