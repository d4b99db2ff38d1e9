"""The table of promises in `docs/security.md`, made from the tests: `python -m tests.emgrade.grade.promises` writes it.

A promise is named by the tests that hold the engine to it: in the head of an attack, or by `@holds` on a test function. So
the page cannot promise what nothing tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "security.md"
WITHOUT = {
    "separate processes": "there is no engine without them",
    "hidden tests last": "there is no engine without it",
    "held copies": "the questions that a check had graded are run on the last state",
    "own user": "Landlock is the main layer; modes, sockets and limits of others are held back by the filter",
    "own user with a closed folder, or file access": "root: the grader refuses to grade where one is missing and the other does not close the course; others: reported in every result",
    "own user, or file access": "the other one holds; without both it says so in every result",
    "own user, system calls": "the other one holds; signals to the grader need Landlock 6",
    "file access": "with an own user the course must be closed to others, or nothing is graded",
    "shared memory, file access": "/dev/shm is out of reach; with an own user what is left in open folders is removed; without both, reported in every result",
    "system calls": "reported in every result; sockets and modes are open then",
    "resource limits, reaper": "reported in every result",
    "clocks and resource limits": "the judge gives the process up after five times the limit",
    "reaper": "reported; Linux only",
    "any": "holds without any layer",
}


def promises() -> dict[str, tuple[str, list[str]]]:
    """Return promise -> the layers that it needs, and the tests that hold the engine to it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for path in sorted((HERE / "attacks").glob("*.py")):
        head = path.read_text(encoding="utf-8")
        promise = re.search(r"^# promise: (.+)$", head, re.MULTILINE)
        layers = re.search(r"^# layers: (.+)$", head, re.MULTILINE)
        assert promise, f"{path.name} does not say what it tests"
        assert layers, f"{path.name} does not say what keeps it out"
        found.setdefault(promise[1], (layers[1], []))[1].append(f"attacks/{path.name}")
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "holds":
                    promise_text, layer = (ast.literal_eval(argument) for argument in call.args)
                    found.setdefault(promise_text, (layer, []))[1].append(node.name)
    return found


def table() -> str:
    """Return the table as Markdown."""
    rows = ["| promise | needs | without it | tested by |", "| --- | --- | --- | --- |"]
    for promise, (layers, tests) in sorted(promises().items()):
        rows.append(f"| {promise} | {layers} | {WITHOUT[layers]} | {', '.join(f'`{t}`' for t in tests)} |")
    return "\n".join(rows)


def page(text: str) -> str:
    """Return the page with the table that the tests give."""
    return re.sub(r"(?s)(## Promises\n\n).*?(\n\n## )", lambda m: m[1] + table() + m[2], text)


def holds(promise: str, layers: str) -> Callable[[T], T]:
    """Mark a test with the promise that it holds the engine to."""
    return lambda test: test


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
