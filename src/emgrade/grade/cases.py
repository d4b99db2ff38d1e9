"""Run Otter's test files against a session: public cases in the student's process, hidden ones in a copy of it."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import EngineError
from .environment import Environment
from .proxies import ProcessEnded
from .session import Session

_FAILED = "❌ Test case failed\n"


class Checker:
    """The tests of an assignment.

    Parameters
    ----------
    test_files : module
        `otter.test_files`.
    paths : dict
        Question -> test file.
    kinds : dict
        Question -> name -> kind, as the solution has them.
    """

    def __init__(
        self, test_files: ModuleType, paths: dict[str, Path], kinds: dict[str, dict[str, str]]
    ) -> None:
        self._otter = test_files
        self._files = {name: self._load(path) for name, path in paths.items()}
        self._kinds = kinds
        self.only: frozenset[str] = frozenset(paths)
        self.seen: dict[str, dict[str, str]] = {}

    @property
    def questions(self) -> list[str]:
        """The questions that have tests, in Otter's order."""
        return [name for name in self._files if name in self.only]

    def run(self, question: str, session: Session) -> Any:
        """Run all cases of a question and return the test file with its results."""
        file = self._load_again(self._files[question])
        cases = list(file.test_cases)
        public = self._group(file, question, [c for c in cases if not c.hidden], session)
        hidden = self._hidden(file, question, [c for c in cases if c.hidden], session)
        # Back to the order of the file.
        left = {True: iter(hidden), False: iter(public)}
        file.test_cases, file.test_case_results = cases, [next(left[c.hidden]) for c in cases]
        return file

    def _hidden(self, file: Any, question: str, cases: list[Any], session: Session) -> list[Any]:
        """Run hidden cases where nothing of them stays in the student's process.

        Where they read plain data only, nothing is sent there at all; where they call functions, a forked copy answers.
        """
        if not cases:
            return []
        names, kinds = _names(cases), self._kinds.get(question, {})
        try:
            if _binds_all(cases) and "function" not in map(kinds.get, names):
                functions = session.functions
                environment = self._environment(question, session, names)
                if session.functions == functions:
                    return self._group(file, question, cases, session, environment)
            copy = session.copy()
        except ProcessEnded as ended:
            return self._all_failed(cases, ended)
        try:
            return self._group(file, question, cases, copy)
        finally:
            copy.close()
            session.end_copy()

    def _environment(self, question: str, session: Session, names: list[str]) -> Environment:
        environment = Environment(session, self._kinds.get(question, {}))
        environment.fetch(names)
        return environment

    def _group(
        self,
        file: Any,
        question: str,
        cases: list[Any],
        session: Session,
        environment: Environment | None = None,
    ) -> list[Any]:
        file.test_cases = cases
        try:
            environment = environment or self._environment(question, session, _names(cases))
        except ProcessEnded as ended:
            return self._all_failed(cases, ended)
        try:
            file.run(environment)
        finally:
            session.forget_callbacks()
            self.seen.setdefault(question, {}).update(environment.kinds)
        results: list[Any] = file.test_case_results
        return results

    def _all_failed(self, cases: list[Any], ended: ProcessEnded) -> list[Any]:
        message = f"{_FAILED}{str(ended)[:1].upper()}{str(ended)[1:]}"
        return [self._otter.TestCaseResult(test_case=case, message=message, passed=False) for case in cases]

    def _load(self, path: Path) -> Any:
        settings: dict[str, Any] = {}
        try:
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), settings)
            kind = self._otter.OKTestFile if settings["OK_FORMAT"] else self._otter.ExceptionTestFile
            file = kind.from_file(str(path))
        except Exception as error:
            raise EngineError(f"{path}: not a test file ({type(error).__name__}: {error})") from None
        # Otter names test files as the notebook sees them.
        file.path = f"./tests/{path.name}"
        for case in file.test_cases:
            if function := getattr(case.body, "test_func", None):
                # Otter and `_parameters` look at it in every run; now it need not be worked out again.
                function.__signature__ = inspect.signature(function)
        return file

    @staticmethod
    def _load_again(file: Any) -> Any:
        again = type(file)(file.name, file.path, list(file.test_cases), all_or_nothing=file.all_or_nothing)
        if hasattr(file, "source"):
            again.source = file.source
        return again


def _parameters(case: Any) -> list[str] | None:
    """Return the names that a case binds as arguments; None for a doctest, which may read any."""
    function = getattr(case.body, "test_func", None)
    return None if function is None else list(inspect.signature(function).parameters)


def _names(cases: list[Any]) -> list[str]:
    """Return the names to fetch in one go."""
    found = [name for case in cases for name in _parameters(case) or () if name != "env"]
    return list(dict.fromkeys(found))


def _binds_all(cases: list[Any]) -> bool:
    """Whether cases read nothing but what they bind."""
    return all((names := _parameters(case)) is not None and "env" not in names for case in cases)
