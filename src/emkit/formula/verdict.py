"""What is said about a typed formula."""

from __future__ import annotations

from dataclasses import dataclass, field

from .echo import pointed_at
from .latex import to_latex
from .parse import Step

CORRECT, WRONG, INVALID, READABLE = "correct", "wrong", "invalid", "readable"


@dataclass(frozen=True)
class Verdict:
    """What is said about a typed formula. `str` gives the words for the student.

    The words are a sentence; where the mistake has a place, two lines follow, for a fixed-width font: the formula as
    typed, and a caret under the mistake.

    Attributes
    ----------
    status
        "correct", "wrong", "invalid", or, where nothing was compared, "readable".
    message
        A sentence for the student.
    kind
        For an invalid answer "syntax", "unknown name", "not text" or "too large"; empty otherwise.
    offset
        Where in the typed text the mistake is, counted from 0, if it has a place.
    text
        What was typed; empty if it was not text.
    program
        The formula as it was understood, in postfix order; empty if it was not.
    general
        The sentence without what was typed, to count equal mistakes by.
    keeps
        The points that a known slip keeps.
    """

    status: str
    message: str
    kind: str = ""
    offset: int | None = None
    text: str = field(default="", repr=False)
    program: tuple[Step, ...] = field(default=(), repr=False, compare=False)
    general: str = field(default="", compare=False)
    keeps: float = 0.0

    def __post_init__(self) -> None:
        if not self.general:
            object.__setattr__(self, "general", self.message)

    @property
    def correct(self) -> bool:
        """Whether the formula means the same as the reference."""
        return self.status == CORRECT

    @property
    def invalid(self) -> bool:
        """Whether the answer could not be read as a formula."""
        return self.status == INVALID

    def __str__(self) -> str:
        if self.offset is None:
            return self.message
        return "\n".join((self.message, *pointed_at(self.text, self.offset)))

    # The words also where mathematics cannot be shown: nobody wants to read the fields.
    __repr__ = __str__

    def _repr_latex_(self) -> str | None:
        """Return what was understood, for the notebook; None for what was not."""
        return f"$\\displaystyle {to_latex(self.program)}$" if self.program else None
