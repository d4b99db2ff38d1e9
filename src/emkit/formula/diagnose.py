"""What to say about a wrong formula: the slip that explains its values, or else a point to try by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Diagnosis:
    """A sentence on what is wrong, its place in the typed text, the sentence without what was typed, points kept."""

    message: str
    offset: int | None = None
    general: str = ""
    keeps: float = 0.0


def diagnose(text: str, program: tuple[Step, ...], question: Question, key: Key) -> Diagnosis:
    """Return what is wrong with a formula that is not the reference.

    The question's own slips come first: an exact match there says more than a general pattern.
    """
    values = evaluate(program, key.samples.columns)
    for slip in key.slips:
        if _is_slip(values, slip.values, key.reference):
            return Diagnosis(slip.sentence, keeps=slip.keeps)
    if not any(map(isfinite, values)):
        return Diagnosis(messages.NO_VALUE)
    if _constant(values) and not _constant(key.reference):
        return Diagnosis(messages.ONLY_A_NUMBER)
    if pattern := _pattern(values, key, share=question.between == (0.0, 1.0)):
        return Diagnosis(pattern)
    if swapped := _swapped(program, key):
        return Diagnosis(messages.swapped(*swapped))
    if question.running:
        for component in (1, 2):
            if _right_only_for(component, values, key):
                return Diagnosis(messages.only_for(component))
    for wording, at, tokens in _regrouped(tokenize(text)):
        if _is_right(tokens, text, question, key):
            return Diagnosis(wording, at)
    used = {step[1] for step in program if step[0] == "name"}
    for free, ways in key.needed.items():
        if not used & ways:
            return Diagnosis(messages.unused(free))
    if not all(map(isfinite, values)):
        return Diagnosis(messages.NO_VALUE_IN_PLACES)
    if all(abs(value - want) < _NEAR * abs(want) for value, want in zip(values, key.reference, strict=True)):
        return Diagnosis(messages.CLOSE)
    for law in key.laws:
        if not law.holds(program, values):
            return Diagnosis(law.sentence)
    return Diagnosis(_counterexample(program, question, key), general=messages.OF_ITS_OWN)


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
    columns = key.samples.columns
    used = sorted({step[1] for step in program if step[0] == "name"})
    for one, other in combinations(used, 2):
        exchanged = {**columns, one: columns[other], other: columns[one]}
        if agrees(program, key, exchanged):
            return one, other
    return None


def _right_only_for(component: int, values: Values, key: Key) -> bool:
    rows = [row for row, k in enumerate(key.samples.k) if k == component]
    return equal([values[row] for row in rows], [key.reference[row] for row in rows])


def _is_right(tokens: list[Token], text: str, question: Question, key: Key) -> bool:
    try:
        return agrees(parse_tokens(tokens, text, question), key)
    except Refusal:
        return False


def _regrouped(tokens: list[Token]) -> Iterator[tuple[str, int, list[Token]]]:
    """Yield the formula with parentheses around what may have been meant to stand together at a bar.

    Each with the sentence to say and the offset to point at, if that makes the formula right.
    """
    if len(tokens) > _MOST_TOKENS:
        return
    kinds = [kind for kind, _, _ in tokens]
    depth = _depths(kinds)
    bars = [place for place, kind in enumerate(kinds) if kind == "/"][:_MOST_BARS]
    for bar in bars:
        level = depth[bar]
        # The group that the bar stands in: everything around it up to parentheses that are further out.
        start = max((i + 1 for i in range(bar) if depth[i] < level), default=0)
        end = min(i for i in range(bar, len(tokens)) if depth[i] < level or kinds[i] == END)
        # What is meant to be below may end with the group, or before its next sum.
        sums = [i for i in range(bar + 2, end) if depth[i] == level and kinds[i] in ("+", "-")]
        closes = sorted({end, *sums[:1]} - {bar + 2})  # a single token below is grouped already
        for close in closes:
            yield messages.BELOW_BAR, tokens[bar + 1][2], _wrapped(tokens, bar + 1, close)
        if start < bar:
            yield messages.ABOVE_BAR, tokens[start][2], _wrapped(tokens, start, bar)
            for close in closes:  # the part behind first, so that the places in front stay as they are
                both = _wrapped(_wrapped(tokens, bar + 1, close), start, bar)
                yield messages.BOTH_SIDES_OF_BAR, tokens[bar + 1][2], both
        if bar >= 2 and kinds[bar - 2] == "^" and kinds[bar + 1] == NUMBER:  # x^1/2
            yield messages.EXPONENT, tokens[bar - 1][2], _wrapped(tokens, bar - 1, bar + 2)


def _wrapped(tokens: list[Token], start: int, end: int) -> list[Token]:
    """Return the tokens with parentheses around those from `start` up to `end`."""
    opened, closed = ("(", "(", tokens[start][2]), (")", ")", tokens[end][2])
    return [*tokens[:start], opened, *tokens[start:end], closed, *tokens[end:]]


def _depths(kinds: list[str]) -> list[int]:
    """Return how many parentheses each token stands in; a parenthesis itself counts as outside of its group."""
    depths, depth = [], 0
    for kind in kinds:
        depth -= kind == ")"
        depths.append(depth)
        depth += kind == "("
    return depths


def _counterexample(program: tuple[Step, ...], question: Question, key: Key) -> str:
    """Return a sentence with a point to try by hand and what the formula gives there, not what it should."""
    values = evaluate(program, key.tidy.columns)
    low, high = question.between or (None, None)
    off = [
        row
        for row, (value, want) in enumerate(zip(values, key.tidy_reference, strict=True))
        if isfinite(value) and abs(value - want) > 0.02 * abs(want)
    ]
    if not off:
        same = (equal([value], [want]) for value, want in zip(values, key.tidy_reference, strict=True))
        return messages.NOT_EVERYWHERE if any(same) else messages.CLOSE
    outside = [
        row
        for row in off
        if (low is not None and values[row] < low) or (high is not None and values[row] > high)
    ]
    row = (outside or off)[0]
    point = [(name, key.tidy.columns[name][row]) for name in question.drawn]
    k = key.tidy.k[row] if question.running else None
    told = messages.tried(point, k, values[row])
    if outside:
        return f"{told} {messages.natural_range(question.quantity or 'the answer', low, high)}"
    return f"{told} {messages.BY_HAND}"
