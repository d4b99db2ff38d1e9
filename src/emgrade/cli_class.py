"""The part of the command line that speaks of classes: progress while grading, and `report`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator
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
from .printable import printable

if TYPE_CHECKING:
    from .classroom.changes import Move
    from .classroom.session import Session
    from .grading import Event, Options, Outcome
    from .project import Project

MANY = 6  # From so many files on, `grade` speaks of a class; fewer are shown side by side.
_SHOWN_MOVES = 30
_out = Console(soft_wrap=True)
_err = Console(stderr=True, soft_wrap=True)


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
    from .grading import demo_class

    outcome = show(demo_class(project, name, project.root / "runs", size), _err)
    click.echo(closing_line(outcome.run, outcome.report))


def show(events: Generator[Event, None, None], console: Console) -> Outcome:
    """Show a bar with done, remaining, rate and end, and a line for every submission that needs a person.

    Raises
    ------
    EmgradeError
        After Ctrl-C, with what is kept.
    """
    from .grading import Graded, Moved, Outcome, Started

    folder, done, total = Path(), 0, 0
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
                                _say_person(console, entry, None)
                        task = bar.add_task("grade", total=total, visible=total > 0)
                    case Graded(entry, result):
                        done += result.status != "fault"
                        _say_person(console, entry, result)
                        bar.advance(task)
                    case Moved(moves):
                        bar.stop()
                        _say_moves(console, moves)
                        if done < total:
                            _say(console, f"Not graded: {total - done}. The same command tries them again.")
                    case Outcome():
                        return event
        except KeyboardInterrupt:
            kept = f"{done} of {total} are graded and kept in {_relative(folder)}"
            raise EmgradeError(f"Stopped. {kept}; the same command goes on.") from None
    raise AssertionError("grading ended without an outcome")


def _say_person(console: Console, entry: Entry, result: Result | None) -> None:
    reasons = for_a_person(entry, result) if result is not None or entry.state != "counts" else ()
    if reasons:
        _say(console, f"for a person: {entry.label}: {' '.join(reasons)} ({entry.origin})")


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
    mean = sum(result.score for _, result in run.graded) / max(len(run.graded), 1)
    counts = f"{len(run.graded)} of {len(run.counted)} graded, mean {mean:.1f} of {run.possible:g}"
    return f"{counts}, {persons} for a person. Scores, gradebooks and feedback beside {_relative(report)}"


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
            escape(printable(move.student.name)), _points(move.before), _points(move.after), change, where
        )
    return table


def _points(value: float | None) -> str:
    return "no score" if value is None else f"{value:g}"


def _relative(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the statistics and scores as JSON.")
def report(run: Path, as_json: bool) -> None:
    """Write the report of a graded class: RUN is its folder, or an assignment for its newest run."""
    from .grading import report_again
    from .report.plain import class_data

    loaded, page = report_again(_find_run(run))
    if as_json:
        click.echo(json.dumps({"report": str(page), **class_data(loaded)}, indent=2, ensure_ascii=False))
    else:
        click.echo(closing_line(loaded, page))
    _say_older(loaded)


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
    from .classroom.session import latest_run
    from .project import Project

    if run.exists() or len(run.parts) != 1:
        return run
    return latest_run(Project.find(Path.cwd()).root / "runs", run.name)
