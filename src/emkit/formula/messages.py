"""Every sentence that the formula reader says, and the refusal that carries one."""

from __future__ import annotations

from collections.abc import Sequence

from .characters import GREEK


class Refusal(Exception):
    """An answer that cannot be read as a formula: the kind, a sentence, where, the sentence without what was typed."""

    def __init__(self, kind: str, message: str, offset: int | None = None, general: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.offset = offset
        self.general = general or message


CORRECT = "Correct."
READABLE = "This can be read as a formula. Whether it is right is decided when it is graded."
EMPTY = "The answer is empty: type a formula between the quotation marks."
TOO_MANY_PARTS = "This formula has too many parts to be read; look for a shorter way to write it."
TOO_DEEP = "The parentheses and powers are nested too deeply to be read."
NUMBER_TOO_LARGE = "This number is too large to compute with."
NO_PARTNER_OPEN = "This ( has no partner: add a ) where the group ends, or take the ( away."
NO_PARTNER_CLOSE = "This ) has no partner: add a ( where the group begins, or take the ) away."
CROSS = "Type a product with *."
DOT_TIMES = "Type a product with *, not with a dot."
COLON_DIVIDES = "Type a quotient with /, not with a colon."
EQUATION = "Type the formula alone, without an equation."
NOTHING_INSIDE = "There is nothing between these parentheses."

NO_VALUE = (
    "Your formula has no value anywhere: look for a division by zero, a root or logarithm of a negative number, "
    "or a power that grows too large."
)
NO_VALUE_IN_PLACES = "In places your formula has no value: look for a root or logarithm of a negative number."
ONLY_A_NUMBER = "Your formula is the same number whatever the data are; should it be?"
SIGN = "The size is right; look at the signs."
SIZE_ONLY = "The size is right everywhere, the sign only in places: look at the signs and roots."
FACTOR = "You are off by the same factor everywhere: look at the numbers you multiply or divide by."
OFFSET = "You are off by the same amount everywhere: look at the numbers you add or subtract."
RECIPROCAL = "Look again at what belongs above the bar and what below."
SQUARED = "Something is squared once too often."
ROOT = "A root is taken once too often, or a square is missing."
LOGARITHM = "You took a logarithm that is not asked for."
EXPONENTIAL = "You took an exponential that is not asked for."
COMPLEMENT = "Whose share is this? Read again which one is asked for."
NOT_NORMALISED = "You have what stands above the bar; what is it to be divided by?"
BELOW_BAR = "Put parentheses around what is below the bar."
ABOVE_BAR = "Put parentheses around what is above the bar."
BOTH_SIDES_OF_BAR = "Put parentheses around what is above the bar and around what is below it."
EXPONENT = "Put parentheses around the exponent."
NOT_EVERYWHERE = "Your formula is right in places, but it must hold everywhere the quantities are defined."
CLOSE = "Very close, but not equal: is a number in it rounded, or a small term added?"
BY_HAND = "Work out by hand what it should be there."

# Sentences without what was typed, to count equal mistakes by.
NO_OPERATOR = "There is no operator between two names, numbers or groups."
ODD_NUMBER = "A number cannot be read."
NOT_OFFERED = "A name is not offered."
NOT_TEXT = "The answer should be a formula in quotation marks."
TOO_LONG = "The answer is too long."
OF_ITS_OWN = "The formula is wrong in no known way."

_STRAY = {
    "=": "Type only what stands to the right of the equals sign.",
    "[": "Use round parentheses ( ) to group.",
    "{": "Use round parentheses ( ) to group.",
    ",": "A comma has no meaning here; write decimals with a point.",
    ":": "Type the formula alone, without what stands to the left of the colon.",
    "#": "Type the formula alone, without a comment.",
    ";": "Type one formula, without a semicolon.",
    ".": "A dot can only be part of a number; functions are typed without a module name, as in log(...).",
    "|": "A vertical bar has no meaning here; group with ( ), and type an absolute value as abs(...).",
    "'": "Leave out this quotation mark: the text itself is the formula.",
    "√": "Type a square root as sqrt(...).",
    "!": "There is no ! here; only + - * / ^ and parentheses.",
    "%": "There is no % here; only + - * / ^ and parentheses.",
    "∞": "Infinity is not a number to compute with here.",
    "∂": "Type the result of the derivative, not the derivative sign.",
    "∑": "Write the sum out term by term.",
}
_STRAY |= {"]": _STRAY["["], "}": _STRAY["{"], "∣": _STRAY["|"], "≈": _STRAY["="], "∝": _STRAY["="]}
_STRAY |= dict.fromkeys('"`´‘’‚‛“”„‟«»‹›', _STRAY["'"])
_STRAY |= dict.fromkeys("½⅓⅔¼¾", "Type a fraction with /, as in 1/2.")

_LATEX = {
    "\\frac": "type a fraction as (a)/(b)",
    "\\dfrac": "type a fraction as (a)/(b)",
    "\\tfrac": "type a fraction as (a)/(b)",
    "\\cdot": "type a product with *",
    "\\times": "type a product with *",
    "\\div": "type a quotient with /",
    "\\left": "type ( alone",
    "\\right": "type ) alone",
    "\\sqrt": "type a square root as sqrt(...)",
    "\\hat": "type a hat as part of the name, as in hatmu_k",
    "\\log": "type log(...)",
    "\\ln": "type ln(...)",
    "\\exp": "type exp(...)",
    "\\sum": "write the sum out term by term",
    "$": "leave the dollar signs out",
}

_INSTEAD = {
    "sum": "write the sum out term by term",
    "pow": "type a power with ^",
    "sq": "type a power with ^",
    "square": "type a power with ^",
    "log10": "log is the natural logarithm",
    "np": "type the function alone, as in log(...)",
    "frac": "type a fraction with /",
}
_INSTEAD |= {
    "numpy": _INSTEAD["np"],
    "math": _INSTEAD["np"],
    "Sum": _INSTEAD["sum"],
    "sqr": _INSTEAD["sq"],
    "lg": _INSTEAD["log10"],
    "log2": _INSTEAD["log10"],
}

_SHORT = 40


def not_text(what: str) -> str:
    """Return the sentence for an answer that is not a `str`."""
    if what == "...":
        return placeholder()
    return f"The answer should be a formula in quotation marks{what and f'; it is {what}'}."


def placeholder() -> str:
    """Return the sentence for the untouched stub."""
    return "There is no answer yet: replace the ... with your formula."


def too_long(length: int, limit: int) -> str:
    """Return the sentence for a text of more than `limit` characters."""
    return f"The answer is {length:,} characters long; at most {limit:,} are read."


def decimal_comma() -> str:
    """Return the sentence for 0,5."""
    return "Write decimals with a point, as in 0.5."


def stray(char: str, looks_like: str | None = None) -> str:
    """Return the sentence for a character that cannot be part of a formula."""
    if looks_like:
        return f"This letter only looks like {looks_like}; it is from another alphabet. Type it afresh."
    if char in _STRAY:
        return _STRAY[char]
    return "This character has no meaning in a formula; use names, numbers, + - * / ^ and parentheses."


def latex(command: str) -> str:
    r"""Return the sentence for a LaTeX command, such as \frac."""
    if command[:1] != "\\":
        hint = _LATEX["$"]
    elif command[1:] in GREEK:
        hint = f"type {command[1:]} without the backslash"
    else:
        hint = _LATEX.get(command, "for example (a)/(b) for a fraction and names without a backslash")
    return f"LaTeX is not read here: {hint}."


def missing_operator(left: str, right: str) -> str:
    """Return the sentence for two things side by side."""
    return f"Put * between {short(left)} and {short(right)}, if you mean their product."


def power_or_product(left: str, number: str) -> str:
    """Return the sentence for a number behind something else: the ^ of a power is often lost in copying."""
    return f"Put ^ between {short(left)} and {short(number)} for a power, or * for a product."


def applied(name: str) -> str:
    """Return the sentence for N_1(x)."""
    return f"Leave out the parentheses behind {name} and what is in them: {name} is not a function here."


def two_numbers(left: str, right: str) -> str:
    """Return the sentence for two numbers side by side, such as 1.2.3."""
    return f"There is no operator between {short(left)} and {short(right)}."


def odd_number(word: str) -> str:
    """Return the sentence for 1_0 and 05."""
    return f"{short(word)} is not a number that can be read here."


def nothing_after(operator: str) -> str:
    """Return the sentence for a formula that stops too early."""
    return f"Something is missing after {operator}."


def nothing_before(operator: str) -> str:
    """Return the sentence for a formula or group that begins with an operator."""
    return f"Something is missing before {operator}."


def nothing_between(left: str, right: str) -> str:
    """Return the sentence for two operators in a row."""
    if (left, right) == ("/", "/"):
        return "Type a quotient with one / only."
    return f"Something is missing between {left} and {right}."


def needs_parentheses(function: str) -> str:
    """Return the sentence for a function without its argument in parentheses."""
    return f"{function} needs parentheses around what it is applied to: {function}(...)."


def unknown(name: str, suggested: Sequence[str], names: Sequence[str], functions: Sequence[str]) -> str:
    """Return the sentence for a name that the question does not offer."""
    start = f"{short(name)} is not offered here"
    if name.partition("_")[0] in _INSTEAD:
        return f"{start}: {_INSTEAD[name.partition('_')[0]]}."
    if suggested:
        return f"{start}; did you mean {listed(suggested, 'or')}?"
    offer = f"{start}; you can use {listed(names, 'and')}"
    return f"{offer}, and {listed(functions, 'and')}." if functions else f"{offer}."


def swapped(one: str, other: str) -> str:
    """Return the sentence for two names that have changed places."""
    return f"Check where you use {one} and where {other}."


def only_for(component: int) -> str:
    """Return the sentence for a formula that is right for one component only."""
    return f"Right only for k = {component}; the formula must hold for either k."


def unused(name: str) -> str:
    """Return the sentence for a formula that does not depend on what it should depend on."""
    return f"Your formula does not depend on {name}; should the answer not change with it?"


def law(change: str, names: Sequence[str], factor: float, offset: float) -> str:
    """Return the sentence for a formula that changes otherwise than it should."""
    together = listed(names, "and")
    start = {
        "*": f"Multiply {together} by ten",
        "+": f"Add ten to {together}",
        "mirror": f"Exchange {together}",
    }[change]
    if offset:
        return f"{start}: the answer should grow by ten, too. Does yours?"
    if factor == 1:
        return f"{start}: the answer should not change. Does yours?"
    if factor == -1:
        return f"{start}: only the sign of the answer should change. Does yours behave so?"
    if factor == 10:
        return f"{start}: the answer should become ten times as large. Does yours?"
    return "Check the units of each term."


def tried(point: Sequence[tuple[str, float]], k: int | None, value: float) -> str:
    """Return the sentence that says what the formula gives at a point."""
    # The point as it is computed with: a value is checked by hand from it.
    at = [f"{name} = {number:.6g}" for name, number in point] + ([f"k = {k}"] if k else [])
    return f"Try it at {listed(at, 'and')}: yours gives {value + 0.0:.3g}."


def natural_range(quantity: str, low: float | None, high: float | None) -> str:
    """Return the sentence that says where a quantity lies."""
    if low is None or high is None:
        return f"Can {quantity} be below {low:g}?" if high is None else f"Can {quantity} be above {high:g}?"
    return f"Can {quantity} be outside {low:g} to {high:g}?"


def listed(words: Sequence[str], joint: str) -> str:
    """Return "a, b and c"."""
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def short(word: str) -> str:
    """Return `word`, cut if it is long."""
    return word if len(word) <= _SHORT else f"{word[: _SHORT - 3]}..."
