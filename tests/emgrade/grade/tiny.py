"""A bundle of four questions, and notebooks for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

SECRET = 41.628473  # what the hidden test of `answer` expects; it must never be seen by a student

HEAD = """from otter.test_files import test_case

OK_FORMAT = False

name = "{name}"
points = None
"""

TESTS = {
    "q1": """
@test_case(points=0, hidden=False)
def test_public(double):
    from emkit.check import call, close
    close("double", call("double", double, 2.0), 4.0)

@test_case(points=2, hidden=True)
def test_hidden(double):
    from emkit.check import call, close
    close("double", call("double", double, 20.5), 41.0)
""",
    "q2": f"""
@test_case(points=0, hidden=False)
def test_public(answer):
    from emkit.check import number
    number("answer", answer)

@test_case(points=3, hidden=True)
def test_hidden(answer):
    from emkit.check import close
    close("answer", answer, {SECRET})
""",
    "q3": """
@test_case(points=0, hidden=False)
def test_public(values):
    from emkit.check import array
    array("values", values, (3,))

@test_case(points=1, hidden=True)
def test_hidden(values):
    import numpy as np
    assert values is not None
    assert np.allclose(values, [1.0, 4.0, 9.0])
""",
    "q4": """
@test_case(points=0, hidden=False)
def test_public(total):
    from emkit.check import call, close
    close("total", call("total", total, lambda x: x + 1, [1, 2]), 5.0)

@test_case(points=4, hidden=True)
def test_hidden(total, double):
    from emkit.check import call, close
    close("total", call("total", total, lambda x: x * x, [1, 2, 3]), 14.0)
    close("total", call("total", total, double, [1.5, 2]), 7.0)
""",
}
KINDS = {
    "q1": {"double": "function"},
    "q2": {"answer": "number"},
    "q3": {"values": "array"},
    "q4": {"total": "function", "double": "function"},
}
POINTS = {"q1": 2, "q2": 3, "q3": 1, "q4": 4}
GOOD = {
    "q1": "def double(x):\n    return 2 * x",
    "q2": f"answer = {SECRET}",
    "q3": "values = np.array([1, 4, 9])",
    "q4": "def total(f, xs):\n    return sum(f(x) for x in xs)",
}
OPEN = ["import otter\ngrader = otter.Notebook('tiny.ipynb')", "import numpy as np"]
LIMITS = {"cell_seconds": 1.5, "call_seconds": 1, "submission_seconds": 20, "memory_mb": 300, "file_mb": 8}


def write_bundle(folder: Path, **profile: object) -> Path:
    """Write the bundle and return its folder; keywords replace keys of `profile.json`."""
    (folder / "tests").mkdir(parents=True)
    (folder / "files").mkdir()
    (folder / "files" / "data.txt").write_text("1 2 3\n")
    for name, text in TESTS.items():
        (folder / "tests" / f"{name}.py").write_text(HEAD.format(name=name) + text)
    (folder / "otter_config.json").write_text('{"seed": 7}')
    settings: dict[str, object] = {
        "assignment": "tiny",
        "title": "Tiny",
        "stamp": "abc",
        "engine": "isolated",
        "visibility": "visible",
        "seed": 7,
        "limits": LIMITS,
        "questions": [{"name": q, "points": p, "manual": False} for q, p in POINTS.items()],
        "reads": KINDS,
        "imports": ["numpy"],
    }
    (folder / "profile.json").write_text(json.dumps({**settings, **profile}))
    return folder


def cell(source: str, **metadata: object) -> dict[str, object]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


def notebook(cells: Sequence[str | dict[str, object]], **metadata: object) -> dict[str, object]:
    ready = [cell(c) if isinstance(c, str) else c for c in cells]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": ready}


def answered(before: str = "", after: str = "", **changed: str) -> list[str]:
    """Return the cells of a solved notebook with some answers changed and cells around the questions."""
    cells = [*OPEN, *([before] if before else [])]
    for question, good in GOOD.items():
        cells += [changed.get(question, good), f"grader.check('{question}')"]
    return [*cells, *([after] if after else [])]


def save(path: Path, cells: Sequence[str | dict[str, object]], **metadata: object) -> Path:
    path.write_text(json.dumps(notebook(cells, **metadata)))
    return path
