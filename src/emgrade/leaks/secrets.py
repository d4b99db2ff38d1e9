"""What students must not have, collected from a source."""

from __future__ import annotations

import ast
import contextlib
import itertools
import math
import operator
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..model import Assignment, Case, Cell, Question
from ..source import answer_rows
from .texts import MIN_DIGITS, Text, significant, squeezed

MIN_LINE = 20  # characters without blanks; shorter lines of code say little
MIN_PROSE = 40
MIN_NUMBERS = 4  # in a row
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
GENERIC = ("import ", "from ", "def ", "except ", "@", "#")


@dataclass(frozen=True)
class Secret:
    """Something that students must not have."""

    question: str
    what: str
    line: int
    shown: str

    def within(self, text: Text) -> bool:
        """Whether a text gives it away."""
        raise NotImplementedError


@dataclass(frozen=True)
class _Passage(Secret):
    def within(self, text: Text) -> bool:
        return squeezed(self.shown) in text.squeezed


@dataclass(frozen=True)
class _Name(Secret):
    def within(self, text: Text) -> bool:
        return re.search(rf"\b{re.escape(self.shown)}\b", text.text) is not None


@dataclass(frozen=True)
class _Row(Secret):
    values: tuple[float, ...]

    def within(self, text: Text) -> bool:
        return follows(self.values, text.numbers)


@dataclass(frozen=True)
class _Value(Secret):
    value: float

    def within(self, text: Text) -> bool:
        return text.holds(self.value)


def secrets_of(assignment: Assignment) -> Iterator[Secret]:
    """Return every secret of an assignment."""
    public = Text("", "\n".join(cell.source for cell in public_cells(assignment)))
    yield from _lines(assignment)
    yield from _tests(assignment, public)
    yield from _numbers(assignment, public)


def sentences(case: Case) -> Iterator[tuple[int, str]]:
    """Line and text of what a test may say."""
    for node in _nodes(case):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield case.line + node.lineno - 1, node.value


def public_cells(assignment: Assignment) -> Iterator[Cell]:
    """Every cell of the source that students get, or the part of it that they get."""
    answers = {cell for q in assignment.questions for cell in q.answer}
    hidden = [case.source for q in assignment.questions for case in q.cases if case.hidden]
    for cell in assignment.cells:
        if cell.kind == "raw" or cell.source.endswith(tuple(hidden)):
            continue
        kept = (
            ["" if row.secret else row.text for row in answer_rows(cell)]
            if cell in answers
            else [cell.source]
        )
        yield Cell(cell.kind, "\n".join(kept), cell.line)


def _lines(assignment: Assignment) -> Iterator[Secret]:
    for question in assignment.questions:
        for cell in question.answer:
            least = MIN_PROSE if cell.kind == "markdown" else MIN_LINE
            for number, row in ((r.line, r.text.strip()) for r in answer_rows(cell) if r.secret):
                if len(squeezed(row)) >= least and not row.startswith(GENERIC):
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
        if len(squeezed(text)) >= MIN_LINE // 2 and re.search(r"[*/+^]", text)
    ]


def _tests(assignment: Assignment, public: Text) -> Iterator[Secret]:
    for question, case in _hidden(assignment):
        if not re.search(rf"\b{re.escape(case.name)}\b", public.text) and case.name.isidentifier():
            yield _Name(question.name, "the name of a hidden test", case.line, case.name)
        for number, row in enumerate(case.source.split("\n"), start=case.line):
            text = row.strip()
            distinctive = len(squeezed(text)) >= MIN_LINE and not text.startswith(GENERIC)
            if distinctive and squeezed(text) not in public.squeezed:
                yield _Passage(question.name, "a line of a hidden test", number, text)


def _numbers(assignment: Assignment, public: Text) -> Iterator[Secret]:
    """Data and expected values of hidden tests that no public cell gives in full."""
    slips = {value for question in assignment.automatic for case in question.cases for value in _slips(case)}
    given = [value for value, _ in public.fractions if value not in slips]
    seen: set[object] = set()
    for question, case in _hidden(assignment):
        for line, row in hidden_rows(case):
            if row not in seen and not is_plain(row) and not follows(row, public.numbers):
                shown = ", ".join(f"{value:g}" for value in row[:MIN_NUMBERS]) + ", ..."
                yield _Row(question.name, "data of a hidden test", line, shown, row)
            seen.add(row)
        for line, value in expected_values(case):
            public_too = any(math.isclose(value, known, rel_tol=1e-6) for known in given)
            if value not in seen and not public_too and not is_fraction(value):
                what = "a value that a hidden test expects"
                yield _Value(question.name, what, line, f"{value:.10g}", value)
            seen.add(value)


def _hidden(assignment: Assignment) -> Iterator[tuple[Question, Case]]:
    return ((question, case) for question in assignment.automatic for case in question.cases if case.hidden)


def hidden_rows(case: Case, least: int = MIN_NUMBERS) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Line and sizes of the lists of at least so many numbers."""
    for node in _nodes(case):
        if isinstance(node, ast.List | ast.Tuple):
            values = [_constant(element) for element in node.elts]
            if len(values) >= least and all(v is not None for v in values):
                yield case.line + node.lineno - 1, tuple(abs(v) for v in values if v is not None)


def expected_values(case: Case, least: int = MIN_DIGITS) -> Iterator[tuple[int, float]]:
    """Line and size of the numbers that only a computation gives: in all their digits, or as `25 / 3`."""
    pending = _tree(case)
    while pending:
        node = pending.pop()
        value = _constant(node)
        if value is None:
            pending += ast.iter_child_nodes(node)
        elif not value.is_integer() and significant(repr(value)) >= least and isinstance(node, ast.expr):
            yield case.line + node.lineno - 1, abs(value)


def _slips(case: Case) -> Iterator[float]:
    """Wrong values of a public test: pairs of numbers and a sentence. A graded value among them is no gift."""
    for node in _nodes(case):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and _is_sentence(node.elts[1]):
            yield from (abs(v) for n in ast.walk(node.elts[0]) if (v := _constant(n)) is not None)


def _is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _nodes(case: Case) -> Iterable[ast.AST]:
    return [node for tree in _tree(case) for node in ast.walk(tree)]


def _tree(case: Case) -> list[ast.AST]:
    try:
        return [ast.parse(case.source)]
    except SyntaxError:
        return []


def _constant(node: ast.AST) -> float | None:
    """Return the value of a number, or of an expression of numbers; None for anything else."""
    with contextlib.suppress(ArithmeticError, ValueError):
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return float(number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = _constant(operand)
                return None if value is None else -value
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                values = _constant(left), _constant(right)
                if values[0] is not None and values[1] is not None:
                    return float(_OPERATORS[type(op)](*values))
            case ast.Attribute(value=ast.Name(id="np" | "math"), attr="pi" | "e" as name):
                return float(getattr(math, name))
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="np" | "math"), attr="exp" | "log" | "sqrt" as name),
                args=[argument],
            ):
                value = _constant(argument)
                return None if value is None else float(getattr(math, name)(value))
    return None


def is_plain(row: tuple[float, ...]) -> bool:
    """Few different values, or counting: anybody writes such rows."""
    steps = {round(b - a, 12) for a, b in itertools.pairwise(row)}
    return len(set(row)) < 3 or len(steps) == 1


def is_fraction(value: float) -> bool:
    """Whether a value is a simple fraction that stands in many places by chance: below one, or with few digits."""
    return (value < 1 or significant(f"{value:.10g}") < MIN_DIGITS) and math.isclose(
        value, Fraction(value).limit_denominator(12), rel_tol=1e-6
    )


def follows(row: tuple[float, ...], numbers: list[float]) -> bool:
    """Whether numbers stand in a row somewhere in a text."""
    size = len(row)
    starts = (i for i, value in enumerate(numbers) if value == row[0])
    return any(tuple(numbers[i : i + size]) == row for i in starts)
