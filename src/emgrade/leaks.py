"""Search what students download for what they must not have.

Secret are the lines of solutions, hidden tests with their names and data, and the values that they expect. What the
author writes in public too (a value in a worked example, the data set of the notebook) is no secret; a line of a
solution always is.
"""

from __future__ import annotations

import ast
import itertools
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from .errors import AuthorError
from .model import Assignment, Case, Cell, Question

MIN_LINE = 20  # characters without blanks; shorter lines of code say little
MIN_PROSE = 40
MIN_NUMBERS = 4  # in a row
MIN_DIGITS = 6  # of a value that only a computation gives
ROUNDED_DIGITS = (
    4  # of such a value in a notebook; elsewhere, where there are many numbers, all of MIN_DIGITS
)
GENERIC = ("import ", "from ", "def ", "except ", "@", "#")
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")
_LINE_MARK = re.compile(r"#\s*SOLUTION( NO PROMPT)?\s*$")


def find_leaks(assignment: Assignment, student: Mapping[str, bytes]) -> list[AuthorError]:
    """Return every secret of an assignment that its student folder holds.

    Parameters
    ----------
    assignment : Assignment
        The source, which tells secret from public.
    student : mapping
        Path -> bytes of the student folder.

    Returns
    -------
    list of AuthorError
        Each at the public cell of the source that gives the secret away; at the secret itself where no cell does.
    """
    texts = [text for path in sorted(student) for text in _texts(path, student[path])]
    public = _Text("", "\n".join(cell.source for cell in _public_cells(assignment)))
    found = list(_files(assignment, student))
    for secret in (*_lines(assignment), *_tests(assignment, public), *_numbers(assignment, public)):
        where = next((text for text in texts if secret.within(text)), None)
        if where is not None:
            line = _line_of(assignment, secret) or secret.line
            reason = f"{secret.question}: {secret.what} in what students get ({where.place}): {secret.shown}"
            found.append(AuthorError(assignment.path, line, reason))
    return sorted(found, key=lambda error: error.line)


@dataclass(frozen=True)
class _Text:
    """A piece of what students get, and where it stands."""

    place: str
    text: str

    @cached_property
    def squeezed(self) -> str:
        return _squeezed(self.text)

    @cached_property
    def numbers(self) -> list[float]:
        return [abs(float(token)) for token in self.tokens]

    @cached_property
    def tokens(self) -> list[str]:
        return _NUMBER.findall(self.text.replace("\N{MINUS SIGN}", "-"))

    @cached_property
    def rounded(self) -> list[tuple[float, int]]:
        """Decimal fractions and their significant digits, where there are enough of them."""
        fractions = [(abs(float(t)), _digits(t)) for t in self.tokens if "." in t]
        least = ROUNDED_DIGITS if ".ipynb" in self.place or not self.place else MIN_DIGITS
        return [(value, digits) for value, digits in fractions if digits >= least]


@dataclass(frozen=True)
class _Secret:
    """Something that students must not have."""

    question: str
    what: str
    line: int
    shown: str

    def within(self, text: _Text) -> bool:
        raise NotImplementedError


@dataclass(frozen=True)
class _Passage(_Secret):
    def within(self, text: _Text) -> bool:
        return _squeezed(self.shown) in text.squeezed


@dataclass(frozen=True)
class _Name(_Secret):
    def within(self, text: _Text) -> bool:
        return re.search(rf"\b{re.escape(self.shown)}\b", text.text) is not None


@dataclass(frozen=True)
class _Row(_Secret):
    values: tuple[float, ...]

    def within(self, text: _Text) -> bool:
        return _follows(self.values, text.numbers)


@dataclass(frozen=True)
class _Value(_Secret):
    value: float

    def within(self, text: _Text) -> bool:
        return any(float(f"{self.value:.{min(n, 17) - 1}e}") == found for found, n in text.rounded)


def _files(assignment: Assignment, student: Mapping[str, bytes]) -> Iterator[AuthorError]:
    for path in sorted(student):
        if PurePosixPath(path).name in ("answers.toml", f"{assignment.name}.py", "profile.json"):
            yield AuthorError(assignment.path, 0, f"{path} is in what students get")


def _texts(path: str, data: bytes) -> Iterator[_Text]:
    """The text of a file; of a notebook every string of every cell, metadata and outputs too."""
    text = data.decode("utf-8", errors="replace")
    if not path.endswith(".ipynb"):
        yield _Text(path, text)
        return
    notebook = json.loads(text)
    for number, cell in enumerate(notebook.pop("cells", []), start=1):
        source = cell.get("source", "")
        cell["source"] = "".join(source) if isinstance(source, list) else source
        yield _Text(f"{path}, cell {number}", "\n".join(_strings(cell)))
    yield _Text(f"{path}, metadata", "\n".join(_strings(notebook)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _public_cells(assignment: Assignment) -> Iterator[Cell]:
    """Every cell of the source that students get, or the part of it that they get."""
    answers = {cell for q in assignment.questions for cell in q.answer}
    cases = {case.line: case for q in assignment.questions for case in q.cases}
    for cell in assignment.cells:
        inside = next(
            (cases[n] for n in range(cell.line, cell.line + cell.source.count("\n") + 1) if n in cases), None
        )
        if cell.kind == "raw" or (inside is not None and inside.hidden):
            continue
        secret = {number for number, _ in _secret_rows(cell)} if cell in answers else set()
        rows = cell.source.split("\n")
        kept = ["" if cell.line + i in secret else row for i, row in enumerate(rows)]
        yield Cell(cell.kind, "\n".join(kept), cell.line)


def _secret_rows(cell: Cell) -> Iterator[tuple[int, str]]:
    """Line and text of an answer cell's rows that students do not get."""
    rows = cell.source.split("\n")
    whole = cell.kind == "markdown"
    inside = False
    for number, row in enumerate(rows, start=cell.line):
        if "# BEGIN SOLUTION" in row:
            inside = True
        elif "# END SOLUTION" in row:
            inside = False
        elif inside or whole or _LINE_MARK.search(row):
            yield number, _LINE_MARK.sub("", row).strip()


def _lines(assignment: Assignment) -> Iterator[_Secret]:
    for question in assignment.questions:
        for cell in question.answer:
            least = MIN_PROSE if cell.kind == "markdown" else MIN_LINE
            for number, row in _secret_rows(cell):
                if len(_squeezed(row)) >= least and not row.startswith(GENERIC):
                    yield _Passage(question.name, "a line of the solution", number, row)
                for text in _quoted(row) if cell.kind == "code" else ():
                    yield _Passage(question.name, "an answer", number, text)


def _quoted(row: str) -> list[str]:
    """Typed answers: texts of some length that the solution holds."""
    found = re.findall(r"\"([^\"]+)\"|'([^']+)'", row)
    return [
        text
        for pair in found
        for text in pair
        if len(_squeezed(text)) >= MIN_LINE // 2 and re.search(r"[*/+^]", text)
    ]


def _tests(assignment: Assignment, public: _Text) -> Iterator[_Secret]:
    for question, case in _hidden(assignment):
        if not re.search(rf"\b{re.escape(case.name)}\b", public.text) and case.name.isidentifier():
            yield _Name(question.name, "the name of a hidden test", case.line, case.name)
        for number, row in enumerate(case.source.split("\n"), start=case.line):
            text = row.strip()
            distinctive = len(_squeezed(text)) >= MIN_LINE and not text.startswith(GENERIC)
            if distinctive and _squeezed(text) not in public.squeezed:
                yield _Passage(question.name, "a line of a hidden test", number, text)


def _numbers(assignment: Assignment, public: _Text) -> Iterator[_Secret]:
    """Data and expected values of hidden tests that no public cell gives in full."""
    slips = {value for question in assignment.automatic for case in question.cases for value in _slips(case)}
    given = [value for value, digits in public.rounded if digits >= MIN_DIGITS and value not in slips]
    seen: set[object] = set()
    for question, case in _hidden(assignment):
        for line, row in _rows(case):
            if row not in seen and not _plain(row) and not _follows(row, public.numbers):
                shown = ", ".join(f"{value:g}" for value in row[:MIN_NUMBERS]) + ", ..."
                yield _Row(question.name, "data of a hidden test", line, shown, row)
            seen.add(row)
        for line, value in _values(case):
            public_too = any(math.isclose(value, known, rel_tol=1e-6) for known in given)
            if value not in seen and not public_too and not _is_fraction(value):
                what = "a value that a hidden test expects"
                yield _Value(question.name, what, line, f"{value:.10g}", value)
            seen.add(value)


def _hidden(assignment: Assignment) -> Iterator[tuple[Question, Case]]:
    return ((question, case) for question in assignment.automatic for case in question.cases if case.hidden)


def _rows(case: Case) -> Iterator[tuple[int, tuple[float, ...]]]:
    for node in _nodes(case):
        if isinstance(node, ast.List | ast.Tuple):
            values = [_constant(element) for element in node.elts]
            if len(values) >= MIN_NUMBERS and all(v is not None for v in values):
                yield case.line + node.lineno - 1, tuple(abs(v) for v in values if v is not None)


def _values(case: Case) -> Iterator[tuple[int, float]]:
    for node in _nodes(case):
        if (
            isinstance(node, ast.Constant)
            and type(node.value) is float
            and _digits(repr(node.value)) >= MIN_DIGITS
        ):
            yield case.line + node.lineno - 1, abs(node.value)


def _slips(case: Case) -> Iterator[float]:
    """Wrong values of a public test: pairs of numbers and a sentence. A graded value among them is no gift."""
    for node in _nodes(case):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and _is_sentence(node.elts[1]):
            yield from (abs(v) for n in ast.walk(node.elts[0]) if (v := _constant(n)) is not None)


def _is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _nodes(case: Case) -> Iterable[ast.AST]:
    try:
        return list(ast.walk(ast.parse(case.source)))
    except SyntaxError:
        return []


def _constant(node: ast.AST) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if type(value) in (int, float) else None  # type: ignore[arg-type]


def _plain(row: tuple[float, ...]) -> bool:
    """Few different values, or counting: anybody writes such rows."""
    steps = {round(b - a, 12) for a, b in itertools.pairwise(row)}
    return len(set(row)) < 3 or len(steps) == 1


def _is_fraction(value: float) -> bool:
    """Whether a value is as good as a simple fraction, which stands in many places by chance."""
    return math.isclose(value, Fraction(value).limit_denominator(12), rel_tol=1e-6)


def _follows(row: tuple[float, ...], numbers: list[float]) -> bool:
    size = len(row)
    starts = (i for i, value in enumerate(numbers) if value == row[0])
    return any(tuple(numbers[i : i + size]) == row for i in starts)


def _digits(token: str) -> int:
    """Significant digits as written."""
    return len(re.sub(r"[eE].*$|[-+.]", "", token).lstrip("0"))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _line_of(assignment: Assignment, secret: _Secret) -> int:
    """The row of a public cell that gives a secret away; 0 where none does."""
    for cell in _public_cells(assignment):
        rows = cell.source.split("\n")
        for number, row in enumerate(rows, start=cell.line):
            if secret.within(_Text("", row)):
                return number
        if secret.within(_Text("", cell.source)):
            return cell.line
    return 0
