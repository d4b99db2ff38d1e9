"""Run Otter's public test files without Otter: exception tests and doctests, with Otter's verdicts.

What a test file may hold: https://otter-grader.readthedocs.io/en/latest/test_files/index.html
"""

from __future__ import annotations

import builtins
import contextlib
import doctest
import inspect
import io
import textwrap
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

PASSED, WRONG, UNANSWERED = "passed", "not right yet", "not answered yet"
# Nothing is wrong, and nothing was decided: all points come from hidden tests, and the author says what was looked at.
READABLE = "readable"


@dataclass(frozen=True)
class Case:
    """How one test ended: the sentence for the student, and Otter's account of it for the fold."""

    name: str
    passed: bool
    sentence: str = ""
    details: str = ""
    unanswered: bool = False


@dataclass(frozen=True)
class Outcome:
    """How one question's tests ended."""

    question: str
    cases: tuple[Case, ...]

    @property
    def state(self) -> str:
        """`PASSED`, `UNANSWERED` or `WRONG`."""
        failed = [case for case in self.cases if not case.passed]
        if not failed:
            return PASSED
        return UNANSWERED if any(case.unanswered for case in failed) else WRONG


class _TestCase:
    """Otter's decorator `test_case`, as far as running needs it."""

    def __init__(
        self,
        name: str | None = None,
        points: float | None = None,
        hidden: bool = False,
        success_message: str | None = None,
        failure_message: str | None = None,
    ) -> None:
        self.name, self.success, self.failure = name, success_message, failure_message
        self.function: Any = None

    def __call__(self, function: Any) -> _TestCase:
        self.function = function
        return self


def run(path: Path, names: dict[str, Any]) -> Outcome:
    """Run a test file on the names of a notebook.

    Raises
    ------
    ValueError
        When the file does not say which of Otter's two formats it has.
    """
    source = path.read_text(encoding="utf-8")
    # The test file's own import of Otter finds the decorator above, whether Otter is installed or not.
    found: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": _import}}
    exec(compile(source, str(path), "exec"), found)
    if "OK_FORMAT" not in found:
        raise ValueError(f"{path}: no test file; it does not define OK_FORMAT")
    if found["OK_FORMAT"]:
        spec = found["test"]
        return Outcome(str(spec["name"]), tuple(_doctests(spec, names)))
    tests = [value for value in found.values() if isinstance(value, _TestCase)]
    question = str(found["name"])
    return Outcome(
        question, tuple(_call(question, n, t, names, path, source) for n, t in enumerate(tests, start=1))
    )


def _import(name: str, *rest: Any) -> Any:
    if name == "otter.test_files":
        return SimpleNamespace(test_case=_TestCase)
    return builtins.__import__(name, *rest)


def _call(
    question: str, number: int, test: _TestCase, names: dict[str, Any], path: Path, source: str
) -> Case:
    name = test.name or f"{question} - {number}"
    wanted = inspect.signature(test.function).parameters
    try:
        test.function(**{key: names if key == "env" else names.get(key) for key in wanted})
    except Exception as error:
        lines = [
            frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)
        ]
        line = (lines or [1])[0] or 1
        details = f"Error at line {line} in test {question}:\n  {source.splitlines()[line - 1]}\n"
        kinds = {kind.__name__ for kind in type(error).__mro__}
        said = str(error) if isinstance(error, AssertionError) else f"The check stopped with {_named(error)}."
        # A check of `emkit.check` speaks for itself; a bare assert needs the author's message.
        sentence = said if "Hint" in kinds else test.failure or said or "This test did not pass."
        details += f"{type(error).__name__}: " + str(error).strip("'")  # as Otter words it
        return Case(name, False, sentence, details, "NotAnswered" in kinds)
    return Case(name, True, test.success or "")


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class _Doctests(doctest.DocTestRunner):
    """Keeps the first failure as a sentence that holds what was found, never what was wanted."""

    sentence = ""

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        found = got.strip()
        raised = found.startswith("Traceback")
        self._keep(
            example, f"stopped with {found.splitlines()[-1]}" if raised else f"gives {found or 'nothing'}"
        )
        super().report_failure(out, test, example, got)

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        self._keep(example, f"stopped with {_named(exc_info[1])}")
        super().report_unexpected_exception(out, test, example, exc_info)

    def _keep(self, example: Any, what: str) -> None:
        self.sentence = self.sentence or f"`{example.source.strip()}` {what}."


def _doctests(spec: dict[str, Any], names: dict[str, Any]) -> Iterator[Case]:
    for number, case in enumerate(spec["suites"][0]["cases"], start=1):
        name = case.get("name", f"{spec['name']} - {number}")
        code = textwrap.dedent(case["code"])
        examples = [e for e in doctest.DocTestParser().parse(code, name) if isinstance(e, doctest.Example)]
        runner, account = _Doctests(verbose=False), io.StringIO()
        with contextlib.redirect_stdout(account), contextlib.redirect_stderr(account):
            test = doctest.DocTest(examples, names, name, None, None, code)
            failed = runner.run(test, out=account.write, clear_globs=False).failed
        if failed:
            yield Case(name, False, case.get("failure_message") or runner.sentence, account.getvalue())
        else:
            yield Case(name, True, case.get("success_message") or "")
