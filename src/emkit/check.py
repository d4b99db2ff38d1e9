"""Checks worded for students: each passes silently or raises `Hint` with one sentence that helps.

A public test shows its own source, so it works on the public data set only and holds no graded value. A table of
slips maps the wrong value that a known mistake gives *on that data set* to the sentence for that mistake.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np

from . import formula
from .formula import Question
from .formula.evaluate import evaluate

Slips = Sequence[tuple[Any, str]]

# By name: where the grader runs elsewhere, such a value arrives as a stand-in with the name of its type.
_LAZY = frozenset({"generator", "map", "filter", "zip"})


class Hint(AssertionError):
    """A sentence about the student's work; Otter prints it under the check cell.

    Attributes
    ----------
    kind : str
        The sentence without what was typed: equal for equal mistakes, so that a report can count them.
    told : str
        What of it may be shown although the test is hidden: no value of the test's, and nothing computed from one. A
        sentence that stands in a test word for word may be shown anyway.
    unanswered : bool
        Whether the answer is missing, which is no mistake yet.
    """

    unanswered = False

    def __init__(self, sentence: str = "", kind: str = "", told: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind or sentence
        self.told = told


class NotAnswered(Hint):
    """The answer is missing or still the `...` of the untouched notebook: no mistake yet."""

    unanswered = True


def require(condition: object, sentence: str) -> None:
    """Raise `Hint(sentence)` unless `condition` holds."""
    if not condition:
        raise Hint(sentence)


def either(*checks: Callable[[], object]) -> None:
    """Pass when one of the checks does: work may be right, or right but for a slip in the pieces it is built from.

    Raises
    ------
    Hint
        What the first check says, when none passes.
    """
    said: list[Hint] = []
    for check in checks:
        try:
            check()
        except Hint as hint:
            said.append(hint)
        else:
            return
    raise said[0]


def with_pieces(function: Any, **pieces: Any) -> Any:
    """Return a student's function as it works with these pieces in the place of what the notebook has by their names.

    A hidden test that passes with right pieces too does not charge a function for a slip in another one::

        either(lambda: test(e_step), lambda: test(with_pieces(e_step, normal_pdf=density)))
    """
    if hasattr(function, "with_pieces"):  # a stand-in, of a function that runs elsewhere
        return function.with_pieces(**pieces)

    names = getattr(function, "__globals__", {})

    def called(*args: Any, **kwargs: Any) -> Any:
        kept = {name: names[name] for name in pieces if name in names}
        names.update(pieces)
        try:
            return function(*args, **kwargs)
        finally:
            for name in pieces:
                names.pop(name, None)
            names.update(kept)

    return called if callable(function) else function


def require_defined(name: str, value: object) -> None:
    """Say so when `name` was never defined, or is still the `...` of the untouched notebook."""
    if value is None or value is ...:
        raise NotAnswered(f"`{name}` has no value yet. Replace the `...` with your answer and run the cell.")


def call(name: str, function: object, *args: Any) -> Any:
    """Call a student's function and return what it gives.

    Raises
    ------
    Hint
        When the function is missing, raises an exception, or returns None as the untouched stub does.
    """
    if function is None or function is ...:
        raise NotAnswered(f"`{name}` is not defined. Run the cell that defines it, then this check.")
    if not callable(function):
        raise Hint(f"`{name}` should be a function; it is {_kind(function)}.")
    try:
        value = function(*args)
    except Hint:
        raise
    except Exception as error:
        kind = f"`{name}` stopped with {type(error).__name__}"
        raise Hint(f"`{name}` stopped with {_reason(error)}", kind) from None
    if value is None or value is ...:
        raise NotAnswered(f"`{name}` returned None. Replace the `...` with your code, and return the result.")
    return value


def call_unchanged(name: str, function: object, *args: Any) -> Any:
    """Call a student's function as `call` does, and refuse one that changes the arrays or lists it is given.

    A grader that runs the function elsewhere passes copies; its stand-in for the function then carries
    `changed_arguments`.

    Raises
    ------
    Hint
        As `call` does, or when an argument differs after the call.
    """
    before = [copy.deepcopy(a) if isinstance(a, np.ndarray | list) else None for a in args]
    value = call(name, function, *args)
    same = all(b is None or _same(a, b) for a, b in zip(args, before, strict=True))
    require(
        same and getattr(function, "changed_arguments", False) is not True,
        f"`{name}` changed the arrays it was given. Work on copies.",
    )
    return value


def number(name: str, value: object) -> float:
    """Return `value` as one finite real number; size-1 arrays and NumPy scalars count, text and booleans do not.

    Raises
    ------
    Hint
        With the reason when it is not.
    """
    require_defined(name, value)
    if isinstance(value, bool | np.bool_ | str | bytes | complex | np.complexfloating):
        raise Hint(f"`{name}` should be a number; it is {_kind(value)}.")
    array = _floats(name, value, "be a number")
    if array.size != 1:
        raise Hint(f"`{name}` should be one number; it has shape {array.shape}.")
    single = float(array.reshape(-1)[0])
    if not math.isfinite(single):
        raise Hint(f"`{name}` should be a finite number; it is {single}.")
    return single


def array(name: str, value: object, shape: tuple[int, ...] | None = None) -> np.ndarray[Any, Any]:
    """Return `value` as a finite float array of the given shape; lists, tuples and pandas objects count.

    Raises
    ------
    Hint
        Naming the shape found and the shape wanted, or the place of the first value that is not finite.
    """
    require_defined(name, value)
    found = _floats(name, value)
    if shape is not None and found.shape != shape:
        raise Hint(f"`{name}` should have shape {shape}; it {_shape(found)}.")
    if not np.isfinite(found).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(found))[0])
        what = f"the entry at {where}" if where else "it"
        raise Hint(f"`{name}` should hold finite numbers; {what} is {found[where]}.")
    return found


def close(
    name: str,
    value: object,
    want: object,
    *,
    rtol: float = 1e-6,
    atol: float = 0.0,
    slips: Slips = (),
    otherwise: str = "",
) -> None:
    """Compare a value with the one wanted, and name the slip when it is a known one.

    Parameters
    ----------
    name : str
        What the student called it.
    value, want : array_like
        Compared as float arrays of the shape of `want`.
    rtol, atol : float
        `abs(value - want) <= atol + rtol * abs(want)`, the rule of `numpy.isclose`.
    slips : sequence of (wrong value, sentence)
        Looked at only after `value` proved wrong: the nearest one within a relative 1e-3 is named.
    otherwise : str
        The sentence for a wrong value that no slip explains. It never holds the value wanted.

    Raises
    ------
    Hint
        With the slip's sentence, or `otherwise`, or a general one.
    """
    expected = np.asarray(want, dtype=float)
    found = array(name, value, expected.shape) if expected.ndim else np.asarray(number(name, value))
    if np.allclose(found, expected, rtol=rtol, atol=atol):
        return
    near = [
        (float(np.abs(found - wrong).max()), sentence)
        for wrong, sentence in slips
        if np.shape(wrong) == found.shape
        and np.allclose(found, wrong, rtol=1e-3, atol=_noise(wrong, expected))
    ]
    if near:
        raise Hint(min(near)[1])
    if _rounded(found, expected):
        if getattr(value, "dtype", None) == np.float32:
            raise Hint(f"{_called(name)} is computed in float32, which keeps seven digits. Use float64.")
        relative = rtol * float(np.abs(expected).max())
        allowed = f"{rtol:g} of the value" if relative > atol else f"{atol:g}"
        raise Hint(
            f"{_called(name)} is close, but not close enough: it may be off by at most {allowed}. Do not round."
        )
    off = f"{_called(name)} should have another value"
    raise Hint(
        otherwise or _off(off, found, np.isclose(found, expected, rtol=rtol, atol=atol)), otherwise or off
    )


def one_of(name: str, value: object, allowed: Iterable[Any]) -> Any:
    """Return a choice answer after checking that it is one of those offered.

    Integers may come as floats or NumPy scalars, letters in either case and with blanks around them.

    Raises
    ------
    Hint
        Listing the choices.
    """
    require_defined(name, value)
    choices = list(allowed)
    wanted = f"`{name}` should be one of {_listed(choices)}"
    plain: Any = value
    if not isinstance(value, str):
        try:
            if isinstance(value, bool | np.bool_):
                raise TypeError
            array = _floats(name, value, "be a number")
        except NotAnswered:
            raise
        except (Hint, TypeError):
            raise Hint(f"{wanted}; it is {_kind(value, 'an array')}.", wanted) from None
        plain = float(array.reshape(-1)[0]) if array.size == 1 else None
    for choice in choices:
        if _folded(plain) == _folded(choice):
            return choice
    raise Hint(f"{wanted}; it is {_short(value)}.", wanted)


def parts(name: str, value: object, count: int) -> list[Any]:
    """Return the parts of a tuple, list, array or pandas Series after checking how many there are.

    Raises
    ------
    Hint
        Naming the number found and the number wanted.
    """
    require_defined(name, value)
    if not isinstance(value, tuple | list):
        ndim = getattr(value, "ndim", 0)
        if ndim != 1 and not (ndim and isinstance(value, np.ndarray)):  # a table has columns, no parts
            what = _kind(value, "a single number")
            raise Hint(f"`{name}` should return {count} things as a tuple; it returns {what}.")
        value = list(cast(Iterable[Any], value))
    if len(value) != count:
        raise Hint(f"`{name}` should return {count} things; it returns {len(value)}.")
    return list(value)


def labels(name: str, value: object, count: int, allowed: Iterable[int]) -> list[int]:
    """Return a sequence of labels as integers; lists, tuples, arrays and floats count.

    Raises
    ------
    Hint
        When the length is wrong or a label is not one of those allowed.
    """
    found, allowed = array(name, value), list(allowed)
    if found.shape != (count,):
        raise Hint(f"`{name}` should hold {count} labels in a row; it {_shape(found)}.")
    return [one_of(f"{name}[{i}]", label, allowed) for i, label in enumerate(found)]


def require_readable(
    name: str, text: object, names: Iterable[str], functions: Sequence[str] = formula.FUNCTIONS
) -> None:
    """Raise `Hint` when a typed formula cannot be read in the names that are offered; nothing is compared.

    Examples
    --------
    >>> require_readable("speed", "s/t", ["s", "t"])
    >>> require_readable("speed", "s/", ["s", "t"])
    Traceback (most recent call last):
    emkit.check.Hint: Something is missing after /.
        s/
          ^
    """
    require_defined(name, text)
    verdict = formula.read(text, names, functions)
    if verdict.invalid:
        raise Hint(str(verdict), verdict.general)


def formula_value(name: str, text: object, /, **values: float) -> float:
    """Return what a typed formula gives where its names have these values; nan where it has no value.

    For laws that a public test can try: shares add up to one, twice the data have twice the mean.

    Examples
    --------
    >>> formula_value("speed", "s/t", s=6, t=2)
    3.0
    """
    require_readable(name, text, values)
    # One point, with a name that no formula can have: without names, a formula has a value, too.
    columns = {"": [0.0], **{key: [float(value)] for key, value in values.items()}}
    return evaluate(formula.read(text, values).program, columns)[0]


def require_formula(name: str, text: object, question: Question, keeps: float | None = None) -> None:
    """Raise `Hint` with the verdict's sentence unless a typed formula means the same as the question's reference.

    With `keeps`, a known slip that keeps at least so many points passes, too.

    Examples
    --------
    >>> question = Question("q1", {"s": (1, 9), "t": (1, 5)}, reference="s/t", slips={"s*t": ("Check the units.", 1)})
    >>> require_formula("speed", "1/(t/s)", question)
    >>> require_formula("speed", "t*s", question, keeps=1)
    >>> require_formula("speed", "t*s", question)
    Traceback (most recent call last):
    emkit.check.Hint: Check the units.
    """
    require_defined(name, text)
    verdict = formula.check(text, question)
    if not verdict.correct and (keeps is None or verdict.keeps < keeps):
        told = "" if verdict.general == formula.messages.OF_ITS_OWN else verdict.general
        raise Hint(str(verdict), verdict.general, told)


def _folded(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _same(now: Any, before: Any) -> bool:
    """Whether an argument is what it was: nan equals nan, and rows may differ in length."""
    if isinstance(before, np.ndarray):
        if before.dtype != object:
            return isinstance(now, np.ndarray) and np.array_equal(
                now, before, equal_nan=before.dtype.kind in "fc"
            )
        return (
            isinstance(now, np.ndarray) and now.shape == before.shape and _same(now.tolist(), before.tolist())
        )
    if isinstance(before, list | tuple):
        return isinstance(now, type(before)) and len(now) == len(before) and all(map(_same, now, before))
    if isinstance(before, int | float | complex | str | np.generic):
        return bool(now == before or (now != now and before != before))
    return True  # a copy of any other object equals nothing but itself


def _noise(wrong: Any, expected: np.ndarray[Any, Any]) -> float:
    """Return how far from zero a slip's zeros may lie: rounding, measured by the sizes at hand."""
    return 1e-9 * max(float(np.abs(wrong).max(initial=0.0)), float(np.abs(expected).max(initial=0.0)))


def _rounded(found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> bool:
    if not (found % 1).any() and not (expected % 1).any():  # a count that is off by one is no rounded one
        return False
    # atol=0: numpy's default of 1e-8 would call any two densities far out in a tail close.
    near = np.allclose(found, expected, rtol=1e-3, atol=0)
    cut = (np.allclose(found, expected.round(d), rtol=1e-9, atol=0) for d in range(1, 7))
    return near or (bool(found.all()) and any(cut))


def _off(start: str, found: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> str:
    """Say what was found and where, not what was wanted."""
    if found.size == 1:
        return f"{start} than {found.item():.6g}. Work it out by hand."
    place = tuple(int(i) for i in np.argwhere(~right)[0])
    where = place if len(place) > 1 else place[0]
    return f"{start} at [{str(where).strip('()')}] than {found[place]:.6g}. Work that entry out by hand."


def _called(name: str) -> str:
    """Set what the student called it as code and the words around it as words: `resp` with three components."""
    first, blank, words = name.partition(" ")
    if blank and first in ("the", "a", "each", "both"):
        return f"{first.capitalize()} {words}"
    return f"`{first}` {words}" if first.isidentifier() and words else f"`{name}`"


def _shape(found: np.ndarray[Any, Any]) -> str:
    return f"has shape {found.shape}" if found.ndim else "is a single number"


def _reason(error: Exception) -> str:
    """Return the kind of an exception and the first line of its text, cut if it is long."""
    text = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}{': ' if text else ''}{text[:200]}{'...' if len(text) > 200 else ''}"


def _floats(name: str, value: object, wanted: str = "hold numbers") -> np.ndarray[Any, Any]:
    if type(value).__name__ in _LAZY:
        raise Hint(f"`{name}` is {_kind(value)}. Make an array of it: `np.array(list(...))`.")
    try:
        if type(value).__name__ == "int" and not isinstance(value, int):  # too long to reach the grader
            raise OverflowError
        plain = np.asarray(value)
        if plain.dtype.kind in ("USMmcb" if wanted == "be a number" else "USMmc"):
            raise TypeError
        if plain.dtype == object and any(isinstance(part, str | bytes) for part in plain.flat):
            raise TypeError
        if type(value).__name__ in ("MaskedArray", "MaskedConstant"):  # what is masked is no number
            return np.asarray(cast(Any, value).astype(float).filled(np.nan))
        return np.asarray(value, dtype=float)
    except OverflowError:
        raise Hint(f"`{name}` holds a number too large to compute with.") from None
    except Exception:  # whatever a student's own class or a list of unequal rows raises
        rows = value if isinstance(value, list | tuple) else ()
        if any(part is ... for row in rows for part in (row if isinstance(row, list | tuple) else [row])):
            raise NotAnswered(f"`{name}` still holds `...`. Replace it with your answer.") from None
        uneven = isinstance(value, list | tuple) and wanted == "hold numbers"
        even = ", each row as long as the others" if uneven else ""
        raise Hint(f"`{name}` should {wanted}{even}; it is {_kind(value)}.") from None


_KINDS = {
    "str": "text",
    "bool": "True or False",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "set": "a set",
    "int": "a number",
    "float": "a number",
    "complex": "a complex number",
    "function": "a function that was not called",
    "method": "a method that was not called",
    "builtin_function_or_method": "a function that was not called",
    **{name: f"a {name}" for name in (*sorted(_LAZY), "DataFrame", "Series", "module")},
}


def _kind(value: object, array: str = "an array of something else") -> str:
    """Say what a value is; `array` is what to say of an array."""
    name = type(value).__name__
    if name == "ndarray":
        return array
    return _KINDS.get(name, f"a value of type {name}")


def _short(value: object) -> str:
    if isinstance(value, int | float | np.number) and not isinstance(value, np.complexfloating):
        return f"{float(value):g}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 40 else text[:37] + "..."


def _listed(choices: Sequence[Any]) -> str:
    *head, last = [str(choice) for choice in choices]
    return f"{', '.join(head)} or {last}" if head else last
