"""Every verdict on the table as text: `python -m tests.formulas.verdicts` writes it, `git diff` shows what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from emkit.formula import check

from .questions import ALL
from .table import CORRECT, WRONG, invalid, styled

GOLDEN = Path(__file__).parents[1] / "golden" / "formula_verdicts.txt"


def verdicts() -> str:
    """Return what is said about every answer of the table, a line each; a long answer is cut."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    for name in CORRECT:
        question = ALL[name]
        yield f"== {name}"
        answers: list[object] = [
            *(pasted for formulas in (CORRECT[name], WRONG[name]) for pasted, _ in styled(formulas)),
            *(answer for answer, _, _ in invalid(tuple(question.names))),
        ]
        for answer in answers:
            verdict = check(answer, question)
            place = "" if verdict.offset is None else f" at {verdict.offset}"
            latex = f" | {verdict._repr_latex_()}" if verdict.correct else ""
            yield f"{ascii(answer)[:100]} | {verdict.status}{place} | {ascii(verdict.message)[1:-1]}{latex}"


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(verdicts(), encoding="utf-8")
