"""Read a source - a percent file or an Otter master notebook - into an `Assignment`, keeping line numbers.

Otter's markers are documented under "Otter Assign" of Otter-Grader 7; they are kept unchanged.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

import jupytext
import nbformat
import yaml

from .bundle import Tell
from .errors import AuthorError
from .formulas import TypedFormula, typed_formula
from .model import Assignment, Case, Cell, Question
from .project import stamp
from .settings import line_of

FILE_KEYS = ("files", "autograder_files", "student_files")

CONFIG = re.compile(r"^#\s*ASSIGNMENT\s+CONFIG\s*$", re.IGNORECASE)
MARKER = re.compile(r"^#\s*(BEGIN|END)\s+(QUESTION|PROMPT|SOLUTION|TESTS)\s*$", re.IGNORECASE)
_EDGE = re.compile(r"# (BEGIN|END) SOLUTION")
_LINE_MARK = re.compile(r" ?# ?SOLUTION( NO PROMPT)?\s*$")
_ALMOST = re.compile(r"^#\s*(BEGIN|END)\b", re.IGNORECASE)
_CELL = re.compile(r"^# %%")
_BEGIN_TEST = re.compile(r'^""?"?\s*#\s*BEGIN\s*TEST\s*CONFIG', re.IGNORECASE)
_END_TEST = re.compile(r'^""?"?\s*#\s*END\s*TEST\s*CONFIG', re.IGNORECASE)


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
        if edge := _EDGE.search(row):
            inside = edge[1] == "BEGIN"
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
    config, cell = _read_config(path, cells)
    ok_format = bool(_tests_setting(path, config).get("ok_format"))
    if formulas and ok_format:
        raise AuthorError(path, cell.line, "a question with a `formula` needs `tests: {ok_format: false}`")
    named = {name for key in FILE_KEYS for name in _listed(path, cell, key, config.get(key))}
    if isinstance(file := config.get("requirements"), str):
        named |= set(_listed(path, cell, "requirements", [file]))
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


def read_cells(path: Path) -> tuple[Cell, ...]:
    """Split a source into cells, each with the line of its text.

    Raises
    ------
    AuthorError
        When the file is not UTF-8, not a notebook, or has a cell that cannot be told apart from text.
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
    return tuple(Cell(c.cell_type, c.source, line) for c, line in zip(notebook.cells, lines, strict=True))


def tests_setting(assignment: Assignment) -> dict[str, Any]:
    """Otter's `tests` setting: exception tests in files for percent sources, Otter's own default for masters."""
    return _tests_setting(assignment.path, assignment.config)


def marker(cell: Cell) -> tuple[str, str] | None:
    """Return ("BEGIN" | "END", kind) when a cell is one of Otter's block markers."""
    if cell.kind == "code":
        return None
    lines = _unfenced(cell).splitlines()
    match = MARKER.match(lines[0].strip()) if lines else None
    return (match[1].upper(), match[2].upper()) if match else None


def _tests_setting(path: Path, config: dict[str, Any]) -> dict[str, Any]:
    default = {"ok_format": True} if path.suffix == ".ipynb" else {"ok_format": False, "files": True}
    setting = config.get("tests")
    return {**default, **setting} if isinstance(setting, dict) else default


def _parse_notebook(path: Path, text: str) -> nbformat.NotebookNode:
    try:
        if path.suffix == ".ipynb":
            notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook)
            return notebook
        script: nbformat.NotebookNode = jupytext.reads(text, fmt="py:percent")
        return script
    except Exception as error:  # nbformat and jupytext raise many kinds
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise AuthorError(path, 0, f"not a notebook: {reason}") from None


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


def _unfenced(cell: Cell) -> str:
    """Text of a raw cell, or of a markdown cell that holds one fenced `otter` block."""
    match = re.fullmatch(r"```otter\s*\n(.*)\n```\s*", cell.source.strip() + "\n", re.DOTALL)
    return match[1] if match and cell.kind == "markdown" else cell.source if cell.kind == "raw" else ""


def _yaml(path: Path, cell: Cell) -> dict[str, Any]:
    try:
        value = yaml.safe_load(_unfenced(cell))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = cell.line + (mark.line if mark else 0)
        raise AuthorError(path, line, f"not valid YAML: {getattr(error, 'problem', error)}") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AuthorError(path, cell.line, "expected `key: value` lines below the marker")
    return value


def _read_config(path: Path, cells: tuple[Cell, ...]) -> tuple[dict[str, Any], Cell]:
    found = [c for c in cells if (rows := _unfenced(c).splitlines()) and CONFIG.match(rows[0].strip())]
    if not found:
        raise AuthorError(path, 1, "no raw cell `# ASSIGNMENT CONFIG`")
    if len(found) > 1:
        raise AuthorError(path, found[1].line, "a second `# ASSIGNMENT CONFIG`; one is enough")
    return _yaml(path, found[0]), found[0]


def _listed(path: Path, cell: Cell, key: str, value: object) -> list[str]:
    """Return the files that a key of the config names, each of which lies in the assignment's folder."""
    names, line = value or [], cell.line + max(0, line_of(cell.source, key) - 1)
    if not isinstance(names, list):
        raise AuthorError(path, line, f"`{key}` should be a list of files; it is {names!r}")
    for name in map(str, names):
        if not (path.parent / name).exists():
            raise AuthorError(path, line, f"`{key}` names {name}, which does not exist")
        if path.parent.resolve() not in (path.parent / name).resolve().parents:
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


class _Walk:
    """Collects questions from cells; knows which blocks are open."""

    def __init__(self, path: Path, ok_format: bool, formulas: dict[str, TypedFormula]) -> None:
        self.path = path
        self.ok_format = ok_format
        self.formulas = formulas

    def questions(self, cells: tuple[Cell, ...]) -> tuple[Question, ...]:
        found: list[Question] = []
        blocks: list[tuple[str, int]] = []
        now: _Open | None = None
        for cell in cells:
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
                    found.append(self._close(now))
                    now = None
        if blocks:
            raise AuthorError(self.path, blocks[-1][1], f"BEGIN {blocks[-1][0]} has no END {blocks[-1][0]}")
        return tuple(found)

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
        if cell.kind == "raw" and _ALMOST.match(cell.source):
            raise AuthorError(
                self.path, cell.line, f"{cell.source.splitlines()[0]!r} is not one of Otter's markers"
            )
        if block == "SOLUTION":
            now.answer.append(cell)
        elif block == "TESTS":
            if cell.kind != "code":
                raise AuthorError(
                    self.path, cell.line, "only test cells stand between BEGIN TESTS and END TESTS"
                )
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
        source = "\n".join(rows[start:])
        return Case(
            name=self._case_name(cell, source, start, number),
            source=source,
            line=cell.line + start,
            hidden=bool(settings.get("hidden", hidden)),
            points=settings.get("points"),
            success_message=settings.get("success_message"),
            failure_message=settings.get("failure_message"),
            tell=settings.get("tell"),
        )

    def _test_config(self, cell: Cell, rows: list[str]) -> tuple[int, dict[str, Any]]:
        end = next((i for i, row in enumerate(rows) if _END_TEST.match(row)), None)
        if end is None:
            raise AuthorError(self.path, cell.line, "BEGIN TEST CONFIG has no END TEST CONFIG")
        settings = _yaml(self.path, Cell("raw", "\n".join(["#", *rows[1:end]]), cell.line))
        unknown = set(settings) - {"points", "hidden", "success_message", "failure_message", "tell"}
        if unknown:
            raise AuthorError(self.path, cell.line, f"unknown test setting `{sorted(map(str, unknown))[0]}`")
        if "tell" in settings and (why := self._wrong_tell(settings)):
            raise AuthorError(self.path, cell.line, f"`tell` {why}")
        for key in ("success_message", "failure_message"):
            if re.search(r'["\\]', str(settings.get(key, ""))):
                raise AuthorError(
                    self.path, cell.line, f'`{key}` holds a `"` or a backslash, which breaks the test file'
                )
        points = settings.get("points")
        if points is not None and (
            isinstance(points, bool) or not isinstance(points, int | float) or points < 0
        ):
            raise AuthorError(
                self.path, cell.line, f"`points` of a test should be a number from 0 up; it is {points!r}"
            )
        return end + 1, settings

    def _wrong_tell(self, settings: dict[str, Any]) -> str:
        if settings["tell"] not in get_args(Tell):
            return f"should be one of {', '.join(get_args(Tell))}; it is {settings['tell']!r}"
        if not settings.get("hidden"):
            return "is for hidden tests; a public one always tells"
        return "needs `tests: {ok_format: false}`: a doctest has no sentence" if self.ok_format else ""

    def _case_name(self, cell: Cell, source: str, start: int, number: int) -> str:
        try:
            body = ast.parse(source).body
        except SyntaxError as error:
            line = cell.line + start + (error.lineno or 1) - 1
            raise AuthorError(self.path, line, f"a test that is not valid Python: {error.msg}") from None
        if self.ok_format:
            return f"test {number}"
        if not body or len(body) > 2 or not isinstance(body[0], ast.FunctionDef):
            raise AuthorError(
                self.path, cell.line + start, "a test cell holds one test function and nothing else"
            )
        return body[0].name

    def _close(self, now: _Open) -> Question:
        name = now.settings.get("name")
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise AuthorError(
                self.path, now.line, f"a question needs a `name` of letters, digits and _; found {name!r}"
            )
        points = now.settings.get("points")
        return Question(
            name=name,
            line=now.line,
            points=_total(points, now.cases, bool(now.settings.get("manual")) and not now.cases),
            # As in Otter: tests of a question that a person grades, too, are run and scored.
            manual=bool(now.settings.get("manual")) and not now.cases,
            prompt=tuple(now.prompt),
            answer=tuple(now.answer),
            cases=tuple(now.cases),
            settings=now.settings,
            formula=self.formulas.get(name),
        )


def _total(points: Any, cases: list[Case], manual: bool) -> float:
    """What a question is worth by Otter's rules: its own number, a list, `each`, or the sum of its tests."""
    if isinstance(points, list):
        return float(sum(p for p in points if isinstance(p, int | float)))
    if isinstance(points, dict):
        return float(points.get("each", 1)) * len(cases)
    if isinstance(points, int | float) and not isinstance(points, bool):
        return float(points)
    given = sum(case.points or 0 for case in cases)
    return float(given) if given or manual else 1.0
