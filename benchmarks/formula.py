"""Time the formula checker beside sympy's `simplify`, on the same answers."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from emkit.formula import Question, check
from tests.formulas.questions import ALL
from tests.formulas.table import CORRECT, WRONG

from .record import here

# What sympy may take for one answer before it counts as hung.
PATIENCE = 2.0
# `simplify` takes long: it gets every sixteenth answer, and so does the checker for the comparison.
EVERY = 16
OURS, THEIRS = f"emkit.formula, every {EVERY}th", f"sympy simplify, every {EVERY}th"
Answer = tuple[str, Question, bool]  # text, question, whether it is right


def main() -> dict[str, dict[str, Any]]:
    """Measure the checker on all answers, and beside sympy on every sixteenth."""
    answers = list(_answers())
    for question in {question for _, question, _ in answers}:
        check("0", question)  # the points of a question are drawn once
    _simplified("pi_k", answers[0][1])  # sympy takes its time to be imported
    rows = {
        "emkit.formula, all": _row(answers, _checked, repeat=3),
        "  correct": _row([one for one in answers if one[2]], _checked, repeat=3),
        "  wrong, with diagnosis": _row([one for one in answers if not one[2]], _checked, repeat=3),
        OURS: _row(answers[::EVERY], _checked, repeat=3),
        THEIRS: _row(answers[::EVERY], _simplified, repeat=1),
    }
    table = Table(title="Typed formulas: one check, in milliseconds", title_justify="left")
    for column in ("", "answers", "median", "99 %", "worst", "misjudged", "hung"):
        table.add_column(column, justify="right" if column else "left")
    for label, row in rows.items():
        table.add_row(label, *(f"{value:.3g}" if value < 1000 else f"{value:.0f}" for value in row.values()))
    Console().print(table)
    ours, theirs = rows["emkit.formula, all"], rows[THEIRS]
    return {
        "formula": {
            "title": f"Typed formulas: {len(answers)} answers, sympy every {EVERY}th",
            **here(),
            "milliseconds": {
                key: [float(f"{row[key]:.2g}") for row in (ours, theirs)] for key in ("median", "99 %")
            },
        }
    }


def _answers() -> Iterator[Answer]:
    for name in CORRECT:
        question = ALL[name]
        for text in CORRECT[name]:
            yield text, question, True
        for text in WRONG[name]:
            yield text, question, False


def _row(answers: list[Answer], judge: Callable[[str, Question], bool], repeat: int) -> dict[str, float]:
    taken, misjudged, hung = [], 0, 0
    for text, question, correct in track(answers, "formulas", transient=True):
        times = []
        for _ in range(repeat):
            start = time.perf_counter()
            try:
                with _limit(PATIENCE):
                    verdict = judge(text, question)
            except TimeoutError:
                verdict = not correct
                hung += 1
            times.append(1e3 * (time.perf_counter() - start))
        taken.append(min(times))
        misjudged += verdict != correct
    last = quantiles(taken, n=100, method="inclusive")[-1]
    return {"answers": len(answers), "median": median(taken), "99 %": last, "worst": max(taken),
            "misjudged": misjudged, "hung": hung}  # fmt: skip


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


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
