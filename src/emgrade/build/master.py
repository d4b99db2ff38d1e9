"""An Otter master notebook, in memory, from an `Assignment`."""

from __future__ import annotations

from typing import Any

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from ..lint import OUR_KEYS
from ..model import Assignment, Cell
from ..source import CONFIG, tests_setting

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
_NEW: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def master_notebook(assignment: Assignment, seed: int | None) -> nbformat.NotebookNode:
    """Return the notebook that `otter assign` splits: the source's cells, one for one, and a complete config."""
    cells = [
        _config_cell(assignment, seed) if _is_config(c) else _NEW[c.kind](c.source) for c in assignment.cells
    ]
    if assignment.path.suffix == ".ipynb" and tests_setting(assignment).get("ok_format"):
        _keep_outputs(assignment, cells)
    book: nbformat.NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": dict(KERNELSPEC)})
    return book


def _is_config(cell: Cell) -> bool:
    rows = cell.source.replace("```otter", "").strip().splitlines()
    return cell.kind != "code" and bool(rows) and CONFIG.match(rows[0]) is not None


def _config_cell(assignment: Assignment, seed: int | None) -> nbformat.NotebookNode:
    config: dict[str, Any] = {k: v for k, v in assignment.config.items() if k not in OUR_KEYS}
    for key in ("requirements", "environment"):  # The zip has an environment of its own, see lock.py.
        config.pop(key, None)
    config.update(name=assignment.name, run_tests=False, tests=tests_setting(assignment))
    config["files"] = [*assignment.files, "emkit"]
    config.setdefault("init_cell", True)
    config.setdefault("export_cell", {"pdf": False, "run_tests": True})
    generate = config.get("generate")
    config["generate"] = {
        "seed": seed,
        "show_stdout": False,
        "print_summary": False,
        "logo": False,
        **(generate if isinstance(generate, dict) else {}),
    }
    cell: nbformat.NotebookNode = new_raw_cell(
        "# ASSIGNMENT CONFIG\n" + yaml.safe_dump(config, sort_keys=True)
    )
    return cell


def _keep_outputs(assignment: Assignment, cells: list[nbformat.NotebookNode]) -> None:
    """Otter reads the expected values of OK-format tests from the outputs saved in a master notebook."""
    saved = nbformat.read(assignment.path, as_version=4).cells
    for cell, old in zip(cells, saved, strict=True):
        if cell.cell_type == "code":
            cell.outputs = [new_output(**output) for output in old.outputs]
