"""The typed questions of the course, read from the assignments; the table knows them by shorter names."""

from __future__ import annotations

from pathlib import Path

from emgrade.source import read_assignment
from emkit.formula import Question

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
_SHORT = {
    "posterior_formula": "posterior",
    "mu_hat_formula": "mean",
    "var_hat_formula": "variance",
    "pi_hat_formula": "weight",
    "marginal_formula": "marginal",
    "dQ_dpi1": "dQ_dpi",
}

ALL: dict[str, Question] = {
    _SHORT.get(question.formula.answer, question.formula.answer): question.formula.question
    for source in sorted(ASSIGNMENTS.glob("*/*.py"))
    # Reading a source takes a third of a second, and every run of the tests reads these.
    if source.stem == source.parent.name and "\nformula:" in source.read_text("utf-8")
    for question in read_assignment(source).questions
    if question.formula
}
