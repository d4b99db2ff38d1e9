"""The command line: the only place that reads arguments, prints and exits.

Exit codes: 0 good; 1 what was checked is wrong, or something could not be graded; 2 wrong use.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from . import cli_class
from .built import remember, unchanged
from .errors import EmgradeError
from .model import Result
from .printable import counted
from .project import Project

if TYPE_CHECKING:
    from .check.findings import Checked
    from .compare import Compared

T = TypeVar("T")
_out = Console(soft_wrap=True, emoji=False)
_err = Console(stderr=True, soft_wrap=True, emoji=False)
KINDS = ("function", "formula", "choice", "value", "data", "plot", "written")
_EPILOG = "Exit codes: 0 good, 1 something is wrong or could not be graded, 2 wrong use."


class _Group(click.Group):
    """Turns this project's errors into plain sentences."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except EmgradeError as error:
            _err.print(str(error), markup=False, highlight=False)
            raise SystemExit(1) from None


@click.group(cls=_Group, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="em-course-kit", prog_name="emgrade")
def main() -> None:
    """Build, check and grade the assignments of a course.

    \b
    A typical round:
      emgrade build                        compile assignments/ into student/, autograder/, solutions/
      emgrade check em_exercise            try everything that it should grade
      emgrade grade em_exercise PATH...    score submissions, or a whole class
      emgrade report em_exercise           see what the class understood
    """  # noqa: D301 - click wants the control character


@main.command(epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--check", is_flag=True, help="Say what is stale and change nothing.")
@click.option(
    "--fix", is_flag=True, help="First write the points of the settings into headings and introduction."
)
@click.option("--for", "place", type=click.Choice(["colab"]), help="Write student/NAME-colab.ipynb, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def build(names: tuple[str, ...], check: bool, fix: bool, place: str | None, as_json: bool) -> None:
    """Compile assignments (all of them, or those named) into their three versions.

    Each source becomes student/NAME, autograder/NAME with NAME.zip beside it, and solutions/NAME. When one has a
    mistake, it is told as `file:line: reason` and everything that was published before stays. A NAME may be the path
    of a master notebook of Otter's; outside of a course, the three folders lie beside it.
    """
    project, names = _located(names)
    rows: list[dict[str, object]] = []
    errors: list[str] = []
    for name in _progress(_names(project, names), "build"):
        try:
            if fix:
                _fix(project.source(name))
            rows.append(_build_one(project, name, check))
            if place == "colab" and not check:
                _write_colab(project, name)
        except EmgradeError as error:
            errors.append(_short(error, project))
    if as_json:
        click.echo(json.dumps({"assignments": rows, "errors": errors}, indent=2))
    else:
        for row in rows:
            _say_built(row, check)
        for message in errors:
            _err.print(message, markup=False, highlight=False)
    if errors or (check and any(row["stale"] for row in rows)):
        sys.exit(1)


def _short(error: EmgradeError, project: Project) -> str:
    return str(error).replace(f"{project.root}{os.sep}", "")


def _located(named: tuple[str, ...]) -> tuple[Project, tuple[str, ...]]:
    """The project, and assignments by name where some are given as paths of notebooks."""
    paths = [path for path in map(Path, named) if path.suffix == ".ipynb"]
    project = Project.find(paths[0].parent if paths else Path.cwd())
    return project, tuple(project.named(Path(one)) if one.endswith(".ipynb") else one for one in named)


def _fix(source: Path) -> None:
    from .headings import corrected
    from .source import read_assignment

    before, after = source.read_text("utf-8"), corrected(read_assignment(source))
    if after != before:
        source.write_text(after, encoding="utf-8")


def _write_colab(project: Project, name: str) -> None:
    from .build import colab_notebook

    with zipfile.ZipFile(project.handout(name)) as archive:
        files = {path.partition("/")[2]: archive.read(path) for path in archive.namelist()}
    project.colab(name).write_bytes(colab_notebook(name, files))


def _build_one(project: Project, name: str, check: bool) -> dict[str, object]:
    # `--check` builds whatever a record says: it is what a release is held against.
    if not check and (known := unchanged(project, name)) is not None:
        return known
    from .build import compile_bundle, publish, stale
    from .source import assignment_of

    assignment = assignment_of(project, name)
    versions = compile_bundle(assignment, project.course())
    changed = stale(project, name, versions)
    row: dict[str, object] = {
        "name": name,
        "stamp": assignment.stamp,
        "questions": len(assignment.questions),
        "points": assignment.points,
        "manual_points": sum(q.points for q in assignment.questions if q.manual),
        "stale": changed,
        "warnings": [_short(warning, project) for warning in versions.warnings],
    }
    if not check:
        publish(project, name, versions)
        if not project.stale(name):  # nobody has saved the source while it was built
            remember(project, name, row)
    return row


def _say_built(row: dict[str, object], check: bool) -> None:
    changed = row["stale"]
    count = len(changed) if isinstance(changed, list) else 0
    state = "current" if not count else f"stale: {count} files" if check else f"{count} files written"
    questions = row["questions"]
    assert isinstance(questions, int)
    size = f"{counted(questions, 'question')}, {row['points']:g} + {row['manual_points']:g} points"
    _out.print(f"{row['name']}  {size}, version {row['stamp']}, {state}", markup=False, highlight=False)
    for warning in warnings if isinstance(warnings := row.get("warnings"), list) else ():
        _err.print(f"warning: {warning}", markup=False, highlight=False)
    if check and isinstance(changed, list):
        for path in changed[:10]:
            _out.print(f"  {path}", markup=False, highlight=False)
        if count > 10:
            _out.print(f"  and {count - 10} more; `emgrade build {row['name']}` renews them")


@main.command(epilog=_EPILOG)
def lock() -> None:
    """Lock what the assignments require into assignments/requirements-grade.lock, for the Gradescope zips.

    Needed when an assignment's `requirements:` names a package that the kit itself does not need. Packages are looked
    up on the network; the kit's own versions stay.
    """
    from .build.lock import NAME, required, write_lock
    from .source import assignment_of

    project = Project.find(Path.cwd())
    assignments = [assignment_of(project, name) for name in _names(project)]
    wanted = sorted({one for assignment in assignments for one in required(assignment)})
    count = write_lock(project.assignments, wanted)
    _out.print(f"assignments/{NAME}: {count} versions, for {', '.join(wanted) or 'no added package'}")


@main.command(epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), default=2, show_default=True, help="Processes at a time."
)
@click.option("--each", is_flag=True, help="Run the rest of the notebook after every single answer (slow).")
@click.option("--mutants", is_flag=True, help="Change the reference answers too, a few hundred times (slow).")
@click.option(
    "--sample", type=click.IntRange(1), help="So many mutants, and of so many slips the cost later."
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def check(
    names: tuple[str, ...], jobs: int, each: bool, mutants: bool, sample: int | None, as_json: bool
) -> None:
    """Check that assignments (all of them, or those named) grade what they should.

    The reference gets full marks, the untouched notebook gets nothing and says what to do, each wrong answer of
    answers.toml loses exactly its points, each right answer keeps them, students get nothing secret, and two builds are
    equal. Nothing is published.
    """
    from .check.run import Options, plan
    from .check.run import check as check_one

    project = Project.find(Path.cwd())
    plans = [plan(project, name) for name in _names(project, names)]
    options = Options(jobs, each, sample or (None if mutants else 0))
    with _bar("check", hidden=as_json) as bar:
        task = bar.add_task("", total=sum(p.steps for p in plans))
        done = [check_one(p, options, tick=lambda: bar.advance(task)) for p in plans]
    if as_json:
        click.echo(json.dumps([c.plain(project.root) for c in done], indent=2, ensure_ascii=False))
    else:
        for checked in done:
            _say_checked(checked, project)
    if not all(c.good for c in done):
        sys.exit(1)


def _say_checked(checked: Checked, project: Project) -> None:
    lines = [f.told(project.root) for f in checked.findings]
    lines += [f"{checked.name}: {note}" for note in checked.notes]
    lines.append(f"{checked.name}: {checked.summary}")
    for line in lines:
        _out.print(line, markup=False, highlight=False)


@main.command(name="try", epilog=_EPILOG)
@click.argument("name")
@click.argument("question")
@click.argument("code")
def try_one(name: str, question: str, code: str) -> None:
    """Say what one answer gets: run CODE in the place of the reference answer to QUESTION of assignment NAME.

    CODE is the text of the answer cell; - reads it from the standard input. Every test is listed, hidden ones with
    their sentence too, and the known slip that the answer is.
    """
    from .check.one import try_answer

    project = Project.find(Path.cwd())
    built(project, name)
    for line in try_answer(project, name, question, sys.stdin.read() if code == "-" else code):
        _out.print(line, markup=False, highlight=False)


@main.command(epilog=_EPILOG)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
def init(folder: Path) -> None:
    """Begin a course in FOLDER (here by default): settings, a first assignment, what git and a test server need."""
    from .new import begin_course

    for path in begin_course(folder):
        _out.print(str(cli_class.relative(path)), markup=False, highlight=False)
    there = "" if folder.resolve() == Path.cwd() else f"cd {folder}, then "
    _out.print(f"Next: {there}emgrade build and emgrade check; emgrade new NAME begins another assignment.")


@main.command(epilog=_EPILOG)
@click.argument("name")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    default=("function",),
    help="What is answered; may be given several times. [function]",
)
def new(name: str, kinds: tuple[str, ...]) -> None:
    """Begin an assignment NAME, or add to it: a working question of each KIND, with known answers."""
    from .new import create

    project = Project.find(Path.cwd())
    for path in create(project, name, kinds):
        _out.print(path.relative_to(project.root).as_posix(), markup=False, highlight=False)
    _out.print(f"Next: emgrade build {name}, then emgrade check {name}.")


@main.command(epilog=_EPILOG)
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare(folder: Path, as_json: bool) -> None:
    """Build and grade Otter's master notebooks below FOLDER with Otter, too, and show where the points differ.

    Of each master the solution, the untouched notebook and the notebooks in submissions/ beside it are graded with
    `otter run` and with the kit. Nothing is written. Exit code 1 says that something differs.
    """
    from .compare import compare as compare_one
    from .compare import masters

    found = masters(folder)
    if not found:
        raise EmgradeError(
            f"{folder}: no master notebook of Otter's (none has a cell `# ASSIGNMENT CONFIG`)."
        )
    done = [compare_one(path) for path in _progress(found, "compare")]
    if as_json:
        click.echo(
            json.dumps([{**dataclasses.asdict(one), "master": str(one.master)} for one in done], indent=2)
        )
    else:
        _say_compared(done)
    if not all(one.equal for one in done):
        sys.exit(1)


def _say_compared(done: Sequence[Compared]) -> None:
    table = Table(box=None, header_style="bold")
    for title in ("master", "notebook", "question", "Otter", "here", "why"):
        table.add_column(title, overflow="fold")
    silent = 0
    for one in done:
        for name, reason in (("Otter", one.otter_refuses), ("here", one.refused)):
            if reason:
                _out.print(f"{one.master}: refused by {name}: {reason}", markup=False, highlight=False)
        for notebook in one.graded:
            if notebook.why:
                table.add_row(one.master.name, notebook.notebook, "", "", "", escape(notebook.why))
            for name, otter, ours, said in notebook.differing:
                silent += not one.announced(name)
                why = f"{said} (said at build)" if one.announced(name) else said
                table.add_row(one.master.name, notebook.notebook, name, otter, ours, escape(why))
    if table.row_count:
        _out.print(table)
    graded = [notebook for one in done for notebook in one.graded]
    built = [not one.refused for one in done if not one.otter_refuses]
    equal, more = sum(one.equal for one in graded), sum(one.more for one in graded)
    _out.print(
        f"{len(done)} masters: Otter builds {len(built)}, of which {sum(built)} build here. {len(graded)} notebooks: "
        f"{equal} get Otter's points, {more} get more; {silent} differences that the build does not announce.",
        highlight=False,
    )


@main.group(name="import", epilog=_EPILOG)
def import_() -> None:
    """Take over what was written for another grader."""


@import_.command(epilog=_EPILOG)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE..."
)
def nbgrader(files: tuple[Path, ...]) -> None:
    """Write a source of ours from each notebook of nbgrader's, the instructor's version.

    FILE becomes assignments/NAME, with the files beside it that it names. An answer cell and the test cells behind it
    are a question, hidden tests are hidden, points stay. What no rule converts is listed with its reason.
    """
    from .nbgrader import import_nbgrader

    project = Project.find(Path.cwd())
    for made in [import_nbgrader(path) for path in files]:
        folder = project.assignments / made.name
        if folder.exists():
            raise EmgradeError(
                f"There is already a folder assignments/{made.name}; nothing was written to it."
            )
        for name, data in made.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        size = f"{counted(made.questions, 'question')}, {made.manual} of them for a person, {made.points:g} points"
        _out.print(f"assignments/{made.name}/{made.name}.py: {size}", markup=False, highlight=False)
        for note in made.notes:
            _out.print(note, markup=False, highlight=False)
        _out.print(f"Next: emgrade build {made.name}, then emgrade check {made.name}.")


@main.command(epilog=_EPILOG)
@click.argument("name")
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    help="Write results.json in Gradescope's form (one submission).",
)
@click.option(
    "--runs", type=click.Path(path_type=Path), help="Class: where runs are kept (runs/ of the course)."
)
@click.option("--workers", type=click.IntRange(min=1), help="Class: submissions at a time (all processors).")
@click.option(
    "--all", "everything", is_flag=True, help="Class: grade everything anew, not only what changed."
)
@click.option("--scheduler", metavar="ADDRESS", default="", help="Class: grade on a Dask cluster.")
@click.option(
    "--late",
    type=click.Choice(["count", "ignore"]),
    default="count",
    help="Class: `ignore` takes a late file only where there is none in time.",
)
@cli_class.ROSTER
@cli_class.CANVAS_ID
def grade(
    name: str,
    submissions: tuple[Path, ...],
    as_json: bool,
    results: Path | None,
    runs: Path | None,
    workers: int | None,
    everything: bool,
    scheduler: str,
    late: Literal["count", "ignore"],
    roster: Path | None,
    canvas_id: str,
) -> None:
    """Grade submissions of assignment NAME: a few files, or a class.

    A PATH is a notebook, a percent script or an export zip. A folder, an archive as Gradescope, Canvas or Moodle give
    it, or six files and more are a class: results are kept in runs/NAME/<number>, the same command goes on where it
    stopped, and after a change it shows who moved.
    """
    if results is not None and len(submissions) != 1:
        raise click.UsageError("--results takes exactly one submission")
    project = Project.find(Path.cwd())
    if cli_class.is_class(submissions):
        from .grading import Options, policy_of

        if results is not None:
            raise click.UsageError("--results takes one submission, not a class")
        home = runs or project.root / "runs"
        policy = policy_of(project, name, home, roster)
        options = Options(home, workers or 0, everything, scheduler, late, policy, canvas_id)
        sys.exit(not cli_class.run_class(built(project, name), submissions, options, as_json))
    found = list(_grade_all(project, name, submissions))
    if as_json:
        click.echo(json.dumps([_plain(r) for r in found], indent=2, ensure_ascii=False))
    else:
        if any(r.graded for r in found):
            _out.print(scores_table(found))
        for result in found:
            _say_notes(result)
    if results is not None:
        results.write_text(
            json.dumps(found[0].gradescope, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    if not all(r.graded for r in found):
        sys.exit(1)


for command in (cli_class.mark, cli_class.report, cli_class.sheet, cli_class.why):
    main.add_command(command)


@main.command(epilog=_EPILOG)
@click.argument("name")
@click.argument("submission", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--environment",
    type=click.Path(path_type=Path),
    help="Keep the zip's environment here, and use it when it is there (made from nothing by default).",
)
@click.option("--json", "as_json", is_flag=True, help="Print results.json.")
def rehearse(name: str, submission: Path, environment: Path | None, as_json: bool) -> None:
    """Run the real zip of assignment NAME the way Gradescope does, in a scratch root.

    Its setup.sh makes the environment from the locked requirements (a minute or two), its run_autograder grades
    SUBMISSION, and both views are printed: a student's and an instructor's.
    """
    from .rehearse import rehearse as run

    project = Project.find(Path.cwd())
    built(project, name)
    if not project.zip(name).is_file():
        raise EmgradeError(f"{name} has no zip yet. Run `emgrade build {name}` first.")
    with _err.status(f"setting up and grading {submission.name} ..."):
        done = run(project.zip(name), submission, environment=environment)
    if as_json:
        click.echo(json.dumps(done.results, indent=2, ensure_ascii=False))
        return
    _out.print(
        f"setup.sh {done.setup_seconds:.0f} s, run_autograder {done.run_seconds:.1f} s", highlight=False
    )
    views = [("A student sees", done.student_view()), ("An instructor sees", done.instructor_view())]
    if done.again:
        views.insert(1, ("A student sees at the next upload that shows no points", done.again.student_view()))
    for title, view in views:
        _out.print(f"\n{title}", style="bold")
        _out.print(view, markup=False, highlight=False)


def _grade_all(project: Project, name: str, submissions: Sequence[Path]) -> Iterable[Result]:
    from .grade import open_grader

    with open_grader(built(project, name)) as grader:
        for path in _progress(submissions, "grade"):
            yield grader.grade(path)


@main.command(epilog=_EPILOG)
@click.option(
    "--students", type=click.IntRange(2), default=60, show_default=True, help="Size of the sample class."
)
@click.pass_context
def demo(ctx: click.Context, students: int) -> None:
    """Build every assignment, grade sample submissions and a sample class, and print every question's score.

    The class answers the first assignment of the course; its run is kept in runs/.
    """
    project = Project.find(Path.cwd())
    names = _names(project)
    ctx.invoke(build)
    good = True
    for name in names:
        good &= _show_samples(project, name)
    name = names[0]
    _out.print(f"\nA class of {students}: {name}", style="bold")
    cli_class.run_demo(project, name, students)
    if not good:
        sys.exit(1)


def _show_samples(project: Project, name: str) -> bool:
    """Grade the samples of one assignment; return whether each got the score it should."""
    from .demo import samples
    from .source import assignment_of

    with tempfile.TemporaryDirectory(prefix="emgrade-demo-") as scratch:
        made = samples(project, assignment_of(project, name), Path(scratch))
        found = list(_grade_all(project, name, [sample.path for sample in made]))
    _out.print(f"\n{name}", style="bold")
    _out.print(scores_table(found))
    wrong = [
        f"{sample.label} got {result.score:g}; it should get {sample.expected:g}. {result.error}"
        for sample, result in zip(made, found, strict=True)
        if not result.graded or abs(result.score - sample.expected) > 1e-9
    ]
    for line in wrong:
        _err.print(line, markup=False, highlight=False)
    return not wrong


def _names(project: Project, named: Sequence[str] = ()) -> Sequence[str]:
    """The assignments named, or all of them."""
    names = named or project.names()
    if not names:
        raise EmgradeError("This course has no assignment yet. `emgrade new NAME` begins one.")
    return names


def built(project: Project, name: str) -> Path:
    """Return the autograder folder of an assignment; say where it is older than its source.

    Raises
    ------
    EmgradeError
        When there is no such assignment, or it was not built yet.
    """
    project.source(name)
    bundle = project.autograder(name)
    if not (bundle / "profile.json").is_file():
        raise EmgradeError(f"{name} is not built yet. Run `emgrade build {name}` first.")
    if told := project.stale(name):
        _err.print(told, markup=False, highlight=False)
    return bundle


def scores_table(results: Sequence[Result]) -> Table:
    """Questions down, submissions across."""
    table = Table(show_footer=True, box=None, header_style="bold", footer_style="bold")
    table.add_column("question", "total")
    graded = [r for r in results if r.graded]
    for result, label in zip(graded, _labels([Path(r.submission) for r in graded]), strict=True):
        table.add_column(label, f"{result.score:g}/{result.possible:g}", justify="right", overflow="fold")
    names = list(dict.fromkeys(q.name for r in graded for q in r.questions))
    for name in names:
        cells = ({q.name: f"{q.score:g}/{q.possible:g}" for q in r.questions}.get(name, "") for r in graded)
        table.add_row(name, *cells)
    return table


def _labels(paths: Sequence[Path]) -> list[str]:
    """The shortest names that tell the paths apart: stems, or with as many folders as it takes."""
    labels: list[str] = []
    for depth in range(1, max((len(path.parts) for path in paths), default=0) + 1):
        labels = ["/".join(path.with_suffix("").parts[-depth:]) for path in paths]
        if len(set(labels)) == len(labels):
            break
    return labels


def _say_notes(result: Result) -> None:
    name = Path(result.submission).name
    if not result.graded:
        _err.print(f"not graded: {result.error}", markup=False, highlight=False)
    for note in (*result.notes, *result.instructor_notes):
        _out.print(f"{name}: {note}", markup=False, highlight=False)


def _plain(result: Result) -> dict[str, object]:
    plain = dataclasses.asdict(result)
    return {**plain, "score": result.score, "possible": result.possible}


def _progress(items: Sequence[T], verb: str) -> Iterable[T]:
    """Go through items with a bar on the terminal; silent where output is piped or there is one item."""
    with _bar(verb, hidden=len(items) < 2) as bar:
        yield from bar.track(items)


def _bar(verb: str, *, hidden: bool) -> Progress:
    columns = (TextColumn(verb), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=_err, transient=True, disable=hidden or not _err.is_terminal)
