"""Run a notebook as its author would, in a process of its own without isolation, and watch it.

The isolated engine tells how a notebook is graded. This tells what the author sees: a cell that fails, a warning, the
time each cell takes. It also tries answers for assignments that chose `engine: otter`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from ..book import CHECK, Book
from ..build import Versions
from ..build.otter import write_tree
from ..bundle import Limits
from ..errors import EngineError
from ..model import CaseResult, QuestionResult, Result
from .bench import Answers, Tick


@dataclass
class Watched:
    """What was seen of one run: per cell its errors, warnings and seconds; per question its result."""

    questions: dict[str, QuestionResult] = field(default_factory=dict)
    trials: dict[str, list[QuestionResult]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    warnings: dict[int, list[str]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)


class PlainBench:
    """Runs notebooks of one assignment in processes without isolation.

    Parameters
    ----------
    bundle : Versions
        The built assignment.
    jobs : int
        How many answers are tried at a time.
    limits : Limits
        The assignment's limits, of which `cell_seconds` holds for one trial.
    seed : int, optional
        What the random number generators are set to before each cell.
    """

    name = "otter"

    def __init__(self, bundle: Versions, jobs: int, limits: Limits, seed: int | None) -> None:
        self._bundle = bundle
        self._jobs = jobs
        self._settings = {"jobs": jobs, "seconds": limits.cell_seconds, "seed": seed}

    def grade(self, notebooks: Sequence[nbformat.NotebookNode]) -> list[Result]:
        """Grade whole notebooks, in their order."""
        with ThreadPoolExecutor(self._jobs) as pool:
            return [_result(seen.questions.values()) for seen in pool.map(self.watch, notebooks)]

    def try_answers(self, book: Book, answers: Answers, tick: Tick, *, rest: bool) -> dict[str, list[Result]]:
        """Run the reference once; at each answer cell, run every other answer in a forked copy."""
        if not rest:
            tried = self._run(book.notebook, book, answers, tick).trials
            return {name: [_result([graded]) for graded in tried.get(name, [])] for name in answers}
        found: dict[str, list[Result]] = {}
        for name, codes in answers.items():
            found[name] = self.grade([book.with_answer(name, code) for code in codes])
            for _ in codes:
                tick()
        return found

    def watch(self, notebook: nbformat.NotebookNode) -> Watched:
        """Run a notebook and return everything that was seen."""
        return self._run(notebook, None, {}, lambda: None)

    def _run(
        self,
        notebook: nbformat.NotebookNode,
        book: Book | None,
        answers: Answers,
        tick: Tick,
    ) -> Watched:
        with tempfile.TemporaryDirectory(prefix="emgrade-check-") as scratch:
            work = Path(scratch)
            write_tree(
                {p: d for p, d in self._bundle.solutions.items() if not p.startswith("tests/")}, work / "nb"
            )
            write_tree({p: d for p, d in self._bundle.autograder.items() if p.startswith("tests/")}, work)
            job = {**self._settings, "tests": str(work / "tests"), "cells": _cells(notebook, book, answers)}
            (work / "job.json").write_text(json.dumps(job), encoding="utf-8")
            return self._listen(work, tick)

    def _listen(self, work: Path, tick: Tick) -> Watched:
        command = [sys.executable, "-m", "emgrade.prove.watcher", str(work / "job.json")]
        environment = {**os.environ, "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        seen = Watched()
        with (
            (work / "stderr").open("w+") as errors,
            subprocess.Popen(
                command, cwd=work / "nb", stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
            ) as process,
        ):
            for row in process.stdout or ():
                event = json.loads(row)
                _note(seen, event)
                if event["ev"] == "trial":
                    tick()
            if process.wait():
                errors.seek(0)
                last = (errors.read().strip().splitlines() or ["no message"])[-1]
                raise EngineError(f"the run of the reference broke off: {last}")
        return seen


def _cells(notebook: nbformat.NotebookNode, book: Book | None, answers: Answers) -> list[dict[str, Any]]:
    """Name what the watcher has to do, cell by cell; cells that only Otter needs are left out."""
    steps: list[dict[str, Any]] = []
    starts = {p.answer[0]: q for q, p in book.places.items() if p.answer} if book else {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        if index in starts and answers.get(starts[index]):
            steps.append({"do": "try", "question": starts[index], "codes": list(answers[starts[index]])})
        if match := CHECK.search(cell.source):
            steps.append({"do": "check", "question": match[1], "cell": index})
        elif "otter.Notebook(" not in cell.source and "grader.export(" not in cell.source:
            steps.append({"do": "run", "source": cell.source, "cell": index})
    return steps


def _note(seen: Watched, event: dict[str, Any]) -> None:
    if event["ev"] == "trial":
        seen.trials.setdefault(event["question"], []).append(_question(event))
        return
    cell = event["cell"]
    seen.seconds[cell] = event["seconds"]
    if event.get("error"):
        seen.errors[cell] = event["error"]
    if event["warnings"]:
        seen.warnings[cell] = event["warnings"]
    if event["ev"] == "check":
        seen.questions[event["question"]] = _question(event)


def _result(questions: Iterable[QuestionResult]) -> Result:
    return Result("", "", "", tuple(questions))


def _question(event: dict[str, Any]) -> QuestionResult:
    cases = tuple(CaseResult(**case) for case in event["cases"])
    return QuestionResult(event["question"], event["score"], event["possible"], cases)
