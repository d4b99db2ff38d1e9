"""What a question about a formula says: the names it offers and, for grading, the answer it expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .evaluate import FUNCTIONS

# What a name stands for: drawn between two numbers, one of two names as k is 1 or 2, a formula, or a constant.
Meaning = tuple[float, float] | tuple[str, str] | str | float


@dataclass(frozen=True)
class Question:
    """A question answered by a typed formula, with what is needed to grade it. It stands in hidden tests only.

    Parameters
    ----------
    name
        Identifies the question; the points at which formulas are compared are drawn from it.
    names
        The names that may be used. `(low, high)`: values are drawn from this open interval. A formula or a number:
        the value is computed from other names, or constant. A pair of names: the first where k is 1, the second
        where k is 2.
    functions
        The functions that may be used, of `FUNCTIONS`; `log` and `ln` are both the natural logarithm.
    reference
        A correct formula.
    slips
        Wrong formulas, each with the sentence for whoever types it or anything equal to it; or with a pair of the
        sentence and the points that this slip keeps.
    quantity, between
        What is asked for and the range it lies in, such as "a responsibility" and (0, 1); None for an open end.
    scaled, shifted, exchanged
        What to try on a wrong formula: names to be multiplied together by ten, moved together by ten, and
        pairs of names to change places together. What then happens to the reference should happen to it.

    Raises
    ------
    ValueError
        For a function that there is not.

    Examples
    --------
    >>> from emkit.formula import check
    >>> speed = Question("speed", {"s": (1, 9), "t": (1, 5)}, reference="s/t", slips={"s*t": "Check the units."})
    >>> check("2*s/(t + t)", speed).correct
    True
    >>> check("t*s", speed).message
    'Check the units.'
    """

    name: str
    names: Mapping[str, Meaning]
    functions: Sequence[str] = FUNCTIONS
    reference: str = ""
    slips: Mapping[str, str | tuple[str, float]] = field(default_factory=dict)
    quantity: str = ""
    between: tuple[float | None, float | None] | None = None
    scaled: Sequence[Sequence[str]] = ()
    shifted: Sequence[Sequence[str]] = ()
    exchanged: Sequence[Sequence[str]] = ()

    def __post_init__(self) -> None:
        for function in self.functions:
            if function not in FUNCTIONS:
                raise ValueError(
                    f"{self.name}: there is no function {function}; there are {', '.join(FUNCTIONS)}"
                )

    # Mappings have no hash; equality compares everything.
    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def drawn(self) -> dict[str, tuple[float, float]]:
        """The names whose values are drawn, with their intervals."""
        return {
            name: (float(meaning[0]), float(meaning[1]))
            for name, meaning in self.names.items()
            if isinstance(meaning, Sequence)
            and not isinstance(meaning, str)
            and not isinstance(meaning[0], str)
        }

    @property
    def running(self) -> dict[str, tuple[str, str]]:
        """The names with the running index k, with what they are for k = 1 and for k = 2."""
        return {
            name: (str(meaning[0]), str(meaning[1]))
            for name, meaning in self.names.items()
            if isinstance(meaning, Sequence) and not isinstance(meaning, str) and isinstance(meaning[0], str)
        }

    @property
    def computed(self) -> dict[str, str]:
        """The names that follow from others, with their formulas."""
        return {name: str(m) for name, m in self.names.items() if isinstance(m, str | int | float)}
