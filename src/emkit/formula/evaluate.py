"""Values of a formula at many points at once, in floats; where there is no value, nan."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from operator import add, mul, neg, sub, truediv

Values = list[float]


def _power(base: float, exponent: float) -> float:
    """Return base^exponent, nan if either is: pow(nan, 0) would be 1."""
    if base != base or exponent != exponent:
        return math.nan
    return math.pow(base, exponent)


_BINARY: dict[str, Callable[[float, float], float]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "^": _power,
}
_UNARY: dict[str, Callable[[float], float]] = {
    "negate": neg,
    "exp": math.exp,
    "ln": math.log,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
}
FUNCTIONS = tuple(name for name in _UNARY if name != "negate")
_NO_VALUE = (ZeroDivisionError, OverflowError, ValueError)


def evaluate(program: tuple[tuple[str, str, float, int], ...], columns: Mapping[str, Values]) -> Values:
    """Return the value of a formula at each point; `columns` holds the values of each name."""
    return operands(program, columns)[-1]


def operands(program: tuple[tuple[str, str, float, int], ...], columns: Mapping[str, Values]) -> list[Values]:
    """Return what is on the stack after the last step of `program`."""
    count = len(next(iter(columns.values())))
    stack: list[Values] = []
    for operation, word, number, _ in program:
        if operation == "name":
            stack.append(columns[word])
        elif operation == "number":
            stack.append([number] * count)
        elif operation == "negate":
            stack[-1] = apply(operation, stack[-1])
        elif operation == "call":
            stack[-1] = apply(word, stack[-1])
        else:
            right = stack.pop()
            stack[-1] = combine(operation, stack[-1], right)
    return stack


def combine(operator: str, left: Values, right: Values, strict: bool = False) -> Values:
    """Return left operator right, point by point. With `strict`, raise where there is no value."""
    rule = _BINARY[operator]
    try:
        return list(map(rule, left, right))
    except _NO_VALUE:
        if strict:
            raise
    result = []
    for x, y in zip(left, right, strict=True):
        try:
            result.append(rule(x, y))
        except _NO_VALUE:
            result.append(math.nan)
    return result


def apply(function: str, argument: Values) -> Values:
    """Return function(argument), point by point."""
    rule = _UNARY[function]
    try:
        return list(map(rule, argument))
    except _NO_VALUE:
        pass
    result = []
    for x in argument:
        try:
            result.append(rule(x))
        except _NO_VALUE:
            result.append(math.nan)
    return result
