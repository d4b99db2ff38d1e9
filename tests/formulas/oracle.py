"""An independent judge: the typed text as Python, in 50-digit arithmetic, at points of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from types import CodeType

from mpmath import mp, mpf

from emkit.formula import Question

mp.dps = 50
_ROWS = 6
# As far as a wrong formula may be from right and still pass: rounding aside, nothing.
_EXACT = mpf(10) ** -25

Point = dict[str, mpf]


def same(text: str, question: Question) -> bool:
    """Whether `text`, typed in plain characters, has the value of the reference wherever it is looked at."""
    code = _compiled(text)
    return all(_agree(_value(code, point), want) for point, want in _points(question))


def _agree(value: mpf | None, want: mpf | None) -> bool:
    return value is not None and want is not None and abs(value - want) <= _EXACT * abs(want)


@cache
def _points(question: Question) -> list[tuple[Point, mpf | None]]:
    """Points on irrational-looking values, every combination of signs coming up, k = 1 and k = 2."""
    found = []
    for row in range(4 * _ROWS):
        point: Point = {}
        for column, (name, (low, high)) in enumerate(question.drawn.items()):
            share = mp.frac(mp.sqrt(2 + column) * (row + 1) + mp.mpf(column) / 7)
            point[name] = low + (high - low) * share
        for name, text in question.computed.items():
            value = _value(_compiled(text), point)
            assert value is not None
            point[name] = value
        for name, pair in question.running.items():
            point[name] = point[pair[row % 2]]
        found.append((point, _value(_compiled(question.reference), point)))
    return found


@cache
def _compiled(text: str) -> CodeType:
    tree = ast.parse(" ".join(text.replace("^", "**").split()), mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            # Decimal as typed: 0.1 is a tenth.
            node.value = mpf(ast.get_source_segment(" ".join(text.replace("^", "**").split()), node) or "0")
    return compile(_Exact().visit(tree), text, "eval")


class _Exact(ast.NodeTransformer):
    """Take numbers as they are typed, to 50 digits."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        quoted = ast.Constant(mp.nstr(node.value, 45))
        call = ast.Call(ast.Name("number", ast.Load()), [quoted], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))


_FUNCTIONS: dict[str, Callable[..., mpf]] = {
    "number": mpf,
    "log": mp.log,
    "ln": mp.log,
    "exp": mp.exp,
    "sqrt": mp.sqrt,
    "abs": abs,
}


def _value(code: CodeType, point: Point) -> mpf | None:
    """Return the value at `point`; None where there is no real one on the way or at the end."""
    try:
        value = eval(code, {"__builtins__": {}, **_FUNCTIONS}, dict(point))
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return value if isinstance(value, mpf) and mp.isfinite(value) else None
