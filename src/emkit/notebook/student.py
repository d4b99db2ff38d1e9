"""What `grader` is on a student's machine: `check`, `check_all` and `export` with Otter's signatures and verdicts."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from . import colab, fresh, handin, machine
from .card import Card, show
from .run import PASSED, READABLE, UNANSWERED, WRONG, Outcome, run


class StudentNotebook:
    """The checks of one assignment.

    Parameters
    ----------
    nb_path : str or None
        The notebook's file name; see `machine.locate`.
    tests_dir : str
        The folder of public tests.
    names : dict
        The notebook's names.
    """

    quiet = False  # nobody looks: the first cell says nothing, `check_all` and `export` do nothing

    def __init__(self, nb_path: str | None, tests_dir: str, names: dict[str, Any]) -> None:
        # Where the first cell runs: a later os.chdir moves nothing.
        self._folder = Path.cwd()
        self._tests = self._folder / tests_dir
        self._given, self._names = nb_path, names
        path = machine.locate(nb_path, names)
        self._path = self._folder / path
        file = Path("handout.json")
        self._handout = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        # The first cell may run again: what ran and was checked before it stays so.
        before = next((value for value in names.values() if isinstance(value, StudentNotebook)), None)
        self._watch: handin.Watch = before._watch if before else handin.Watch()
        self.outcomes: dict[str, Outcome] = before.outcomes if before else {}
        if self.quiet:
            return
        if "get_ipython" in names and not before:
            names["get_ipython"]().events.register("pre_run_cell", self._watch)
        wrong = list(machine.complaints(self._handout, path, Path(tests_dir)))
        python = ".".join(map(str, sys.version_info[:3]))
        ready = f"Ready: {self._path.stem}, version {self._handout.get('stamp', 'unknown')}, Python {python}."
        show(Card(WRONG, "This machine is not ready", wrong) if wrong else Card(PASSED, ready))

    def check(self, question: str, global_env: dict[str, Any] | None = None) -> Card:
        """Run the public tests of a question on the notebook's names.

        Raises
        ------
        FileNotFoundError
            When there is no such question.
        """
        outcome = self._run(question, sys._getframe(1).f_globals if global_env is None else global_env)
        failed = [case for case in outcome.cases if not case.passed]
        lines = [case.sentence for case in failed or outcome.cases if case.sentence]
        details = "\n\n".join(case.details for case in failed if case.details)
        state = self._state(question)
        if state == READABLE:  # the author's first sentence says what was looked at
            title, _, rest = lines[0].partition(". ")
            return Card(state, f"{question}: {title.rstrip('.')}", [rest, *lines[1:]] if rest else lines[1:])
        if state == UNANSWERED:
            lines, details = lines[:1], ""
        later = self._points(question)[1]
        if later and not failed and not lines:  # an author's own words come first
            lines.append(f"{_points(later)} decided when it is graded.")
        return Card(state, f"{question}: {state}", lines, details)

    def check_all(self) -> Card | None:
        """Run all public tests, and show a table of all questions."""
        if self.quiet:
            return None
        self.outcomes.clear()
        return self._table(self.states(sys._getframe(1).f_globals))

    def export(
        self,
        nb_path: str | None = None,
        export_path: str | None = None,
        pdf: bool = True,
        filtering: bool = True,
        pagebreaks: bool = True,
        files: list[str] | None = None,
        display_link: bool = True,
        force_save: bool = False,
        run_tests: bool = False,
        ignore_log: bool = False,
    ) -> Card | None:
        """Write the zip to hand in, unless it would hold something else than what was run.

        Parameters are Otter's. `files` are added to the zip, `run_tests` runs the saved notebook from the top; no PDF
        is made.
        """
        if self.quiet:
            return None
        try:
            return self._export(nb_path, export_path, files or [], display_link, run_tests)
        except handin.NotSubmittable as reason:
            return Card(WRONG, "No zip was written", str(reason).split("\n"))

    def states(self, names: dict[str, Any]) -> dict[str, str]:
        """Return question -> state of all questions with tests; those not checked yet are checked now."""
        for question in self._automatic():
            if question not in self.outcomes:
                self._run(question, names)
        return {question: self._state(question) for question in self._automatic()}

    def _state(self, question: str) -> str:
        outcome = self.outcomes[question]
        form = not self._points(question)[0] and any(case.sentence for case in outcome.cases)
        return READABLE if form and outcome.state == PASSED else outcome.state

    def _run(self, question: str, names: dict[str, Any]) -> Outcome:
        path = self._tests / f"{question}.py"
        if not path.is_file():
            raise FileNotFoundError(
                f"Test {question} does not exist: there is no {path.name} in {self._tests}."
            )
        self.outcomes[question] = run(path, names)
        return self.outcomes[question]

    def _questions(self) -> list[dict[str, Any]]:
        """The questions as `handout.json` lists them, else one for each test file."""
        files = [
            {"name": path.stem, "points": 0, "manual": False} for path in sorted(self._tests.glob("*.py"))
        ]
        found: list[dict[str, Any]] = self._handout.get("questions", files)
        return found

    def _automatic(self) -> list[str]:
        return [q["name"] for q in self._questions() if not q["manual"]]

    def _points(self, question: str) -> tuple[float, float]:
        """Points that the public tests give, and points that are decided when it is graded."""
        found = next((q for q in self._questions() if q["name"] == question), {})
        here = sum(found.get("here", ()))
        return here, found.get("points", 0) - here

    def _table(self, states: dict[str, str]) -> Card:
        rows = [("question", "check", "points checked here", "points decided later")]
        earned = total = later = 0.0
        for q in self._questions():
            here, rest = self._points(q["name"])
            cases = self.outcomes[q["name"]].cases if q["name"] in states else ()
            got = sum(points for points, case in zip(q.get("here", ()), cases, strict=False) if case.passed)
            state = states.get(q["name"], "graded by a person")
            rows.append(
                (q["name"], state, f"{got:g} of {here:g}" if here else "", f"{rest:g}" if rest else "")
            )
            earned, total, later = earned + got, total + here, later + rest
        rows.append(("all", self._answered(states), f"{earned:g} of {total:g}", f"{later:g}"))
        done = all(state in (PASSED, READABLE) for state in states.values())
        return Card(PASSED if done else "note", "All checks", rows=rows)

    def _export(
        self, nb_path: str | None, export_path: str | None, files: list[str], link: bool, run_tests: bool
    ) -> Card:
        if not self._path.is_file():  # renamed since
            self._path = machine.locate(self._given, self._names, self._folder)
        path = Path(nb_path) if nb_path else self._path
        shown = colab.notebook()
        data, saved = (json.dumps(shown).encode(), time.time()) if shown else _file(path)
        at = time.strftime("%H:%M", time.localtime(saved))
        book = handin.read(data, path.name)
        name = book.get("metadata", {}).get("emgrade", {}).get("assignment", path.stem)
        if name != self._handout.get("assignment", name):
            raise handin.NotSubmittable(
                f"`{path.name}` is a notebook of {name}, not of {self._handout['assignment']}."
            )
        lost = handin.unsaved(book, self._watch.ran, saved)
        if lost:
            late = f"The file `{path.name}` on the disk is from {at}. Save the notebook, then run this cell again."
            raise handin.NotSubmittable("\n".join([*lost, late]))
        target = export_path or f"{name}_{time.strftime('%Y_%m_%dT%H_%M_%S')}.zip"
        written = Path(target) if export_path else self._folder / target
        receipt = handin.write(written, f"{name}.ipynb", data, book, [Path(file) for file in files])
        lines = [f"Hand in `{target}`. It holds `{path.name}` as of {at}.", str(receipt)]
        lines += [
            f"`{file}` is not there, so it is not in the zip." for file in files if not Path(file).exists()
        ]
        states = {q: self._state(q) for q in self._automatic() if q in self.outcomes}
        if run_tests:
            print("Running the saved notebook from the top ...")
            found = fresh.run(path, data, self._folder)
            lines += [f"Run from the top: {found['error']}"] if found.get("error") else []
            other = [q for q, state in found.get("states", {}).items() if states.get(q, state) != state]
            if other:
                lines.append(
                    f"{', '.join(other)}: not as in this window when the notebook runs from the top."
                )
            states = found.get("states") or states
        lines += [f"{self._answered(states)}.", *handin.warnings(book, self._watch.ran, self._questions())]
        if link and shown:
            colab.download(str(written))
        return Card(PASSED, "Your zip is ready", lines, link=target if link and not shown else "")

    def _answered(self, states: dict[str, str]) -> str:
        found = [state for state in states.values() if state != UNANSWERED]
        passed, readable = found.count(PASSED), found.count(READABLE)
        rest = f", {readable} readable" if readable else ""
        checks = "check passes" if passed == 1 else "checks pass"
        return f"{len(found)} of {len(self._automatic())} answered, {passed} {checks}{rest}"


def _file(path: Path) -> tuple[bytes, float]:
    if not path.is_file():
        raise handin.NotSubmittable(f"There is no `{path.name}` in `{path.resolve().parent}`.")
    return path.read_bytes(), path.stat().st_mtime


def _points(number: float) -> str:
    return f"{number:g} point is" if number == 1 else f"{number:g} points are"
