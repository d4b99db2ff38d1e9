"""What the check cells of the reference do in its own kernel: run a question's tests, and tell what they compared.

The engine says that a test fails and what a student reads of it. The author needs the two values too, and wants to know
whether the test passes where it runs beside the notebook's objects.
"""

from __future__ import annotations

import ast
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from IPython.display import display
from otter.test_files import ExceptionTestFile, OKTestFile

MIME = "application/x-emgrade-cases+json"
_LONGEST = 200


def check(path: str, namespace: dict[str, Any]) -> None:
    """Display, as data, each case of a test file: None where it passes, else what it compared."""
    text = Path(path).read_text(encoding="utf-8")
    cases: dict[str, str | None] = {}
    if "OK_FORMAT = False" in text:
        for case in ExceptionTestFile.from_file(path).test_cases:
            try:
                case.body.call_func(namespace)
                cases[case.name] = None
            except Exception as error:
                cases[case.name] = _compared(error, text)
    else:
        tests = OKTestFile.from_file(path)
        tests.run(namespace)
        # The doctest's own message has what was expected and what came.
        cases = {r.test_case.name: None if r.passed else "" for r in tests.test_case_results}
    display({MIME: cases}, raw=True)


def _compared(error: Exception, text: str) -> str:
    """Return the call or the comparison of a test that raised: the function that the test called, with its arguments."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    rows = [row for _, row in traceback.walk_tb(error.__traceback__)]
    own = max(i for i, frame in enumerate(frames) if frame.f_code.co_filename == frames[2].f_code.co_filename)
    if own + 1 < len(frames):
        called = frames[own + 1]
        names = called.f_code.co_varnames[: called.f_code.co_argcount]
        shown = ", ".join(f"{name}={_short(called.f_locals[name])}" for name in names if name in called.f_locals)
        return f"{called.f_code.co_name}({shown})"
    compare = next((n.test for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Assert) and n.lineno == rows[own]), None)
    if isinstance(compare, ast.Compare) and len(compare.comparators) == 1:
        sides = (compare.left, compare.comparators[0])
        return "; ".join(f"{ast.unparse(side)} is {_value(side, frames[own])}" for side in sides)
    return ""


def _value(node: ast.expr, frame: FrameType) -> str:
    return _short(eval(compile(ast.Expression(node), "<test>", "eval"), frame.f_globals, frame.f_locals))


def _short(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
