"""What to say about a wrong formula: the slip that explains its values, or else a point to try by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import exp, isfinite, log

from . import messages
from .compare import Key, agrees
from .evaluate import Values, evaluate
from .laws import TOLERANCE, equal
from .messages import Refusal
from .parse import Step, parse_tokens
from .question import Question
from .tokens import END, NUMBER, Token, tokenize

# Missing parentheses are looked for in formulas that a person would type, not in a thousand tokens.
_MOST_TOKENS, _MOST_BARS = 150, 6
_NEAR = 1e-3


def diagnose(text: str, program: tuple[Step, ...], question: Question, key: Key) -> tuple[str, int | None]:
    """Return a sentence on what is wrong and, if the mistake has a place, its offset in `text`.

    The question's own slips come first: an exact match there says more than a general pattern.
    """
    values = evaluate(program, key.points.columns)
    for slip, sentence in key.slips:
        if _is_slip(values, slip, key.reference):
            return sentence, None
    if not any(map(isfinite, values)):
        return messages.NO_VALUE, None
    if _constant(values):
        return messages.ONLY_A_NUMBER, None
    if pattern := _pattern(values, key, share=question.between == (0.0, 1.0)):
        return pattern, None
    if swapped := _swapped(program, key):
        return messages.swapped(*swapped), None
    for component in (1, 2):
        if _right_only_for(component, values, key):
            return messages.only_for(component), None
    for wording, at, tokens in _regrouped(tokenize(text)):
        if _is_right(tokens, text, question, key):
            return wording, at
    used = {step[1] for step in program if step[0] == "name"}
    for free, ways in key.needed.items():
        if not used & ways:
            return messages.unused(free), None
    if not all(map(isfinite, values)):
        return messages.NO_VALUE_IN_PLACES, None
    if all(abs(value - want) < _NEAR * abs(want) for value, want in zip(values, key.reference, strict=True)):
        return messages.CLOSE, None
    for law in key.laws:
        if not law.holds(program, values):
            return law.sentence, None
    return _counterexample(program, question, key), None


def _pattern(values: Values, key: Key, share: bool) -> str | None:
    """Return the sentence for values that are a plain function of the right ones."""
    wanted = key.reference
    ratios = [value / want for value, want in zip(values, wanted, strict=True)]
    if _constant(ratios):
        return messages.SIGN if abs(ratios[0] + 1) < TOLERANCE else messages.FACTOR
    if _constant([value - want for value, want in zip(values, wanted, strict=True)]):
        return messages.OFFSET
    if _constant([value * want for value, want in zip(values, wanted, strict=True)]):
        return messages.RECIPROCAL
    if equal(values, [want * want for want in wanted]):
        return messages.SQUARED
    if equal([value * value for value in values], [abs(want) for want in wanted]):
        return messages.ROOT
    if all(want > 0 for want in wanted) and equal(values, [log(want) for want in wanted]):
        return messages.LOGARITHM
    if equal(values, [exp(want) for want in wanted]):
        return messages.EXPONENTIAL
    if share and equal(values, [1 - want for want in wanted]):
        return messages.COMPLEMENT
    if key.numerator is not None and equal(values, key.numerator):
        return messages.NOT_NORMALISED
    if equal([abs(value) for value in values], [abs(want) for want in wanted]):
        return messages.SIZE_ONLY
    return None


def _is_slip(values: Values, slip: Values, wanted: Values) -> bool:
    """Whether `values` are the slip's, measured by the right ones: a slip may be zero up to rounding."""
    return all(
        abs(value - off) <= TOLERANCE * max(abs(off), abs(want))
        for value, off, want in zip(values, slip, wanted, strict=True)
    )


def _constant(values: Values) -> bool:
    first = values[0]
    return all(abs(value - first) <= TOLERANCE * abs(first) for value in values)


def _swapped(program: tuple[Step, ...], key: Key) -> tuple[str, str] | None:
    """Return two names that make the formula right when they change places."""
    columns = key.points.columns
    used = sorted({step[1] for step in program if step[0] == "name"})
    for one, other in combinations(used, 2):
        exchanged = {**columns, one: columns[other], other: columns[one]}
        if agrees(program, key, exchanged):
            return one, other
    return None


def _right_only_for(component: int, values: Values, key: Key) -> bool:
    rows = [row for row, k in enumerate(key.points.k) if k == component]
    return equal([values[row] for row in rows], [key.reference[row] for row in rows])


def _is_right(tokens: list[Token], text: str, question: Question, key: Key) -> bool:
    try:
        return agrees(parse_tokens(tokens, text, question), key)
    except Refusal:
        return False


def _regrouped(tokens: list[Token]) -> Iterator[tuple[str, int, list[Token]]]:
    """Yield the formula with parentheses around what may have been meant to stand together.

    Each with the sentence to say and the offset to point at, if that makes the formula right.
    """
    if len(tokens) > _MOST_TOKENS:
        return
    bars = [place for place, token in enumerate(tokens) if token[0] == "/"][:_MOST_BARS]
    for bar in bars:
        start, end = _enclosing(tokens, bar)
        below = {end, next((i for i in _level(tokens, bar, end) if tokens[i][0] in "+-"), end)} - {bar + 2}
        for close in sorted(below):
            yield messages.BELOW_BAR, tokens[bar + 1][2], _wrapped(tokens, bar + 1, close)
        if tokens[start][2] < tokens[bar][2]:
            yield messages.ABOVE_BAR, tokens[start][2], _wrapped(tokens, start, bar)
        for close in sorted(below):
            both = _wrapped(_wrapped(tokens, bar + 1, close), start, bar)
            yield messages.BOTH_SIDES_OF_BAR, tokens[bar + 1][2], both
        if bar >= 2 and tokens[bar - 2][0] == "^" and tokens[bar + 1][0] == NUMBER:
            yield messages.EXPONENT, tokens[bar - 1][2], _wrapped(tokens, bar - 1, bar + 2)


def _wrapped(tokens: list[Token], start: int, end: int) -> list[Token]:
    """Return the tokens with parentheses around those from `start` up to `end`."""
    opened, closed = ("(", "(", tokens[start][2]), (")", ")", tokens[end][2])
    return [*tokens[:start], opened, *tokens[start:end], closed, *tokens[end:]]


def _enclosing(tokens: list[Token], place: int) -> tuple[int, int]:
    """Return where the group around `place` starts and ends."""
    depth, start = 0, place
    while start > 0 and depth + (tokens[start - 1][0] == "(") <= 0:
        start -= 1
        depth += (tokens[start][0] == "(") - (tokens[start][0] == ")")
    depth, end = 0, place
    while tokens[end][0] != END and not (depth == 0 and tokens[end][0] == ")"):
        depth += (tokens[end][0] == "(") - (tokens[end][0] == ")")
        end += 1
    return start, end


def _level(tokens: list[Token], start: int, end: int) -> Iterator[int]:
    """Yield the places between `start` and `end` that are not inside further parentheses."""
    depth = 0
    for place in range(start, end):
        depth -= tokens[place][0] == ")"
        if depth == 0:
            yield place
        depth += tokens[place][0] == "("


def _counterexample(program: tuple[Step, ...], question: Question, key: Key) -> str:
    """Return a sentence with a point to try by hand and what the formula gives there, not what it should."""
    values = evaluate(program, key.tidy.columns)
    low, high = question.between or (-float("inf"), float("inf"))
    off = [
        row
        for row, (value, want) in enumerate(zip(values, key.tidy_reference, strict=True))
        if isfinite(value) and abs(value - want) > 0.02 * abs(want)
    ]
    if not off:
        return messages.NOT_EVERYWHERE
    outside = [row for row in off if not low <= values[row] <= high]
    row = (outside or off)[0]
    dependent = {name for name, _ in question.relations} | set(question.running)
    point = [(name, key.tidy.columns[name][row]) for name in question.names if name not in dependent]
    k = key.tidy.k[row] if question.running else None
    told = messages.tried(point, k, values[row])
    if outside:
        return f"{told} {messages.natural_range(question.quantity, low, high)}"
    return f"{told} {messages.BY_HAND}"
