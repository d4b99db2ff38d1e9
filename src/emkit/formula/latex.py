"""A formula, as it was understood, in LaTeX."""

from __future__ import annotations

from .characters import GREEK

# How strongly the outermost operation of a part binds: a part in a stronger place gets parentheses.
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4


def to_latex(program: tuple[tuple[str, str, float, int], ...]) -> str:
    """Return the LaTeX of a formula in postfix order, with the grouping that its steps have."""
    stack: list[tuple[str, int]] = []
    for operation, word, _, _ in program:
        if operation == "number":
            stack.append((_number(word), _ATOM))
        elif operation == "name":
            stack.append((symbol(word), _ATOM))
        elif operation == "negate":
            stack.append((f"-{_behind(stack.pop(), _PRODUCT)}", _PRODUCT))
        elif operation == "call":
            stack.append((_call(word, stack.pop()[0]), _ATOM))
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(_binary(operation, left, right))
    return stack[-1][0]


def symbol(name: str) -> str:
    r"""Return the LaTeX of a name: \hat{\mu}_k for hatmu_k, \gamma_{k1} for gamma_k1."""
    stem, _, index = name.partition("_")
    bare = stem.removeprefix("hat") or stem
    letter = f"\\{bare}" if bare in GREEK else bare if len(bare) == 1 else f"\\mathrm{{{bare}}}"
    if bare != stem:
        letter = f"\\hat{{{letter}}}"
    if not index:
        return letter
    return f"{letter}_{index}" if len(index) == 1 else f"{letter}_{{{index}}}"


def _number(word: str) -> str:
    digits, _, exponent = word.lower().partition("e")
    return f"{{{digits} \\cdot 10^{{{exponent}}}}}" if exponent else digits.removesuffix(".")


def _call(function: str, argument: str) -> str:
    if function == "sqrt":
        return f"\\sqrt{{{argument}}}"
    if function == "abs":
        return f"\\left|{argument}\\right|"
    return f"\\{function}\\left({argument}\\right)"


def _binary(operation: str, left: tuple[str, int], right: tuple[str, int]) -> tuple[str, int]:
    if operation == "/":
        return f"\\frac{{{left[0]}}}{{{right[0]}}}", _PRODUCT
    if operation == "^":
        return f"{_grouped(left, _ATOM)}^{{{right[0]}}}", _POWER
    if operation == "*":
        first, second = _grouped(left, _PRODUCT), _behind(right, _PRODUCT)
        # Two digits side by side would read as one number.
        joint = " \\cdot " if second.lstrip("{")[0] in "0123456789." else " "
        return f"{first}{joint}{second}", _PRODUCT
    return f"{left[0]} {operation} {_behind(right, _PRODUCT if operation == '-' else _SUM)}", _SUM


def _grouped(part: tuple[str, int], at_least: int) -> str:
    return part[0] if part[1] >= at_least else f"\\left({part[0]}\\right)"


def _behind(part: tuple[str, int], at_least: int) -> str:
    """Group also what begins with a minus: two operators in a row are hard to read."""
    return _grouped(part, _ATOM + 1 if part[0].startswith("-") else at_least)
