"""What a question about a formula says: the names it offers and, for grading, the answer it expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

FUNCTIONS = ("log", "exp", "sqrt")


@dataclass(frozen=True)
class Symbol:
    """A name that a question offers, and the open interval its values come from."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Question:
    """A question answered by a typed formula.

    What travels to students holds no reference, relations or slips; `graded` adds them in a hidden test.

    Parameters
    ----------
    name
        Identifies the question; the points at which formulas are compared are drawn from it.
    symbols
        The names that may be used, each with its domain.
    functions
        The functions that may be used.
    running
        Names with the running index k: `pi_k` is `pi_1` at one half of the points, `pi_2` at the other.
    quantity, between
        What is asked for and the range it lies in, such as "a responsibility" and (0, 1).
    scaled, shifted, exchanged
        What to try on a wrong formula: names to be multiplied together by ten, moved together by ten, and
        pairs of names to change places together. What then happens to the reference should happen to it.
    reference
        A correct formula.
    relations
        Pairs (name, formula): the name is computed at each point, not drawn.
    slips
        Pairs (wrong formula, sentence for whoever types it or anything equal to it).
    """

    name: str
    symbols: tuple[Symbol, ...]
    functions: tuple[str, ...] = FUNCTIONS
    running: tuple[str, ...] = ()
    quantity: str = ""
    between: tuple[float, float] | None = None
    scaled: tuple[tuple[str, ...], ...] = ()
    shifted: tuple[tuple[str, ...], ...] = ()
    exchanged: tuple[tuple[str, str], ...] = ()
    reference: str | None = None
    relations: tuple[tuple[str, str], ...] = ()
    slips: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names offered, in the order of the question."""
        return tuple(symbol.name for symbol in self.symbols)

    def graded(
        self,
        reference: str,
        relations: Mapping[str, str] | None = None,
        slips: Mapping[str, str] | None = None,
    ) -> Question:
        """Return this question with what is needed to grade it. For hidden tests only.

        Raises
        ------
        ValueError
            On the first `check`, when the reference, a relation or a slip cannot be read, when a relation is
            for a name that is not offered, or when a slip equals the reference.
        """
        return replace(
            self,
            reference=reference,
            relations=tuple((relations or {}).items()),
            slips=tuple((slips or {}).items()),
        )
