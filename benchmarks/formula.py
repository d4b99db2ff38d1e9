"""CPU time of the formula checker beside sympy's `simplify`, on the same answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

from rich.progress import track

from emkit.formula import Question, check
from tests.formulas.questions import ALL
from tests.formulas.table import CORRECT, WRONG

from .record import here

# `simplify` takes long: it gets every sixteenth answer, and so does the checker for the comparison.
EVERY = 16
OURS, ALIKE, THEIRS = "emkit.formula", f"emkit.formula, every {EVERY}th", f"sympy simplify, every {EVERY}th"
Answer = tuple[str, Question, bool]  # text, question, whether it is right


def main() -> dict[str, dict[str, Any]]:
    """Measure the checker on all answers, and beside sympy on every sixteenth."""
    answers = [
        (text, ALL[name], table is CORRECT)
        for name in CORRECT
        for table in (CORRECT, WRONG)
        for text in table[name]
    ]
    for question in {question for _, question, _ in answers}:
        check("0", question)  # the points of a question are drawn once
    _simplified("pi_k", answers[0][1])  # sympy takes its time to be imported
    rows = {
        OURS: _measure(answers, _checked, repeat=3),
        ALIKE: _measure(answers[::EVERY], _checked, repeat=3),
        THEIRS: _measure(answers[::EVERY], _simplified, repeat=1),
    }
    title = f"Typed formulas: {len(answers)} answers"
    figures = {key: {label: row[key] for label, row in rows.items()} for key in rows[OURS]}
    return {"formula": {"title": title, **here(), **figures}}


def _measure(answers: list[Answer], judge: Callable[[str, Question], bool], repeat: int) -> dict[str, float]:
    taken, misjudged = [], 0
    for text, question, correct in track(answers, "formulas", transient=True):
        times = []
        for _ in range(repeat):
            start = time.process_time()
            verdict = judge(text, question)
            times.append(1e3 * (time.process_time() - start))
        taken.append(min(times))
        misjudged += verdict != correct
    last = quantiles(taken, n=100, method="inclusive")[-1]
    return {
        "median_ms": float(f"{median(taken):.2g}"),
        "percent_99_ms": float(f"{last:.2g}"),
        "misjudged": misjudged,
    }


def _checked(text: str, question: Question) -> bool:
    return check(text, question).correct


def _simplified(text: str, question: Question) -> bool:
    """Judge as one would with sympy: relations put in, symbols declared, difference simplified to zero."""
    import sympy

    names = {
        name: sympy.Symbol(
            name, positive=True if question.drawn.get(name, (1, 1))[0] > 0 else None, real=True
        )
        for name in question.names
    }
    relations = {names[name]: sympy.sympify(value, names) for name, value in question.computed.items()}
    for component in (0, 1) if question.running else (0,):
        running = {names[name]: names[pair[component]] for name, pair in question.running.items()}
        typed, wanted = (
            sympy.sympify(formula.replace("^", "**"), names).subs(running).subs(relations)
            for formula in (text, question.reference)
        )
        if sympy.simplify(typed - wanted) != 0:
            return False
    return True
