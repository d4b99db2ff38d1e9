"""Try many answers on top of one run of the reference, each in a forked copy of its process."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from ..errors import EngineError
from ..model import Result
from ..notebook import Place, find_places
from . import results
from .judge import Judge, Run
from .remote.values import ProcessEnded
from .submission import CodeCell, accept
from .tests import renew_budget

SHARE = 0.4  # of the submission's time; what is left lets the last trial end


def try_answers(
    judge: Judge, path: Path, answers: list[tuple[str, str]], *, rest: bool, mend: bool
) -> list[Result]:
    """Return one result per answer, for as many as a good part of the submission's time allows; at least for one.

    Parameters
    ----------
    judge : Judge
        Of the assignment.
    path : Path
        A notebook with the reference answers.
    answers : list of (question, code)
        In the order of the notebook. The code takes the place of the question's answer cell, the code cell before the
        one that checks it.
    rest : bool
        Whether the rest of the notebook is graded too; otherwise a result holds this question alone.
    mend : bool
        Whether the reference answer is put back before the rest.

    Raises
    ------
    EngineError, SubmissionError
        When the notebook does not check a question, or cannot be read.
    """
    submission = accept(path, judge.bundle.assignment)
    cells = submission.code_cells
    enough = time.monotonic() + SHARE * judge.bundle.limits.submission_seconds
    marked = [number for number, cell in enumerate(cells) if cell.answer]
    places = find_places([cell.source for cell in cells], marked, [cell.tests for cell in cells])
    found: list[Result] = []
    try:
        reference = Run(judge, cells, submission.extra)
        reached = 0
        for question, code in answers:
            place = places.get(question)
            if place is None or not place.answer:
                raise EngineError(
                    f"No cell of the notebook checks {question}, or no answer stands before it."
                )
            answer = place.answer[0]
            try:
                reference.replay(reached, answer)
            except ProcessEnded as ended:
                raise EngineError(f"the reference answers end the process: {ended}") from None
            reached = max(reached, answer)
            found.append(_tried(reference, places, question, code, rest=rest, mend=mend))
            if time.monotonic() > enough:
                break
        return found
    finally:
        judge.sandbox.end()


def _tried(
    reference: Run, places: dict[str, Place], question: str, code: str, *, rest: bool, mend: bool
) -> Result:
    started = time.monotonic()
    renew_budget()
    judge, cells = reference.judge, reference.cells
    answer, check = places[question].answer, places[question].check
    other = {number: CodeCell("") for number in answer} | {answer[0]: CodeCell(code)}
    changed = tuple(other.get(number, cell) for number, cell in enumerate(cells))
    # With one question to check, the trial's own process may serve its hidden tests: nothing runs in it afterwards.
    trial = Run(judge, changed, {}, reference.session.copy(), fork=rest, lasting=rest and not mend)
    wanted = {question}
    if rest:
        wanted |= {name for name in trial.questions if name not in places or places[name].check > check}
    try:
        with contextlib.suppress(ProcessEnded):
            trial.run_cells(answer[0], check + 1)
            if rest:
                trial.check_now(question)
                if mend:
                    trial.cells = cells
                    trial.replay(answer[0], answer[-1] + 1)
                trial.run_cells(check + 1, len(cells))
        for name in trial.questions:
            if name in wanted:
                trial.check_now(name)
        trial.hidden()
    finally:
        trial.session.close()
    found = results.question_results(judge.bundle, trial.files)
    return Result(
        submission=question,
        assignment=judge.bundle.assignment,
        stamp=judge.bundle.stamp,
        questions=found,
        notes=tuple(trial.notes),
        seconds=time.monotonic() - started,
    )
