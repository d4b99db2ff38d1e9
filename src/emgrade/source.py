"""Read a source - a percent file or an Otter master notebook - into an `Assignment`, keeping line numbers.

Otter's markers are documented under "Otter Assign" of Otter-Grader 7; they are kept unchanged.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import yaml

from .bundle import Tell
from .errors import AuthorError
from .formulas import TypedFormula, typed_formula
from .model import Assignment, Case, Cell, CellKind, Question
from .project import Project, stamp
from .settings import line_of

if TYPE_CHECKING:
    import nbformat

FILE_KEYS = ("files", "autograder_files", "student_files")
READ_ONLY = ("requirements", "environment", "config_file")  # these may lie elsewhere: courses share them

# As `otter.assign` matches them: a marker may be followed by anything.
CONFIG = re.compile(r"#\s+ASSIGNMENT\s+CONFIG\s*", re.IGNORECASE)
MARKER = re.compile(r"#\s+(BEGIN|END)\s+(QUESTION|PROMPT|SOLUTION|TESTS)\s*", re.IGNORECASE)
_IGNORE = re.compile(r"#?#\s*ignore\s*", re.IGNORECASE)
_BEGIN_SOLUTION = re.compile(r"\s*# BEGIN SOLUTION")
_LINE_MARK = re.compile(r" ?# ?SOLUTION.*$")
# `name` stands in Otter's own examples, and does nothing.
TEST_KEYS = frozenset({"name", "points", "hidden", "success_message", "failure_message", "tell"})
ALMOST = re.compile(r"^#\s*(BEGIN|END)\b", re.IGNORECASE)
_CELL = re.compile(r"^# %%")
_BEGIN_TEST = re.compile(r'(?:.\s*=\s*)?""?"?\s*#\s*BEGIN\s*TEST\s*CONFIG', re.IGNORECASE)
_END_TEST = re.compile(r'""?"?\s*#\s*END\s*TEST\s*CONFIG', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row of an answer cell: its line in the source, its text without a marker, and what Otter makes of it.

    `mark` is the row's own marker; `secret` rows do not reach students.
    """

    line: int
    text: str
    mark: Literal["", "BEGIN", "END", "LINE"]
    secret: bool


def answer_rows(cell: Cell) -> list[AnswerRow]:
    """Tell the rows of an answer cell apart: those of the solution, and those that students get."""
    rows: list[AnswerRow] = []
    inside = False
    for line, row in enumerate(cell.source.split("\n"), start=cell.line):
        if (ends := row.rstrip().endswith("# END SOLUTION")) or _BEGIN_SOLUTION.match(row):
            inside = not ends
            rows.append(AnswerRow(line, "", "BEGIN" if inside else "END", False))
        else:
            text = _LINE_MARK.sub("", row)
            rows.append(AnswerRow(line, text, "LINE" if text != row else "", inside or text != row))
    # Without a marker a PROMPT stands in for the whole cell.
    if cell.kind == "markdown" or not any(row.mark for row in rows):
        return [replace(row, secret=True) for row in rows]
    return rows


def read_assignment(path: Path, name: str | None = None) -> Assignment:
    """Read one source.

    Parameters
    ----------
    path : Path
        A percent `.py` file, or an Otter master `.ipynb`.
    name : str, optional
        The assignment's name; the folder's by default.

    Raises
    ------
    AuthorError
        With the line of the first thing that cannot be understood.
    """
    cells, formulas = _write_out(path, read_cells(path))
    config, cell, cells = _read_config(path, cells)
    ok_format = bool(_tests_setting(path, config).get("ok_format"))
    if formulas and ok_format:
        raise AuthorError(path, cell.line, "a question with a `formula` needs `tests: {ok_format: false}`")
    named = {name for key in FILE_KEYS for name in _listed(path, cell, key, config.get(key))}
    for key in READ_ONLY:
        if isinstance(file := config.get(key), str):
            named |= set(_listed(path, cell, key, [file]))
    sources = (path.name, *sorted(named))
    return Assignment(
        name=name or path.parent.name,
        path=path,
        config=config,
        config_line=cell.line,
        cells=cells,
        questions=_Walk(path, ok_format, formulas).questions(cells),
        files=tuple(_listed(path, cell, "files", config.get("files"))),
        sources=sources,
        stamp=stamp(path.parent, sources),
    )


def assignment_of(project: Project, name: str) -> Assignment:
    """Read the source of an assignment of a course.

    Raises
    ------
    EmgradeError
        When there is no such assignment, or its source cannot be understood.
    """
    return read_assignment(project.source(name), name)


def read_cells(path: Path) -> tuple[Cell, ...]:
    """Split a source into cells, each with the line of its text.

    Raises
    ------
    AuthorError
        When the file is not UTF-8, not a notebook of Python, or has a cell that cannot be told apart from text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AuthorError(path, 0, f"not UTF-8 text ({error.reason} at byte {error.start})") from None
    notebook = _parse_notebook(path, text)
    lines = _notebook_lines(text) if path.suffix == ".ipynb" else _percent_lines(path, text)
    if len(lines) != len(notebook.cells):
        if path.suffix != ".ipynb":
            reason = "these quotes are not closed before the next cell"
            raise AuthorError(path, _unclosed(text), reason)
        lines = list(range(1, len(notebook.cells) + 1))
    found = [Cell(c.cell_type, c.source, line) for c, line in zip(notebook.cells, lines, strict=True)]
    cells = tuple(part for cell in found for part in _fenced(path, cell))
    if any("nbgrader" in c.metadata for c in notebook.cells) and not any(map(marker, cells)):
        raise AuthorError(
            path, 0, f"a notebook of nbgrader: `emgrade import nbgrader {path.name}` makes a source of it"
        )
    return cells


def tests_setting(assignment: Assignment) -> dict[str, Any]:
    """Otter's `tests` setting: exception tests in files for percent sources, Otter's own default for masters."""
    return _tests_setting(assignment.path, assignment.config)


def marker(cell: Cell) -> tuple[str, str] | None:
    """Return ("BEGIN" | "END", kind) when a cell is one of Otter's block markers."""
    match = MARKER.match(cell.source) if cell.kind == "raw" else None
    return (match[1].upper(), match[2].upper()) if match else None


def no_marker(cell: Cell) -> str:
    """Say that a cell looks like one of Otter's markers and is none."""
    return f"{cell.source.splitlines()[0]!r} is not one of Otter's markers"


def is_config(cell: Cell) -> bool:
    """Whether a cell holds settings of the assignment."""
    return cell.kind == "raw" and CONFIG.match(cell.source) is not None


def ignored(cell: Cell) -> bool:
    """Whether Otter leaves a cell out of everything."""
    return _IGNORE.match(cell.source) is not None


def _tests_setting(path: Path, config: dict[str, Any]) -> dict[str, Any]:
    default = {"ok_format": True} if path.suffix == ".ipynb" else {"ok_format": False, "files": True}
    setting = config.get("tests")
    return {**default, **setting} if isinstance(setting, dict) else default


def _parse_notebook(path: Path, text: str) -> nbformat.NotebookNode:
    # Imported by whoever reads a source: jupytext brings a server of Jupyter's with it, a quarter of a second.
    import jupytext
    import nbformat
    from nbformat.validator import normalize

    try:
        if path.suffix == ".ipynb":
            # Otter is as kind to notebooks without ids and with the metadata of some editor.
            notebook: nbformat.NotebookNode = normalize(
                nbformat.reads(text, as_version=4), strip_invalid_metadata=True
            )[1]
            nbformat.validate(notebook)
        else:
            notebook = jupytext.reads(text, fmt="py:percent")
    except Exception as error:  # nbformat and jupytext raise many kinds
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise AuthorError(path, 0, f"not a notebook: {reason}") from None
    language = str(notebook.metadata.get("kernelspec", {}).get("language", "python"))
    if language.lower() != "python":
        raise AuthorError(path, 0, f"the notebook is in {language}; Python alone can be graded")
    return notebook


def _percent_lines(path: Path, text: str) -> list[int]:
    """Line of each cell's text: below the marker, and below the opening quotes of a text cell."""
    rows = text.splitlines()
    starts = [i for i, row in enumerate(rows) if _CELL.match(row)]
    if not starts:
        raise AuthorError(path, 1, "no cell: a source begins its cells with `# %%`")
    if any(row.strip() and not row.startswith("#") for row in rows[: starts[0]]):
        raise AuthorError(path, 1, "text before the first `# %%`")
    quoted = [i + 1 < len(rows) and "[" in rows[i] and rows[i + 1].strip() == 'r"""' for i in starts]
    return [i + 2 + q for i, q in zip(starts, quoted, strict=True)]


def _unclosed(text: str) -> int:
    """Line of the first opening quotes of a text cell that the next cell's marker follows without closing ones."""
    opened = 0
    for number, row in enumerate(text.splitlines(), start=1):
        if _CELL.match(row) and opened:
            return opened
        if row.strip() == 'r"""' and not opened:
            opened = number
        elif row.rstrip().endswith('"""'):
            opened = 0
    return opened


def _notebook_lines(text: str) -> list[int]:
    return [i for i, row in enumerate(text.splitlines(), start=1) if re.match(r'^\s*"source":', row)]


def _fenced(path: Path, cell: Cell) -> Iterator[Cell]:
    """Yield a cell, or the pieces of a text with fenced `otter` blocks: each block is a raw cell to Otter."""
    if cell.kind != "markdown" or "```otter" not in cell.source:
        yield cell
        return
    rows, begin, inside = cell.source.split("\n"), 0, False
    for number, row in enumerate([*rows, "```otter"]):
        if row.strip() == ("```" if inside else "```otter"):
            if any(text.strip() for text in rows[begin:number]):
                begin += bool(begin) and not inside and not rows[begin].strip()  # as Otter does
                kind: CellKind = "raw" if inside else "markdown"
                yield Cell(kind, "\n".join(rows[begin:number]), cell.line + begin)
            begin, inside = number + 1, not inside
    if begin <= len(rows):
        raise AuthorError(path, cell.line, "a ```otter block is not closed")


def _yaml(path: Path, cell: Cell) -> dict[str, Any]:
    try:
        value = yaml.safe_load(cell.source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = cell.line + (mark.line if mark else 0)
        raise AuthorError(path, line, f"not valid YAML: {getattr(error, 'problem', error)}") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AuthorError(path, cell.line, "expected `key: value` lines below the marker")
    return value


def _read_config(path: Path, cells: tuple[Cell, ...]) -> tuple[dict[str, Any], Cell, tuple[Cell, ...]]:
    """Return the settings, their cell, and the cells with that one alone; as in Otter there may be several, or none."""
    found = [cell for cell in cells if is_config(cell)]
    if not found and (path.suffix == ".py" or not any(map(marker, cells))):
        raise AuthorError(path, 1, "no raw cell `# ASSIGNMENT CONFIG`")
    config: dict[str, Any] = {}
    for cell in found:
        given = _yaml(path, cell)
        if file := given.get("config_file"):
            _listed(path, cell, "config_file", [file])
            place = path.parent / str(file)
            _merge(config, _yaml(place, Cell("raw", place.read_text("utf-8"), 1)))
        _merge(config, given)
    first = found[0] if found else Cell("raw", "# ASSIGNMENT CONFIG", 1)
    others = tuple(cell for cell in cells if cell not in found[1:])
    return config, first, others if found else (first, *others)


def _merge(config: dict[str, Any], given: dict[str, Any]) -> None:
    """Write settings over others, tables key by key."""
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            _merge(config[key], value)
        else:
            config[key] = value


def _listed(path: Path, cell: Cell, key: str, value: object) -> list[str]:
    """Return the files that a key of the config names, each of which lies in the assignment's folder."""
    names, line = value or [], cell.line + max(0, line_of(cell.source, key) - 1)
    if not isinstance(names, list):
        raise AuthorError(path, line, f"`{key}` should be a list of files; it is {names!r}")
    for name in map(str, names):
        if not (path.parent / name).exists():
            raise AuthorError(path, line, f"`{key}` names {name}, which does not exist")
        if key not in READ_ONLY and path.parent.resolve() not in (path.parent / name).resolve().parents:
            raise AuthorError(path, line, f"`{key}` names {name}, which lies outside the assignment's folder")
    return list(map(str, names))


def _write_out(path: Path, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], dict[str, TypedFormula]]:
    """Write out the tests of every question that declares a `formula:`, and the cell that shows the formula.

    All that comes later then sees a question like any other. What is written has the question's line.
    """
    written: list[Cell] = []
    formulas: dict[str, TypedFormula] = {}
    settings: dict[str, Any] = {}
    laws: list[str] = []
    answer, block, line = "", "", 0
    for cell in cells:
        verb, kind = marker(cell) or ("", "")
        if verb == "BEGIN":
            block = kind
        if (verb, kind) == ("BEGIN", "QUESTION"):
            settings, answer, line, laws = _yaml(path, cell), "", cell.line, []
            if "formula" in settings:  # Otter knows no such key
                rest = {key: value for key, value in settings.items() if key != "formula"}
                cell = Cell("raw", f"# BEGIN QUESTION\n{yaml.safe_dump(rest, sort_keys=False)}", line)
        elif "formula" in settings:
            if block == "TESTS":
                if cell.kind == "code" and re.search("^hidden: *true", cell.source, re.MULTILINE):
                    raise AuthorError(
                        path, cell.line, "the hidden tests of a question with a `formula` are written from it"
                    )
                laws += [cell.source] if cell.kind == "code" else []
                block = "" if verb == "END" else block
                continue
            if block == "SOLUTION" and cell.kind == "code":
                answer += cell.source
            if (verb, kind) == ("END", "QUESTION"):
                try:
                    found = typed_formula(str(settings.get("name")), settings, answer)
                except ValueError as error:
                    raise AuthorError(path, line, str(error)) from None
                formulas[found.question.name] = found
                tests = [Cell("code", source, line) for source in found.tests(laws)]
                written += [
                    Cell("raw", "# BEGIN TESTS", line),
                    *tests,
                    Cell("raw", "# END TESTS", line),
                    cell,
                ]
                cell, settings = Cell("code", found.shown(), line), {}
        if verb == "END":
            block = ""
        written.append(cell)
    return tuple(written), formulas


@dataclass
class _Open:
    """A question while its cells go by."""

    settings: dict[str, Any]
    line: int
    prompt: list[Cell] = field(default_factory=list)
    answer: list[Cell] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    unclosed: tuple[str, int] | None = None


class _Walk:
    """Collects questions from cells; knows which blocks are open."""

    def __init__(self, path: Path, ok_format: bool, formulas: dict[str, TypedFormula]) -> None:
        self.path = path
        self.ok_format = ok_format
        self.formulas = formulas

    def questions(self, cells: tuple[Cell, ...]) -> tuple[Question, ...]:
        open_: dict[str, _Open] = {}
        blocks: list[tuple[str, int]] = []
        now: _Open | None = None
        for cell in cells:
            if ignored(cell):
                continue
            mark = marker(cell)
            if mark is None:
                if now is not None:
                    self._collect(now, cell, blocks[-1][0])
                continue
            verb, kind = mark
            if verb == "BEGIN":
                self._check_begin(cell, kind, blocks)
                blocks.append((kind, cell.line))
                if kind == "QUESTION":
                    now = _Open(_yaml(self.path, cell), cell.line)
            else:
                self._check_end(cell, kind, blocks)
                blocks.pop()
                if kind == "QUESTION" and now is not None:
                    self._end(now, open_)
                    now = None
        if now is not None:  # Otter takes the end of the notebook for the end of the last one
            now.unclosed = blocks[-1]
            self._end(now, open_)
        return tuple(self._close(name, one) for name, one in open_.items())

    def _end(self, now: _Open, open_: dict[str, _Open]) -> None:
        name = self._name(now)
        first = open_.setdefault(name, now)
        if first is not now:
            first.again.append(now.line)
            first.settings = now.settings
            first.unclosed = now.unclosed
            first.prompt += now.prompt
            first.answer += now.answer
            first.cases += now.cases

    def _check_begin(self, cell: Cell, kind: str, blocks: list[tuple[str, int]]) -> None:
        if kind == "QUESTION" and blocks:
            raise AuthorError(
                self.path, cell.line, f"BEGIN QUESTION inside {blocks[-1][0]} of line {blocks[-1][1]}"
            )
        if kind != "QUESTION" and [b for b, _ in blocks] != ["QUESTION"]:
            where = f"inside {blocks[-1][0]} of line {blocks[-1][1]}" if blocks else "outside of a question"
            raise AuthorError(self.path, cell.line, f"BEGIN {kind} {where}")

    def _check_end(self, cell: Cell, kind: str, blocks: list[tuple[str, int]]) -> None:
        if not blocks or blocks[-1][0] != kind:
            expected = f"; END {blocks[-1][0]} is due (opened in line {blocks[-1][1]})" if blocks else ""
            raise AuthorError(self.path, cell.line, f"END {kind} without BEGIN {kind}{expected}")

    def _collect(self, now: _Open, cell: Cell, block: str) -> None:
        if block == "SOLUTION":
            now.answer.append(cell)
        elif block == "TESTS":
            if cell.kind != "code":
                almost = cell.kind == "raw" and ALMOST.match(cell.source)
                reason = "only test cells stand between BEGIN TESTS and END TESTS"
                raise AuthorError(self.path, cell.line, no_marker(cell) if almost else reason)
            now.cases.append(self._case(cell, len(now.cases) + 1))
        else:
            now.prompt.append(cell)

    def _case(self, cell: Cell, number: int) -> Case:
        rows = cell.source.splitlines()
        hidden = (
            bool(rows) and rows[0].lstrip().startswith("#") and bool(re.search(r"\bhidden\b", rows[0], re.I))
        )
        start = int(hidden)
        settings: dict[str, Any] = {}
        if rows and _BEGIN_TEST.match(rows[0]):
            start, settings = self._test_config(cell, rows)
        start += next((i for i, row in enumerate(rows[start:]) if row.strip()), 0)
        name, source = self._function(cell, rows[start:], start, number)
        return Case(
            name=name,
            source=source,
            line=cell.line + start,
            hidden=bool(settings.get("hidden", hidden)),
            points=settings.get("points"),
            success_message=settings.get("success_message"),
            failure_message=settings.get("failure_message"),
            unknown=tuple(sorted(set(map(str, settings)) - TEST_KEYS)),
            tell=settings.get("tell"),
        )

    def _test_config(self, cell: Cell, rows: list[str]) -> tuple[int, dict[str, Any]]:
        end = next((i for i, row in enumerate(rows) if _END_TEST.match(row)), None)
        if end is None:
            raise AuthorError(self.path, cell.line, "BEGIN TEST CONFIG has no END TEST CONFIG")
        settings = _yaml(self.path, Cell("raw", "\n".join(["#", *rows[1:end]]), cell.line))
        if "tell" in settings and (why := self._wrong_tell(settings)):
            raise AuthorError(self.path, cell.line, f"`tell` {why}")
        points = settings.get("points")
        if points is not None and (isinstance(points, bool) or not isinstance(points, int | float)):
            raise AuthorError(
                self.path, cell.line, f"`points` of a test should be a number; it is {points!r}"
            )
        return end + 1, settings

    def _wrong_tell(self, settings: dict[str, Any]) -> str:
        if settings["tell"] not in get_args(Tell):
            return f"should be one of {', '.join(get_args(Tell))}; it is {settings['tell']!r}"
        if not settings.get("hidden"):
            return "is for hidden tests; a public one always tells"
        return "needs `tests: {ok_format: false}`: a doctest has no sentence" if self.ok_format else ""

    def _function(self, cell: Cell, rows: list[str], start: int, number: int) -> tuple[str, str]:
        """Return a test's name and its text; a call behind a test function is for its author alone, and is left out."""
        source = "\n".join(rows)
        try:
            body = ast.parse(source).body
        except SyntaxError as error:
            line = cell.line + start + (error.lineno or 1) - 1
            raise AuthorError(self.path, line, f"a test that is not valid Python: {error.msg}") from None
        if self.ok_format:
            return f"test {number}", source
        if not body or len(body) > 2 or not isinstance(body[0], ast.FunctionDef):
            raise AuthorError(
                self.path,
                cell.line + start,
                "a test cell holds one test function, and no more than a call of it",
            )
        return body[0].name, "\n".join(rows[: body[0].end_lineno])

    def _name(self, now: _Open) -> str:
        """Return a question's name: any text that a file and a call of `grader.check` can hold."""
        name = now.settings.get("name")
        if not isinstance(name, str) or not re.fullmatch(r"(?![\s.])[^/\\\"\x00-\x1f]+(?<!\s)", name):
            reason = f'a question needs a `name`: a text without / \\ and "; found {name!r}'
            raise AuthorError(self.path, now.line, reason)
        return name

    def _close(self, name: str, now: _Open) -> Question:
        # As in Otter: tests of a question that a person grades, too, are run and scored.
        manual = bool(now.settings.get("manual")) and not now.cases
        question = Question(
            name=name,
            line=now.line,
            points=0.0,
            manual=manual,
            prompt=tuple(now.prompt),
            answer=tuple(now.answer),
            cases=tuple(now.cases),
            settings=now.settings,
            formula=self.formulas.get(name),
            again=tuple(now.again),
            unclosed=now.unclosed,
        )
        points = now.settings.get("points")
        if manual:
            worth = float(points) if isinstance(points, int | float) else 0.0
        else:
            try:
                worth = sum(shares(question))
            except (ValueError, TypeError, AssertionError):  # lint says so, with Otter's own words
                worth = 0.0
        return replace(question, points=worth)


def shares(question: Question) -> list[float]:
    """Return the points of each test, as Otter shares out those of the question; none where there is no test.

    Raises
    ------
    ValueError, TypeError, AssertionError
        Where Otter refuses the points.
    """
    points = question.settings.get("points")
    own: list[Any] = [case.points for case in question.cases]
    if {type(worth) for worth in [*own, points]} <= {int, float} and sum(own) <= points:
        # Every test says its own: nothing is shared out, and Otter takes half a second to load.
        return [float(worth) for worth in own]

    from otter.test_files.abstract_test import TestCase, TestFile

    given = points.get("each", 1) * len(question.cases) if isinstance(points, dict) else points
    cases = [TestCase(case.name, "", case.hidden, case.points, None, None) for case in question.cases]
    return [float(case.points) for case in TestFile.resolve_test_file_points(given, cases)]
