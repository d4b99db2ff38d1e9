"""Run a saved notebook from the top in a process of its own: `python -m emkit.notebook.fresh NOTEBOOK RESULT`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SECONDS = 240  # what the grader allows


def run(notebook: Path, data: bytes, folder: Path) -> dict[str, Any]:
    """Return {"states": question -> state, "error": the first cell that stopped} of a run from the top in `folder`.

    Empty where there is no IPython to run it; "error" alone where it took too long or broke off.
    """
    with tempfile.TemporaryDirectory() as scratch:
        book, result = Path(scratch, notebook.name), Path(scratch, "result.json")
        book.write_bytes(data)
        command = [sys.executable, "-m", "emkit.notebook.fresh", str(book), str(result)]
        paths = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
        # On Windows a pipe takes cp1252, and print("σ²") would stop.
        utf8 = {"PYTHONIOENCODING": "utf-8"}
        environment = {**os.environ, **utf8, "MPLBACKEND": "agg", "PYTHONPATH": paths}
        try:
            subprocess.run(
                command,
                cwd=folder,
                env=environment,
                timeout=SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
            )
        except subprocess.TimeoutExpired:
            return {"error": f"It takes longer than {SECONDS // 60} minutes."}
        if not result.is_file():
            return {"error": "Python itself ended before the last cell."}
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found


def _main(notebook: Path, result: Path) -> None:
    try:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config
    except ModuleNotFoundError:
        result.write_text("{}", encoding="utf-8")
        return
    from .student import StudentNotebook

    StudentNotebook.quiet = True
    sys.path.insert(0, "")
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    error = ""
    code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    for number, source in enumerate(code, start=1):
        ran = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        stopped = ran.error_before_exec or ran.error_in_exec
        if stopped and not error:
            error = f"Code cell {number} stops with {type(stopped).__name__}: {stopped}"
    grader = next((value for value in shell.user_ns.values() if isinstance(value, StudentNotebook)), None)
    states = grader.states(shell.user_ns) if grader else {}
    result.write_text(json.dumps({"states": states, "error": error}), encoding="utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
