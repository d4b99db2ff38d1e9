"""Time the formula checker beside sympy's `simplify`, on the same answers."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from types import FrameType

from emkit.formula import Question, check
from tests.formulas.questions import ALL
from tests.formulas.table import CORRECT, WRONG

# What sympy may take for one answer before it counts as hung.
PATIENCE = 2.0
# `simplify` takes long: it gets every sixteenth answer, and so does the checker for the comparison.
EVERY = 16


def main() -> None:
    """Print medians, 99th percentiles and misjudged answers."""
    answers = list(_answers())
    few = answers[::EVERY]
    for question in {question for _, question, _ in answers}:
        check("0", question)  # the points of a question are drawn once
    print("Typed formulas: one check, in milliseconds\n")
    print(f"{'':32}{'answers':>8}{'median':>9}{'99 %':>9}{'worst':>9}{'misjudged':>11}{'hung':>6}")
    for title, chosen in (
        ("emkit.formula, all", answers),
        ("  correct", [answer for answer in answers if answer[2]]),
        ("  wrong, with diagnosis", [answer for answer in answers if not answer[2]]),
        (f"emkit.formula, every {EVERY}th", few),
    ):
        _row(title, chosen, lambda text, question: check(text, question).correct, repeat=3)
    _simplified("pi_k", answers[0][1])  # sympy takes its time to be imported
    _row(f"sympy simplify, every {EVERY}th", few, _simplified, repeat=1)


def _answers() -> Iterator[tuple[str, Question, bool]]:
    for name in CORRECT:
        question = ALL[name]
        for text in CORRECT[name]:
            yield text, question, True
        for text in WRONG[name]:
            yield text, question, False


def _row(
    title: str,
    answers: list[tuple[str, Question, bool]],
    judge: Callable[[str, Question], bool],
    repeat: int,
) -> None:
    taken, misjudged, hung = [], 0, 0
    for text, question, correct in answers:
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
    print(
        f"{title:32}{len(answers):8}{median(taken):9.3f}{last:9.3f}{max(taken):9.3f}{misjudged:11}{hung:6}",
        flush=True,
    )


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
