"""Wrong answers that nobody wrote: the reference with one small change, made in its syntax tree.

Mutants of a model solution predict the faults that students make. One that keeps full marks is a fault that no test
sees, unless it computes the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Assignment, Question
from ..source import answer_rows

_OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Pow: ("**", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
    ast.MatMult: ("@", "*"),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}
_TWINS = {"sum": "mean", "mean": "sum", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax"}
_TWINS |= {"zeros": "ones", "ones": "zeros", "log": "exp", "exp": "log", "any": "all", "all": "any"}
_DROPPED = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Break, ast.Continue)
_LETTERS = "ABCDE"
# What only turns one kind of number into another is style, not part of an answer.
_CONVERSIONS = {"float", "int", "bool", "str", "list", "tuple", "array", "asarray", "asanyarray", "astype"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference answer with one change.

    Attributes
    ----------
    question : str
        Which question it answers.
    code : str
        The whole answer.
    line : int
        The line of the source that was changed.
    row, instead : str
        The changed row, and the row of the reference; without the blanks around them.
    """

    question: str
    code: str
    line: int
    row: str
    instead: str


def mutants_of(assignment: Assignment) -> list[Mutant]:
    """Return every mutant of an assignment's reference answers, in the order of the source, none twice."""
    found = (mutant for question in assignment.automatic for mutant in _of_question(question))
    return list({(m.question, m.code): m for m in found}.values())


def _of_question(question: Question) -> Iterator[Mutant]:
    rows = [row for cell in question.answer if cell.kind == "code" for row in answer_rows(cell)]
    code = "\n".join(row.text for row in rows)
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a cell with magic commands is Python to IPython alone
        return
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row.text.encode()) + 1)
    data = code.encode()  # columns of a syntax tree count bytes
    for node, changed in sorted(_changes(tree, data, starts), key=lambda pair: pair[1][0]):
        start, end, text = changed
        mutated = (data[:start] + text.encode() + data[end:]).decode()
        number = node.lineno - 1 + data[_start(node, starts) : start].count(b"\n")
        if rows[number].secret and mutated != code and _is_python(mutated):
            after = mutated.split("\n")[number]
            yield Mutant(question.name, mutated, rows[number].line, after.strip(), rows[number].text.strip())


Change = tuple[int, int, str]  # the bytes from here to there, and what stands there instead


def _changes(
    tree: ast.Module, data: bytes, starts: list[int]
) -> Iterator[tuple[ast.expr | ast.stmt, Change]]:
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.Module) and node.body and isinstance(node.body[0], ast.Expr)
    }
    scopes = {
        id(inner): scope
        for scope in ast.walk(tree)
        if isinstance(scope, ast.FunctionDef)
        for inner in ast.walk(scope)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt) and id(node) not in docstrings:
            place = _Place(data, starts, node)
            if isinstance(node, ast.stmt):
                changes = _statement(node, place)
            elif isinstance(node, ast.Name):
                changes = _name(node, place, scopes.get(id(node), tree))
            elif isinstance(node, ast.Constant):
                changes = _constant(node, place)
            else:
                changes = _expression(node, place)
            yield from ((node, change) for change in changes)


@dataclass(frozen=True)
class _Place:
    """Where a node stands in the text."""

    data: bytes
    starts: list[int]
    node: ast.expr | ast.stmt

    def whole(self, text: str) -> Change:
        """Replace the node."""
        return _start(self.node, self.starts), _end(self.node, self.starts), text

    def text(self, node: ast.expr) -> str:
        """What stands in the text for a node, in brackets where it needs them."""
        text = self.data[_start(node, self.starts) : _end(node, self.starts)].decode()
        return f"({text})" if isinstance(node, ast.BinOp | ast.Compare | ast.BoolOp | ast.IfExp) else text

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Change]:
        """Replace the operator between two nodes."""
        start, end = _end(left, self.starts), _start(right, self.starts)
        at = self.data[start:end].find(old.encode())
        if at >= 0:
            yield start + at, start + at + len(old.encode()), new


def _expression(node: ast.expr, place: _Place) -> Iterator[Change]:
    if isinstance(node, ast.BinOp):
        if type(node.op) in _OPERATORS:
            yield from place.between(node.left, node.right, *_OPERATORS[type(node.op)])
        yield from (place.whole(place.text(side)) for side in (node.left, node.right))
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, node.comparators, strict=False):
            if type(operator) in _COMPARISONS:
                yield from place.between(left, right, *_COMPARISONS[type(operator)])
    elif isinstance(node, ast.UnaryOp):
        yield place.whole(place.text(node.operand))
    elif isinstance(node, ast.BoolOp):
        yield from (place.whole(place.text(value)) for value in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (place.whole(place.text(value)) for value in (node.body, node.orelse))
    elif isinstance(node, ast.Attribute) and node.attr in _TWINS:
        end = _end(node, place.starts)
        yield end - len(node.attr), end, _TWINS[node.attr]
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        first, second = (place.text(part) for part in node.slice.elts)
        yield place.whole(f"{place.text(node.value)}[{second}, {first}]")
    elif isinstance(node, ast.Call):
        yield from _call(node, place)


def _call(node: ast.Call, place: _Place) -> Iterator[Change]:
    """Arguments swapped, a keyword left out, a function left out."""
    if _called(node) in _CONVERSIONS:
        return
    function = place.text(node.func)
    arguments = [place.text(argument) for argument in node.args]
    keywords = [
        f"{k.arg}={place.text(k.value)}" if k.arg else f"**{place.text(k.value)}" for k in node.keywords
    ]
    for i in range(len(arguments) - 1):
        swapped = [*arguments[:i], arguments[i + 1], arguments[i], *arguments[i + 2 :]]
        yield place.whole(f"{function}({', '.join(swapped + keywords)})")
    for i in range(len(keywords)):
        yield place.whole(f"{function}({', '.join(arguments + keywords[:i] + keywords[i + 1 :])})")
    if len(arguments) == 1:
        yield place.whole(arguments[0])


def _statement(node: ast.stmt, place: _Place) -> Iterator[Change]:
    """A statement left out; += turned round."""
    value = node.value if isinstance(node, ast.Assign) else None
    values = value.elts if isinstance(value, ast.Tuple) else [value] if value else []
    if isinstance(node, _DROPPED) and not (
        values and all(isinstance(v, ast.Call) and _converts(v) for v in values)
    ):
        yield place.whole("pass")
    if isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        old, new = _OPERATORS[type(node.op)]
        yield from place.between(node.target, node.value, f"{old}=", f"{new}=")


def _converts(node: ast.expr) -> bool:
    """Whether a node is a name, or turns what a name holds into another kind."""
    if isinstance(node, ast.Call) and _called(node) in _CONVERSIONS:
        return all(map(_converts, node.args))
    return isinstance(node, ast.Name | ast.Attribute)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _name(node: ast.Name, place: _Place, scope: ast.AST) -> Iterator[Change]:
    """The next name that the function takes or assigns, in place of one of them."""
    known = [a.arg for a in scope.args.args] if isinstance(scope, ast.FunctionDef) else []
    known += [n.id for n in ast.walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    names = list(dict.fromkeys(known))
    if isinstance(node.ctx, ast.Load) and node.id in names and len(names) > 1:
        yield place.whole(names[(names.index(node.id) + 1) % len(names)])


def _constant(node: ast.Constant, place: _Place) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield place.whole(repr(not value))
    elif isinstance(value, int | float):
        yield place.whole(repr(value + 1))
        if value == 1:
            yield place.whole("0")
        elif isinstance(value, float):
            yield place.whole(repr(value / 2))
    elif isinstance(value, str) and value in _LETTERS:
        yield from (place.whole(repr(letter)) for letter in _LETTERS if letter != value)
    elif isinstance(value, str) and re.fullmatch(f"[{_LETTERS}]+", value):
        yield from (place.whole(repr(value.replace(letter, ""))) for letter in value)
    elif isinstance(value, str):
        yield from (place.whole(repr(text)) for text in _formulas(value) if text != value)


def _formulas(text: str) -> Iterator[str]:
    """A typed formula with one change, as far as it is Python when ^ is written **."""
    data = text.replace("^", "**").encode()
    try:
        tree = ast.parse(data, mode="eval")
    except SyntaxError:
        return
    if isinstance(tree.body, ast.BinOp | ast.UnaryOp | ast.Call):
        for node in ast.walk(tree.body):
            if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call):
                for start, end, new in _expression(node, _Place(data, [0], node)):
                    yield (data[:start] + new.encode() + data[end:]).decode().replace("**", "^")


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def _start(node: ast.expr | ast.stmt, starts: list[int]) -> int:
    return starts[node.lineno - 1] + node.col_offset


def _end(node: ast.expr | ast.stmt, starts: list[int]) -> int:
    return starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
