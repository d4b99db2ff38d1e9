"""docs/measured.toml: what was measured, where and with what. One table for each part."""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HEAD = """\
# Written by `python -m benchmarks`, read by website/measured.py for the page "Measured" and its pictures.
# Three numbers are the median of all runs, the smallest and the largest.
"""


CORES = os.cpu_count() or 1
BUSY = "busy " if os.getloadavg()[0] > CORES / 2 else ""  # before anything here has run


def here() -> dict[str, str]:
    """Return the machine, whether it had other work when this began, and the Python."""
    system = f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}"
    return {"machine": f"{CORES} {BUSY}cores, {system}", "python": platform.python_version()}


def write(path: Path, parts: dict[str, dict[str, Any]]) -> None:
    """Put parts into the file, in place of what it has of them; other parts stay."""
    known = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    lines = [HEAD]
    for name, part in (known | parts).items():
        lines += [
            f"[{name}]",
            *(_line(key, value) for key, value in part.items() if not isinstance(value, dict)),
        ]
        for group, values in part.items():
            if isinstance(values, dict):
                lines += ["", f"[{name}.{group}]", *(_line(*item) for item in values.items())]
        lines.append("")
    path.write_text("\n".join(lines), "utf-8")


def _line(key: str, value: object) -> str:
    # A string, a number and a list of numbers look in TOML as they do in JSON.
    return f"{key if key.isidentifier() else json.dumps(key)} = {json.dumps(value, ensure_ascii=False)}"


def show(parts: dict[str, dict[str, Any]]) -> None:
    """Print what was measured."""
    table = Table(title="Median of all runs, smallest and largest", title_justify="left")
    for column in ("", "median", "smallest", "largest"):
        table.add_column(column, justify="right" if column else "left")
    for part in parts.values():
        table.add_section()
        table.add_row(f"[bold]{part['title']}[/]")
        for group, values in part.items():
            for label, value in values.items() if isinstance(values, dict) else ():
                cells = [str(v) for v in value] if isinstance(value, list) else [str(value)]
                table.add_row(f"  {group.replace('_', ' ')}: {label}", *cells)
    Console().print(table)
