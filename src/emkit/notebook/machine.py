"""What is wrong with the machine, one sentence each. Nothing is installed and nothing is changed."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

Handout = dict[str, Any]


def complaints(handout: Handout, notebook: Path, tests: Path) -> Iterator[str]:
    """Say what keeps a notebook from working here.

    Parameters
    ----------
    handout : dict
        `handout.json`: what the assignment was built from and for; empty where there is none.
    notebook, tests : Path
        Where they are, or should be.
    """
    here = Path.cwd()
    # Where a person grades all questions, a handout has no tests.
    wanted = not handout or any(Path(name).parent == tests for name in handout.get("files", {}))
    if wanted and not tests.is_dir():
        if notebook.is_file() and notebook.resolve().parent != here:
            there = notebook.resolve().parent
            yield f"Python works in `{here}`, the notebook lies in `{there}`. Restart the kernel there."
        else:
            yield f"`{tests}` is not in `{here}`. Unzip the whole handout, and open the notebook inside of its folder."
    elif not notebook.is_file() and "google.colab" not in sys.modules:  # there, a notebook has no file
        yield f"`{notebook}` is not in `{here}`. Open the notebook inside of its own folder."
    found = label(notebook)
    name = found.get("assignment", notebook.stem)
    if handout and handout["assignment"] != name:
        yield (
            f"The files beside this notebook belong to the assignment {handout['assignment']}, the notebook to {name}. "
            "Put the notebook back into its own folder."
        )
        return
    if handout and found.get("stamp", handout["stamp"]) != handout["stamp"]:
        yield (
            f"The notebook is version {found['stamp']}, the files beside it are version {handout['stamp']}. "
            "Take both from one handout."
        )
    yield from _versions(handout)
    yield from _files(handout)


def _versions(handout: Handout) -> Iterator[str]:
    python = handout.get("python", "")
    if _number(platform.python_version()) < _number(python):
        yield f"Python {platform.python_version()} runs this notebook; Python {python} or newer is needed."
    for name, least in handout.get("packages", {}).items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield f"The package {name} is not installed. Run `%pip install {name}` in a cell, then restart the kernel."
            continue
        if _number(found) < _number(least):
            yield (
                f"{name} {found} is installed; {least} or newer is needed. Run `%pip install --upgrade {name}` "
                "in a cell, then restart the kernel."
            )


def _files(handout: Handout) -> Iterator[str]:
    for name, digest in handout.get("files", {}).items():
        path = Path(name)
        if not path.is_file():
            yield f"`{name}` is missing. Take it from the handout again."
        elif hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16] != digest:
            yield f"`{name}` is not the file of the handout. Take it from the handout again."


def _number(version: str) -> tuple[int, ...]:
    """Read the leading numbers of a version, without zeros at the end: 2.1.0rc1 is (2, 1)."""
    match = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def locate(given: str | None, names: dict[str, Any], folder: Path = Path()) -> Path:
    """Return the notebook's file: what VS Code or Jupyter says is open, else the name given, else the newest copy."""
    for said in (names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"), given):
        if said and str(said).endswith(".ipynb") and (folder / said).is_file():
            return folder / said
    wanted = folder / (given or "notebook.ipynb")
    here = sorted(folder.glob("*.ipynb"), key=lambda path: path.stat().st_mtime)
    same = [path for path in here if given is None or label(path).get("assignment") == wanted.stem]
    return same[-1] if same else wanted


def label(notebook: Path) -> dict[str, Any]:
    """Return the assignment and the version that a notebook file carries; nothing where it cannot be read."""
    try:
        found = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["emgrade"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}
