"""Typed formulas: from the `formula:` key of a question to its public test, its hidden tests and a cell that shows it.

The answer cell holds the reference, so that it is written once.
"""

from __future__ import annotations

import ast
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from emkit import formula
from emkit.formula import FUNCTIONS
from emkit.formula.compare import prepared

READABLE = "Readable. Whether it is right is decided when it is graded."


class _Slip(msgspec.Struct, forbid_unknown_fields=True):
    says: str
    keeps: float


class _Declared(msgspec.Struct, forbid_unknown_fields=True):
    """What an author may write below `formula:`; the words are those of `emkit.formula.Question`."""

    names: dict[str, tuple[float | str, float | str] | str | float]
    functions: tuple[str, ...] = FUNCTIONS
    slips: dict[str, str | _Slip] = {}
    quantity: str = ""
    between: tuple[float | None, float | None] | None = None
    scaled: tuple[tuple[str, ...], ...] = ()
    shifted: tuple[tuple[str, ...], ...] = ()
    exchanged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TypedFormula:
    """A question that is answered by a formula.

    Attributes
    ----------
    answer : str
        The name that the student assigns.
    points : float
        What the question is worth.
    question : emkit.formula.Question
        With the reference of the answer cell.
    """

    answer: str
    points: float
    question: formula.Question

    def tests(self, laws: Sequence[str] = ()) -> Iterator[str]:
        """Yield the test cells: one that reads, public laws, one that compares, one for each part that slips keep."""
        offer = self._offer()
        yield _cell(
            {"points": 0, "success_message": READABLE},
            f"test_can_be_read({self.answer})",
            "from emkit.check import require_readable",
            f"require_readable({self.answer!r}, {self.answer}, {offer})",
        )
        yield from laws
        kept = sorted({told[1] for told in self.question.slips.values() if not isinstance(told, str)})
        worth: dict[str, tuple[float, float | None]] = {}
        for before, keeps in zip([0.0, *kept], kept, strict=False):
            worth[f"test_meaning_or_a_slip_that_keeps_{keeps:g}".replace(".", "_")] = (keeps - before, keeps)
        worth["test_meaning"] = (self.points - (kept[-1] if kept else 0), None)
        for name, (points, least) in worth.items():
            passes = "" if least is None else f", keeps={least!r}"
            yield _cell(
                {"points": points, "hidden": True},
                f"{name}({self.answer})",
                "from emkit.check import require_formula\nfrom emkit.formula import Question",
                f"question = {_source(self.question)}\n"
                f"require_formula({self.answer!r}, {self.answer}, question{passes})",
            )

    def shown(self) -> str:
        """Return the cell that shows a student the formula as it was understood."""
        comment = "# Your formula as it was understood:"
        return f"{comment}\nfrom emkit.formula import read\n\nread({self.answer}, {self._offer()})"

    def _offer(self) -> str:
        functions = tuple(self.question.functions)
        return f"{[*self.question.names]!r}" + (f", {functions!r}" if functions != FUNCTIONS else "")


def typed_formula(name: str, settings: Mapping[str, Any], answer: str) -> TypedFormula:
    """Return the typed formula that a question declares.

    Parameters
    ----------
    name : str
        The question's name.
    settings : mapping
        What stands below `# BEGIN QUESTION`.
    answer : str
        The text of the answer cell.

    Raises
    ------
    ValueError
        With what is wrong in the declaration or in the answer cell.
    """
    try:
        declared = msgspec.convert(settings["formula"], _Declared)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}: `formula`: {error}") from None
    for other, meaning in declared.names.items():
        if isinstance(meaning, tuple) and len({isinstance(part, str) for part in meaning}) > 1:
            raise ValueError(
                f"{name}: {other} lies between two numbers, or is one of two names; found {meaning}"
            )
    points = settings.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise ValueError(f"{name}: a question with a `formula` says its `points`, a number")
    slips: dict[str, str | tuple[str, float]] = {}
    for wrong, told in declared.slips.items():
        if isinstance(told, str):
            slips[wrong] = told
        elif 0 < told.keeps < points:
            slips[wrong] = (told.says, told.keeps)
        else:
            raise ValueError(
                f"{name}: the slip {wrong!r} keeps {told.keeps:g}; more than 0, less than {points:g}"
            )
    assigned, reference = _reference(name, answer)
    fields = {key: getattr(declared, key) for key in declared.__struct_fields__}
    if declared.between:  # an infinite end is an open one
        fields["between"] = tuple(
            end if end is not None and math.isfinite(end) else None for end in declared.between
        )
    question = formula.Question(name, **{**fields, "slips": slips}, reference=reference)
    prepared(question)
    return TypedFormula(assigned, points, question)


def _reference(name: str, answer: str) -> tuple[str, str]:
    """Return the name that an answer cell assigns a text to, and the text."""
    try:
        body = ast.parse(answer).body
    except SyntaxError:
        body = []
    match body:
        case [ast.Assign(targets=[ast.Name(id=assigned)], value=ast.Constant(value=str(text)))]:
            return assigned, text
    raise ValueError(f'{name}: the answer cell of a typed formula is one line: name = "..."  # SOLUTION')


def _source(question: formula.Question) -> str:
    """Return the Python that makes a question, with what differs from the defaults."""
    plain = formula.Question(question.name, {})
    rows = [f"    {question.name!r},"]
    for key, default in vars(plain).items():
        value = getattr(question, key)
        if isinstance(value, dict) and value:
            rows += [
                f"    {key}={{",
                *(f"        {one!r}: {other!r}," for one, other in value.items()),
                "    },",
            ]
        elif key != "name" and value != default:
            rows.append(f"    {key}={value!r},")
    return "\n".join(["Question(", *rows, ")"])


def _cell(config: dict[str, Any], signature: str, imports: str, body: str) -> str:
    head = "\n".join(
        f"{key}: {str(value).lower() if value is True else value}" for key, value in config.items()
    )
    inside = textwrap.indent(f"{imports}\n\n{body}", "    ")
    return f'""" # BEGIN TEST CONFIG\n{head}\n"""  # END TEST CONFIG\n\n\ndef {signature}:\n{inside}'
