"""A light stand-in for `otter` in the student's process: the same calls, and public results only.

Importing the real package takes longer than grading a submission, and the student's process must not hold what reads
tests.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any


class CheckResult:
    """What `grader.check` shows: the summary of the public tests."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    def summary(self, public_only: bool = True) -> str:
        """Return the summary."""
        return self._text


def module(check: Callable[[str], str]) -> ModuleType:
    """Return the module that `import otter` gives.

    Parameters
    ----------
    check : callable
        Has the judge check a question and returns what its public tests say.
    """

    class Notebook:
        """The calls of `otter.Notebook`; those that Otter switches off while grading do nothing here too."""

        _grading_mode = True  # Otter's own mark, which `emkit.notebook` looks for

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        @classmethod
        def init_grading_mode(cls, *args: Any, **kwargs: Any) -> None:
            """Do nothing."""

        def check(self, question: str, global_env: dict[str, Any] | None = None) -> CheckResult:
            """Run the public tests of one question."""
            return CheckResult(check(str(question)))

        def check_all(self) -> None:
            """Do nothing."""

        def export(self, *args: Any, **kwargs: Any) -> None:
            """Do nothing."""

        def to_pdf(self, *args: Any, **kwargs: Any) -> None:
            """Do nothing."""

        def run_plugin(self, *args: Any, **kwargs: Any) -> None:
            """Do nothing."""

        def add_plugin_files(self, *args: Any, **kwargs: Any) -> None:
            """Do nothing."""

    found = ModuleType("otter", "Otter-Grader, as far as a notebook needs it while it is graded.")
    found.__dict__.update({"Notebook": Notebook, "__version__": "7.0.0"})
    return found
