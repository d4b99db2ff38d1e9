"""What the solution run teaches the grader, made at build time: kinds of names, and modules worth loading early."""

from __future__ import annotations

from pathlib import Path

from ..errors import EngineError
from .grader import Grader
from .sources import imports_of
from .submission import read_submission


def observe(bundle: Path, solution_notebook: Path) -> dict[str, dict[str, str]]:
    """Return, per question, the names that its tests read and their kinds in the solution.

    At grading time a value of another kind is opaque, so nothing but a function can stand where the solution has a
    function's place, and nothing but plain numbers where it has numbers.

    Raises
    ------
    EngineError
        When the solution cannot be graded.
    """
    with Grader(bundle) as grader:
        result, seen = grader.observe(solution_notebook)
    if result.error:
        raise EngineError(f"The solution could not be graded: {result.error}")
    return {question: dict(sorted(seen.get(question, {}).items())) for question in sorted(seen)}


def imports(solution_notebook: Path) -> list[str]:
    """Return the modules that the solution imports: the grader loads them once, before any submission."""
    return imports_of(cell.source for cell in read_submission(solution_notebook).code_cells)
