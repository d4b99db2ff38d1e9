"""The judge: grades one submission after another, from the file to the result.

The way of one submission: read it (`submission`), start a process for its code (`sandbox`), run the cells one by one
(`remote`), run a question's public tests where the notebook asks for them and hold what its hidden tests will see
(`tests`), seal the notes, run the hidden tests, make the result (`results`).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import random
import resource
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..bundle import Bundle
from ..errors import EngineError, SubmissionError
from ..imports import imports_of, libraries_of
from ..model import Note, NoteKind, Result
from ..printable import printable
from . import results
from .lasting import Lasting
from .remote import adapters
from .remote.session import GRACE, Ran, Session
from .remote.values import ProcessEnded
from .remote.wire import CodecError
from .sandbox import MB, machine_memory, mapped
from .sandbox.process import Sandbox
from .submission import CodeCell, accept
from .tests import Held, Outcome, OutOfTime, Question, judge_clock, load_otter, load_questions, renew_budget

MAX_STARTS = 6  # processes for one submission: a cell that ends its process costs the others a run
MAX_CHECKS = 200  # public tests run so often; further checks repeat the last answer
MAX_NOTES = 12  # of one kind
MORE: dict[NoteKind, str] = {
    "cell error": "More cells stopped with an error.",
    "cell time": "More cells ran too long and were stopped.",
}
# For so long after the start, hidden tests that can wait for the end do. Later a copy costs nothing beside the cells,
# and is safer: should the process end, what waits is computed again.
WAITS_SECONDS = 10.0
TESTS_SECONDS = 90.0  # for tests, beyond the notebook's own time; Gradescope ends a run after ten minutes
LATE_IMPORTS = (
    "numpy.random",
    "encodings.utf_8_sig",
)  # loaded by whoever uses them first


class Judge:
    """Everything that is loaded once for all submissions of one assignment. For a process of its own; to be closed.

    Parameters
    ----------
    bundle : Bundle
        The assignment's autograder.
    sandbox : Sandbox
        Where submissions run; it loads in its own process while this one does. The judge closes it.

    Raises
    ------
    EngineError
        When the tests cannot be loaded.
    """

    def __init__(self, bundle: Bundle, sandbox: Sandbox) -> None:
        self.bundle = bundle
        self.sandbox = sandbox
        try:
            self.otter, configuration = load_otter()
            self.config = configuration(bundle.config)
            for name in (*LATE_IMPORTS, *imports_of(p.read_text("utf-8") for p in bundle.tests.values())):
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
            adapters.load(bundle.adapters, str(bundle.files))
            self.questions = load_questions(bundle, self.otter)
            if any(question.prints for question in self.questions.values()):
                # Libraries set how NumPy prints.
                sandbox.declared.load()
        except BaseException:
            self.sandbox.close()
            raise
        # Students' answers are decoded and compared here: one that asks for more memory costs its own question. A judge
        # that used up the machine's would be ended by the kernel.
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        room = min(2 * bundle.limits.memory_mb * MB, machine_memory() // 2)
        soft = mapped() + room
        resource.setrlimit(
            resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
        )
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)

    def grade(self, path: Path) -> Result:
        """Grade one submission. Whatever goes wrong is in the result's status, never an exception."""
        started = time.monotonic()
        renew_budget()
        try:
            try:
                with judge_clock():
                    submission = accept(path, self.bundle.assignment)
                    run = Run(self, submission.code_cells, submission.extra)
                run.notebook()
                run.hidden()
            finally:
                self.sandbox.end()
            notes = (*results.submission_notes(self.bundle, submission), *run.notes)
            found = results.graded(
                self.bundle, self.otter, self.config, path, run.files, notes, self.sandbox.layers
            )
        except SubmissionError as error:
            found = results.failed(self.bundle, path, str(error), "refused")
        except (OutOfTime, MemoryError) as error:
            what = "too long to read" if isinstance(error, OutOfTime) else "too much memory"
            found = results.failed(self.bundle, path, f"{path.name}: takes {what}", "refused")
        except Exception as error:
            # What Python says of its own mistakes is for whoever mends them; students are shown the reason.
            told = isinstance(error, EngineError | OSError)
            why = (getattr(error, "strerror", None) or error) if told else type(error).__name__
            if not told:
                print(printable(traceback.format_exc()), file=sys.stderr)
            reason = f"{path.name}: the grader failed ({why}); this is no fault of the submission's."
            found = results.failed(self.bundle, path, reason, "fault")
        return replace(found, seconds=time.monotonic() - started)

    def observe(self, path: Path) -> tuple[Result, dict[str, dict[str, str]]]:
        """Grade the solution; return also, per question, the names that its tests read and their kinds.

        At grading time a value of another kind is opaque, so nothing but a function can stand where the solution has a
        function's place, and nothing but plain numbers where it has numbers.
        """
        for question in self.questions.values():
            question.seen.clear()
        found = self.grade(path)
        return found, {name: dict(sorted(q.seen.items())) for name, q in sorted(self.questions.items())}

    def close(self) -> None:
        """End every process and remove every folder."""
        self.sandbox.close()


class Run:
    """One notebook: drives the cells, checks questions where Otter would, and restarts what a cell ended.

    Parameters
    ----------
    judge : Judge
        Holds the tests and the sandbox.
    cells : tuple of CodeCell
        The notebook.
    files : dict
        What was handed in beside it.
    session : Session, optional
        A process that is there already; without it one is started, and restarted where a cell ends it.
    fork : bool
        Whether cells run on after a check, so that hidden tests need a copy of the process.
    lasting : bool
        Whether every cell runs once, in order: no answer is put in the place of another and taken out again.
    """

    def __init__(
        self,
        judge: Judge,
        cells: tuple[CodeCell, ...],
        files: dict[str, bytes],
        session: Session | None = None,
        *,
        fork: bool = True,
        lasting: bool = True,
    ) -> None:
        self.judge = judge
        self._limits = judge.bundle.limits
        self.cells = cells
        self._extra = files
        now = time.monotonic()
        self._until, self._waits = now + self._limits.submission_seconds, now + WAITS_SECONDS
        self._restarts = session is None
        sources = [cell.source for cell in cells]
        self._lasting = Lasting(sources) if lasting else None
        self._libraries = libraries_of(sources, files) if session is None else frozenset()
        self._now = 0  # the number of the cell that runs
        self._late: Session | None = None  # where functions are called that have waited
        self._fork = fork
        self._starts = 0
        # Seconds of each cell, without those of the checks that it asked for: to repeat it takes so long.
        self._took: dict[int, float] = {}
        self._checking = 0.0
        self._ended: set[int] = set()  # cells that ended the process
        self._replaying = False
        self._checks = 0
        self._unseen: set[str] = set()  # questions whose last check did not run
        self._printed = 0
        self._public: dict[str, list[Outcome]] = {}
        self._held: dict[str, Held] = {}
        self._typed: dict[str, dict[str, str]] = {}
        self._summaries: dict[str, str] = {}
        self.files: dict[str, Any] = {}
        self.notes: list[Note] = []
        self.session = session or self._start()
        self.session.on_check = self.check

    @property
    def questions(self) -> dict[str, Question]:
        """The tests of the assignment."""
        return self.judge.questions

    def notebook(self) -> None:
        """Run every cell, then the public tests of what was never checked."""
        self.run_cells(0, len(self.cells))
        self.session.until = self._until + TESTS_SECONDS
        self._now = len(self.cells)
        for name in self.questions:
            self.check_now(name, apart=True)  # one that ends its process takes no other question with it
        if self._printed > self._limits.output_kb * 1000:
            most = self._limits.output_kb
            text = f"The notebook printed {self._printed // 1000:,} kB; more than {most} kB makes it slow to open."
            self.notes.append(Note("output", text))

    def hidden(self) -> None:
        """Run the hidden tests. Whatever a student may read has been written before this begins.

        They run in the order of the assignment, not in that of the checks. A later question's tests may hand over what
        an earlier one's expect, such as an E-step's result to an M-step; files carry that from one copy to another.
        """
        self.session.on_check = lambda question: ""
        order = [info.name for info in self.judge.bundle.questions if info.name in self._public]
        self.files = dict.fromkeys(self._public)  # Otter's results are in the order of the checks
        for name in dict.fromkeys([*order, *self._public]):
            public, held = self._public[name], self._held.pop(name)  # and what it holds, before the next
            if held.environment is not None:
                if held.late:
                    held.environment.session = self._late_copy()
                held.environment.session.until = self._until + TESTS_SECONDS
            self.files[name] = self.questions[name].file(public, self.questions[name].run_hidden(held))
            self.files[name].typed = self._typed[name]
            held.close()
        if self._late is not None:
            self._late.close()

    def _late_copy(self) -> Session:
        """Return the copy for all that waited; another one where an answer has ended it, which costs no other."""
        if self._late is not None and self._late.ended:
            self._late.close()
            self._late = None
        if self._late is None:
            with contextlib.suppress(ProcessEnded):
                self._late = self.session.copy()
        return self._late or self.session

    def run_cells(self, first: int, last: int) -> None:
        """Run cells and the checks that their metadata asks for."""
        for number in range(first, last):
            if time.monotonic() >= self._until:
                where = self._title(number)
                self._note(
                    "time",
                    number,
                    f"The notebook's time was up before {where}; the cells from there on did not run.",
                )
                return
            if (
                self._late is None
                and time.monotonic() >= self._waits
                and any(h.late for h in self._held.values())
            ):
                # Should the process end from now on, there may be no time to compute again what waits in it.
                with contextlib.suppress(ProcessEnded):
                    self._late = self.session.copy()
            if not self._run_cell(number):
                return
            for question in self.cells[number].tests:
                if question in self.questions:
                    self.check(question)
            if self.session.ended and not self._restart(number):  # in one of these checks
                return

    def replay(self, first: int, last: int) -> None:
        """Run cells again. Public tests keep their results; what hidden tests will see is taken anew.

        Raises
        ------
        ProcessEnded
            When the process ends in one of them.
        """
        self._replaying = True
        try:
            for number in range(first, last):
                if number not in self._ended and time.monotonic() < self._until:
                    try:
                        self._execute(number)
                        for question in self.cells[number].tests:
                            if question in self._public:
                                self._hold(question)
                    except ProcessEnded:
                        self._ended.add(number)
                        raise
        finally:
            self._replaying = False

    def check(self, question: str) -> str:
        """Check one question where the notebook asks for it; return what its public tests say.

        Raises
        ------
        LookupError
            When there is no such question.
        """
        if question not in self.questions:
            raise LookupError(question)
        if self._replaying:
            if question in self._public:
                self._hold(question)
            return self._summaries.get(question, "")
        self._checks += 1
        if self._checks > MAX_CHECKS:
            self._unseen.add(question)
            return self._summaries.get(question, "")
        return self._check(question)

    def check_now(self, name: str, *, apart: bool = False) -> None:
        """Check a question that was not checked yet, or not since the checks were used up; in a copy with `apart`."""
        if name in self._public and (name not in self._unseen or self.session.ended):
            return
        copy = None
        if apart:
            with contextlib.suppress(ProcessEnded):
                copy = self.session.copy()
        self._check(name, copy)
        if copy is not None and self._held[name].copy is not copy:
            copy.close()

    def _check(self, name: str, copy: Session | None = None) -> str:
        began = time.monotonic()
        seed = self.judge.config.seed
        if seed is not None and not self.judge.config.seed_variable:
            # In Otter the tests run in the seeded process; here they have random numbers of their own.
            np.random.seed(seed)
            random.seed(seed)
        question = self.questions[name]
        self._public[name] = question.run_public(copy or self.session)
        self._typed[name] = question.typed
        # Hidden cases see what public ones left behind, as in one run of all.
        self._hold(name, None if copy is None or copy.ended else copy)
        self._summaries[name] = str(question.file(self._public[name], []).summary(public_only=True))
        self._checking += time.monotonic() - began
        return self._summaries[name]

    def _hold(self, name: str, copy: Session | None = None) -> None:
        if name in self._held:
            self._held[name].close()
        lasting = self._lasting if time.monotonic() < self._waits else None
        self._held[name] = self.questions[name].hold(
            copy or self.session,
            fork=self._fork and copy is None,
            lasts=lambda names: lasting is not None and lasting.until_the_end(names, self._now),
        )

    def _run_cell(self, number: int) -> bool:
        """Run a cell, and say whether there is a process for the next one."""
        try:
            ran = self._execute(number)
        except ProcessEnded:
            self._ended.add(number)
            why = self.session.ended
            what, place = "ended the process that runs the notebook", len(self.notes)
            goes_on = self._restart(number)
            self._failed(
                "cell ended", number, what, f": {why}.{' The rest ran without it.' if goes_on else ''}"
            )
            self.notes.insert(place, self.notes.pop())  # before what the restart had to say
            return goes_on
        self._printed = max(self._printed, ran.printed)
        if ran.limited and time.monotonic() >= self._until:
            text = f"The notebook's time was up in {self._title(number)}; the cells after it did not run."
            self._note("time", number, text)
            return False
        if ran.limited:
            what = f"ran longer than {self._limits.cell_seconds:g} s and was stopped"
            self._failed("cell time", number, what, ".")
        elif ran.error:
            name, *rest = _shortened(" ".join(ran.error.split()), 160).partition(":")
            self._failed("cell error", number, f"stopped with {name}", "".join(rest))
        return True

    def _execute(self, number: int) -> Ran:
        config = self.judge.config
        self._now = number
        seed = None if config.seed is None else {"value": config.seed, "variable": config.seed_variable}
        began, checking = time.monotonic(), self._checking
        seconds = max(0.1, min(self._limits.cell_seconds, self._until - began))
        try:
            return self.session.run(self.cells[number].source, seconds, seed)
        except CodecError:
            return Ran(False, "ValueError: the cell is larger than 4 MB", 0)
        finally:
            self._took[number] = time.monotonic() - began - (self._checking - checking)

    def _restart(self, number: int) -> bool:
        """Start anew and repeat the cells up to `number`, without those that ended a process.

        After the last start, and where there is no time to repeat the cells, nothing is swept away: what was held for
        the questions checked so far still counts. What waited in the process that has ended is held by a copy from now
        on, and gets the time to be computed once more.
        """
        if self._lasting is not None:
            self._lasting = None
            self._until = max(self._until, time.monotonic() + 2 * WAITS_SECONDS)
        while self._restarts and self._starts < MAX_STARTS:
            again = sum(self._took[n] for n in self._took.keys() - self._ended if n <= number)
            if time.monotonic() + again >= self._until:
                where = self._title(number)
                text = (
                    f"There was no time to repeat the cells before {where}; the cells after it did not run."
                )
                self._note("time", number, text)
                return False
            if self._late is not None:
                self._late.close()
                self._late = None
            self.judge.sandbox.end()
            self.session = self._start()
            self.session.on_check = self.check
            try:
                self.replay(0, number + 1)
                return True
            except ProcessEnded:
                continue
        if self._restarts:
            where = self._title(number)
            text = f"The notebook's process ended {self._starts} times; the cells after {where} did not run."
            self._note("cell ended", number, text)
        return False

    def _start(self) -> Session:
        self._starts += 1
        return self.judge.sandbox.start(
            self._limits,
            self._extra,
            self._until + GRACE,  # a cell is stopped before its process is given up
            copies=len(self.questions) + 1,  # what is held, and what waits together
            libraries=self._libraries,
        )

    def _failed(self, kind: NoteKind, number: int, what: str, rest: str) -> None:
        """Note how a cell failed: what is equal for equal failures, and the rest of the sentence."""
        self._note(kind, number, f"{self._title(number)} {what}{rest}", self._first_line(number), what)

    def _note(self, kind: NoteKind, number: int, text: str, code: str = "", what: str = "") -> None:
        note = Note(kind, text, number + 1, code, what)
        if kind in MORE and sum(one.kind == kind for one in self.notes) >= MAX_NOTES:
            note = Note(kind, MORE[kind])
        if note not in self.notes:
            self.notes.append(note)

    def _title(self, number: int) -> str:
        return f"Code cell {number + 1} (`{self._first_line(number)}`)"

    def _first_line(self, number: int) -> str:
        lines = (line.strip() for line in self.cells[number].source.splitlines())
        return _shortened(next((line for line in lines if line and not line.startswith("#")), ""), 40)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
