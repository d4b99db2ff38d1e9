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
    """Display, as data, a list with an entry for each case of a test file: None if it passes, else what it compared."""
    text = Path(path).read_text(encoding="utf-8")
    cases: list[str | None] = []
    if "OK_FORMAT = False" in text:
        for case in ExceptionTestFile.from_file(path).test_cases:
            try:
                case.body.call_func(namespace)
                cases.append(None)
            except Exception as error:
                cases.append(_compared(error, text))
    else:
        tests = OKTestFile.from_file(path)
        tests.run(namespace)
        # The doctest's own message has what was expected and what came.
        cases = [None if result.passed else "" for result in tests.test_case_results]
    display({MIME: cases}, raw=True)  # type: ignore[no-untyped-call]


def _compared(error: Exception, text: str) -> str:
    """Return what a test did when it raised: the function that it called, with arguments, or its comparison."""
    steps = list(traceback.walk_tb(error.__traceback__))[2:]  # behind `check` and Otter's `call_func`
    file = steps[0][0].f_code.co_filename
    own = max(number for number, (frame, _) in enumerate(steps) if frame.f_code.co_filename == file)
    frame, row = steps[own]
    if own + 1 < len(steps):
        called = steps[own + 1][0]
        names = called.f_code.co_varnames[: called.f_code.co_argcount]
        values = (f"{name}={_short(called.f_locals[name])}" for name in names if name in called.f_locals)
        return f"{called.f_code.co_name}({', '.join(values)})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assert) and node.lineno == row and isinstance(node.test, ast.Compare):
            sides = (node.test.left, *node.test.comparators)
            return "; ".join(f"{ast.unparse(side)} is {_value(side, frame)}" for side in sides)
    return ""


def _value(node: ast.expr, frame: FrameType) -> str:
    # One namespace: a generator inside of the expression sees no locals of `eval`.
    names = {**frame.f_globals, **frame.f_locals}
    try:
        return _short(eval(compile(ast.Expression(node), "<test>", "eval"), names))
    except Exception as error:  # it was computed once, and may not be a second time
        return f"no longer there ({type(error).__name__})"


def _short(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
