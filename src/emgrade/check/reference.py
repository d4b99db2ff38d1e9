"""Run the reference as its author would, in a Jupyter kernel, and see what the engine keeps from a notebook.

Errors with their row, warnings, the time that each cell takes, and what each failing test compared.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat

from ..build import Versions
from ..build.otter import write_tree
from ..notebook import Notebook
from .inside import MIME

_WARNING = re.compile(r"^(?:.*:\d+: )?(\w*Warning: .*)$", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_ROW = re.compile(r"Cell In\[\d+\], line (\d+)")
_BEGINS = re.compile(r"^grader = ", re.MULTILINE)  # the build adds this cell: its time is not the author's
_SYNTAX = re.compile(r" \([^()]*, line (\d+)\)$")


@dataclass(frozen=True, slots=True)
class CellError:
    """What stopped a cell, and in which of its rows, counted from 1."""

    text: str
    row: int


@dataclass
class Run:
    """What one run of the reference showed, by the index of a cell.

    Attributes
    ----------
    errors, warnings, seconds : dict
        Of each cell.
    cases : dict
        Question -> for each of its tests None where it passes in the notebook's own process, else what it compared.
    """

    errors: dict[int, CellError] = field(default_factory=dict)
    warnings: dict[int, list[str]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    cases: dict[str, list[str | None]] = field(default_factory=dict)


def run_reference(versions: Versions, notebook: Notebook, cell_seconds: float) -> Run:
    """Run the solution notebook from its first to its last cell.

    Parameters
    ----------
    versions : Versions
        The built assignment.
    notebook : Notebook
        Its solution.
    cell_seconds : float
        After this time a cell is interrupted.
    """
    from nbclient import NotebookClient  # slow to import, and needed here alone
    from nbclient.exceptions import DeadKernelError

    checks = {place.check: name for name, place in notebook.places.items()}
    cells = [
        {**cell, "source": _source(cell, checks.get(number))} for number, cell in enumerate(notebook.cells)
    ]
    node = nbformat.from_dict({**notebook.content, "cells": cells})
    with tempfile.TemporaryDirectory(prefix="emgrade-check-") as work:
        tests = {path: data for path, data in versions.autograder.items() if path.startswith("tests/")}
        write_tree({**versions.solutions, **tests}, Path(work))
        client = NotebookClient(
            node,
            timeout=int(cell_seconds) + 1,
            interrupt_on_timeout=True,
            kernel_name="python3",
            allow_errors=True,
            record_timing=True,
            resources={"metadata": {"path": work}},
        )
        # Nobody looks at widgets. For those that show output, nbclient answers as a browser would, on the channel on
        # which it waits for the cell's end, and now and then misses that end.
        client.widget_registry.clear()
        # The engine gives a student one thread; the time of the reference is compared with what a student has.
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        run = Run()
        try:
            client.execute(env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except DeadKernelError:
            begun = [number for number, cell in enumerate(node.cells) if "execution" in cell.metadata]
            run.errors[begun[-1] if begun else 0] = CellError("it ends the notebook's process", 1)
    for number, cell in enumerate(node.cells):
        if cell.cell_type == "code" and not _BEGINS.search(cell.source):
            _note(run, number, checks.get(number), cell)
    return run


def _source(cell: dict[str, Any], question: str | None) -> str:
    source: str = cell["source"]
    if question is not None:
        return f"from emgrade.check import inside\ninside.check({f'tests/{question}.py'!r}, globals())"
    if _BEGINS.search(source):  # so that the first check's time is not that of our imports
        return f"{source}\nfrom emgrade.check import inside"
    return "" if cell["cell_type"] == "code" and "grader.export(" in source else source


def _note(run: Run, number: int, question: str | None, cell: nbformat.NotebookNode) -> None:
    times = cell.metadata.get("execution", {})
    if "shell.execute_reply" in times:
        start, end = (_time(times[key]) for key in ("iopub.execute_input", "shell.execute_reply"))
        run.seconds[number] = (end - start).total_seconds()
    for output in cell.outputs:
        if output.output_type == "error":
            syntax = _SYNTAX.search(output.evalue)
            row = syntax or _ROW.search(_COLOUR.sub("", "\n".join(output.traceback)))
            text = f"{output.ename}: {_SYNTAX.sub('', output.evalue)}"
            run.errors[number] = CellError(text, int(row[1]) if row else 1)
        elif output.output_type == "stream" and output.name == "stderr":
            run.warnings.setdefault(number, []).extend(_WARNING.findall(_COLOUR.sub("", output.text)))
        elif question is not None and MIME in output.get("data", {}):
            run.cases[question] = list(output.data[MIME])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
