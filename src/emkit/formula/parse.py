"""Read a formula by precedence climbing, into postfix order.

Postfix because everything after reading (values, LaTeX) is then one loop over a flat tuple: no recursion,
whatever was typed.
"""

from __future__ import annotations

from math import inf, isinf

from . import messages
from .evaluate import combine
from .messages import Refusal
from .question import Question
from .spelling import resolve
from .tokens import END, EQUATION, NAME, NUMBER, STRAY, Token, tokenize

# (operation, text, number, offset): operation is "number", "name", "call", "negate" or one of + - * / ^.
Step = tuple[str, str, float, int]

MAX_CHARACTERS = 2_000
MAX_LEVELS = 100
MAX_STEPS = 1_000

# As in mathematics and in Python: -x^2 is -(x^2), a/b*c is (a/b)*c, a^b^c is a^(b^c).
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_SIGN_BINDS = 3


def parse(text: str, question: Question) -> tuple[Step, ...]:
    """Return the formula in `text` in postfix order.

    Raises
    ------
    Refusal
        If `text` is not a formula in the names that `question` offers.
    """
    if len(text) > MAX_CHARACTERS:
        raise Refusal("too large", messages.too_long(len(text), MAX_CHARACTERS), general=messages.TOO_LONG)
    if not text.strip():
        raise Refusal("syntax", messages.EMPTY)
    return parse_tokens(tokenize(text), text, question)


def parse_tokens(tokens: list[Token], text: str, question: Question) -> tuple[Step, ...]:
    """Return the formula that `tokens`, cut from `text`, stand for. Raises `Refusal`."""
    if place := _equation(tokens, text):
        raise _not_alone(tokens, place, question)
    return _Parser(tokens, text, question).formula()


def _equation(tokens: list[Token], text: str) -> int | None:
    """Return the place of an equals sign or colon that makes this an equation, not a formula.

    It is looked for first: what stands left of it is mostly no part of the answer, so its names are not worth a word.
    Inside parentheses (`P(z=k)`) and behind a # it makes no equation.
    """
    depth = 0
    for place, (kind, _, at) in enumerate(tokens):
        char = text[at : at + 1]
        if char == "#":
            return None
        depth += (kind == "(" or char in ("[", "{")) - (kind == ")" or char in ("]", "}"))
        if kind == EQUATION and depth <= 0:
            return place
    return None


def _not_alone(tokens: list[Token], place: int, question: Question) -> Refusal:
    """Return the refusal of an equals sign or a colon. With an offered name on its left, either side may be meant."""
    _, word, at = tokens[place]
    offered = any(kind == NAME and name in question.names for kind, name, _ in tokens[:place])
    if word == ":":
        divides = offered and tokens[place + 1][0] in (NUMBER, NAME, "(")
        return Refusal("syntax", messages.COLON_DIVIDES if divides else messages.stray(":"), at)
    return Refusal("syntax", messages.EQUATION if offered else messages.stray(word), at)


class _Parser:
    def __init__(self, tokens: list[Token], text: str, question: Question) -> None:
        self.tokens = tokens
        self.text = text
        self.question = question
        self.names = question.names
        self.here = 0
        self.level = 0
        self.steps: list[Step] = []

    def formula(self) -> tuple[Step, ...]:
        self.expression(1)
        kind, _, at = self.tokens[self.here]
        if kind == ")":
            raise Refusal("syntax", messages.NO_PARTNER_CLOSE, at)
        self.refuse_overflow()
        return tuple(self.steps)

    def expression(self, floor: int) -> None:
        """Read operands joined by operators that bind at least as strongly as `floor`."""
        self.level += 1
        if self.level > MAX_LEVELS:
            raise Refusal("too large", messages.TOO_DEEP, self.tokens[self.here][2])
        self.operand()
        while True:
            operator, _, at = self.tokens[self.here]
            binds = _BINDS.get(operator)
            if binds is None:
                self.refuse_neighbour()
                break
            if binds < floor:
                break
            self.here += 1
            self.expression(binds if operator == "^" else binds + 1)
            self.emit(operator, operator, at)
        self.level -= 1

    def operand(self) -> None:
        kind, word, at = self.tokens[self.here]
        self.here += 1
        if kind == NUMBER:
            if word[0] == "0" and word[1:2].isdigit():
                raise Refusal("syntax", messages.odd_number(word), at, messages.ODD_NUMBER)
            self.emit(NUMBER, word, at, float(word))
        elif kind == NAME:
            self.name(word, at)
        elif kind == "(":
            self.group(at)
        elif kind == "-":
            self.expression(_SIGN_BINDS)
            self.emit("negate", "-", at)
        elif kind == "+":
            self.expression(_SIGN_BINDS)
        else:
            self.refuse_gap()

    def name(self, word: str, at: int) -> None:
        name = resolve(word, self.text, at, self.question)
        if name in self.names:
            self.emit(NAME, name, at)
        elif self.tokens[self.here][0] == "(":
            opened = self.tokens[self.here][2]
            self.here += 1
            self.group(opened)
            self.emit("call", name, at)
        else:
            raise Refusal("syntax", messages.needs_parentheses(name), at)

    def group(self, opened: int) -> None:
        """Read up to the partner of the parenthesis at offset `opened`."""
        if self.tokens[self.here][0] == ")":
            raise Refusal("syntax", messages.NOTHING_INSIDE, opened)
        self.expression(1)
        if self.tokens[self.here][0] != ")":
            raise Refusal("syntax", messages.NO_PARTNER_OPEN, opened)
        self.here += 1

    def emit(self, operation: str, word: str, at: int, number: float = 0.0) -> None:
        if len(self.steps) == MAX_STEPS:
            raise Refusal("too large", messages.TOO_MANY_PARTS, at)
        if number == inf:
            raise Refusal("too large", messages.NUMBER_TOO_LARGE, at)
        self.steps.append((operation, word, number, at))

    def refuse_gap(self) -> None:
        """Refuse an operator, a ) or the end where an operand should be."""
        kind, word, at = self.tokens[self.here - 1]
        if kind == STRAY:
            raise Refusal("syntax", word, at)
        if kind == EQUATION:
            raise _not_alone(self.tokens, self.here - 1, self.question)
        before = self.tokens[self.here - 2][1] if self.here > 1 else ""
        if kind == END:
            message = messages.nothing_after(before)
        elif kind == ")":
            message = messages.nothing_after(before) if before else messages.NO_PARTNER_CLOSE
        elif before and before != "(":
            message = messages.nothing_between(before, word)
        else:
            message = messages.nothing_before(word)
        raise Refusal("syntax", message, at)

    def refuse_neighbour(self) -> None:
        """Refuse an operand right behind an operand: multiplication is never guessed."""
        kind, word, at = self.tokens[self.here]
        left_kind, left, _ = self.tokens[self.here - 1]
        if kind == STRAY:
            dot = self.text[at] == "." and self.tokens[self.here + 1][1] in (*self.names, "(")
            raise Refusal("syntax", messages.DOT_TIMES if dot else word, at)
        if kind == EQUATION:
            raise _not_alone(self.tokens, self.here, self.question)
        if kind not in (NUMBER, NAME, "("):
            return
        if left_kind == NUMBER and word.startswith("_"):
            raise Refusal("syntax", messages.odd_number(left + word), at, messages.ODD_NUMBER)
        if left_kind == kind == NUMBER:
            raise Refusal("syntax", messages.two_numbers(left, word), at, messages.NO_OPERATOR)
        if word in ("x", "X") and word not in self.names:
            raise Refusal("syntax", messages.CROSS, at)
        if kind == NUMBER:
            raise Refusal("syntax", messages.power_or_product(left, word), at, messages.NO_OPERATOR)
        if kind == "(" and left_kind == NAME and self.is_applied():
            raise Refusal("syntax", messages.applied(left), at)
        if kind == NAME:
            word = resolve(word, self.text, at, self.question)
        raise Refusal("syntax", messages.missing_operator(left, word), at, messages.NO_OPERATOR)

    def is_applied(self) -> bool:
        """Whether the group that opens here holds names, but none that is offered: the x of N_1(x)."""
        inside = self.tokens[self.here + 1 :]
        end = next((place for place, token in enumerate(inside) if token[0] == ")"), len(inside))
        names = [word for kind, word, _ in inside[:end] if kind == NAME]
        return bool(names) and not any(
            name in self.names or name in self.question.functions for name in names
        )

    def refuse_overflow(self) -> None:
        """Refuse powers and products of plain numbers that no float can hold, such as 9^9^9^9."""
        if sum(step[0] == NUMBER for step in self.steps) < 2:
            return
        constants: list[float | None] = []
        for operation, _, number, at in self.steps:
            if operation == NUMBER:
                constants.append(number)
            elif operation == NAME:
                constants.append(None)
            elif operation in ("call", "negate"):
                inner = constants.pop()
                constants.append(-inner if operation == "negate" and inner is not None else None)
            else:
                right, left = constants.pop(), constants.pop()
                constants.append(_constant(operation, left, right, at))


def _constant(operation: str, left: float | None, right: float | None, at: int) -> float | None:
    if left is None or right is None:
        return None
    try:
        [value] = combine(operation, [left], [right], strict=True)
    except OverflowError:
        value = inf
    except (ValueError, ZeroDivisionError):
        return None
    if isinf(value):
        raise Refusal("too large", messages.NUMBER_TOO_LARGE, at)
    return value
