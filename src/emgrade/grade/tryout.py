"""Try many answers on top of one run of the reference, each in a forked copy of its process."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from ..errors import EngineError
from ..model import Result
from . import results
from .cases import Checker
from .job import Bench, make_judge, seed_of
from .judge import Judge
from .process import Place
from .proxies import ProcessEnded
from .session import Session
from .submission import CodeCell, accept

SHARE = 0.4  # of the submission's time; what is left lets the last trial end


def try_answers(
    bench: Bench, place: Place, path: Path, answers: list[tuple[str, str]], *, rest: bool
) -> list[Result]:
    """Return one result per answer, for as many as a good part of the submission's time allows; at least for one.

    Parameters
    ----------
    bench, place
        What grades, and where.
    path : Path
        A notebook with the reference answers.
    answers : list of (question, code)
        In the order of the notebook. The code takes the place of the question's answer cell, the code cell before the
        one that checks it.
    rest : bool
        Whether the reference answer is put back afterwards and the rest of the notebook graded too; otherwise a result
        holds this question alone.
    """
    submission = accept(path, bench.bundle.assignment)
    cells = submission.code_cells
    enough = time.monotonic() + SHARE * bench.bundle.limits.submission_seconds
    judge = make_judge(bench, place, submission)
    found: list[Result] = []
    reached = 0
    try:
        for question, code in answers:
            answer, check = find_answer(cells, question)
            judge.replay(reached, answer)
            reached = max(reached, answer)
            found.append(_tried(bench, judge, cells, (answer, check), question, code, rest=rest))
            if time.monotonic() > enough:
                break
        return found
    finally:
        judge.student.end()


def find_answer(cells: tuple[CodeCell, ...], question: str) -> tuple[int, int]:
    """Return the numbers of a question's answer cell and of the cell that checks it.

    Raises
    ------
    EngineError
        When no cell checks the question, or none stands before it.
    """
    pattern = re.compile(rf"\.check\(\s*[\"']{re.escape(question)}[\"']")
    for number, cell in enumerate(cells):
        if pattern.search(cell.source) or question in cell.tests:
            if number == 0:
                break
            return number - 1, number
    raise EngineError(f"No cell of the notebook checks {question}, or no answer stands before it.")


@dataclass(slots=True)
class _Copy:
    """Stands for the student's process in a trial: a copy that is killed afterwards."""

    session: Session

    def end(self) -> None:
        self.session.close()


class _Trial(Judge):
    """A judge on a copy. What ends the copy ends the trial; the questions it touched have lost."""

    def _restart(self, number: int) -> None:
        raise ProcessEnded


def _tried(
    bench: Bench,
    judge: Judge,
    cells: tuple[CodeCell, ...],
    place: tuple[int, int],
    question: str,
    code: str,
    *,
    rest: bool,
) -> Result:
    started = time.monotonic()
    answer, check = place
    limits = bench.bundle.limits
    changed = (*cells[:answer], CodeCell(code), *cells[answer + 1 :])
    trial = _Trial(
        lambda: _Copy(judge.student.session.copy()),
        bench.checker,
        changed,
        cell_seconds=limits.cell_seconds,
        until=time.monotonic() + limits.submission_seconds,
        seed=seed_of(bench),
    )
    try:
        _run(trial, bench.checker, cells, (answer, check), question, rest=rest)
    finally:
        trial.student.end()
        judge.student.session.end_copy()
    return Result(
        submission=question,
        assignment=bench.bundle.assignment,
        stamp=bench.bundle.stamp,
        questions=results.question_results(bench.bundle, trial.results),
        notes=tuple(trial.notes),
        seconds=time.monotonic() - started,
    )


def _run(
    trial: Judge,
    checker: Checker,
    cells: tuple[CodeCell, ...],
    place: tuple[int, int],
    question: str,
    *,
    rest: bool,
) -> None:
    answer, check = place
    try:
        trial.run_cells(answer, check + 1)
        if question not in trial.results:
            trial.check(question)
        if rest:
            trial.cells = cells
            trial.replay(answer, answer + 1)
            trial.run_cells(check + 1, len(cells))
    except ProcessEnded:
        pass
    wanted = checker.questions if rest else [question]
    for name in wanted:
        if name not in trial.results and (name == question or _stands_after(cells, name, check)):
            trial.check(name)


def _stands_after(cells: tuple[CodeCell, ...], question: str, check: int) -> bool:
    try:
        return find_answer(cells, question)[1] > check
    except EngineError:
        return True
