"""Run the code of the lectures' page, block by block, and keep what it draws."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

BLOCK = re.compile(r"```python\n(.*?)```\n", re.DOTALL)


def pages(root: Path) -> dict[str, bytes]:
    """Return the pictures by their path in the site."""
    return {f"lectures/{name}": data for name, (_, data) in draw(root).items()}


def with_pictures(root: Path, markdown: str) -> str:
    """Put each picture below the code that drew it."""

    def shown(match: re.Match[str]) -> str:
        name = _name(match[1])
        drawn = draw(root).get(name)
        return f"{match[0]}\n![{drawn[0]}]({name})\n" if drawn else match[0]

    return BLOCK.sub(shown, markdown)


@cache
def draw(root: Path) -> dict[str, tuple[str, bytes]]:
    """Run every block; a picture's name, alternative text and bytes."""
    folder, found, names = root / "docs/lectures", {}, dict[str, Any]()
    here = Path.cwd()
    sys.path.insert(0, str(folder))
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)  # One block saves a page.
        try:
            for block in BLOCK.findall((folder / "index.md").read_text("utf-8")):
                plt.close("all")
                exec(compile(block, str(folder / "index.md"), "exec"), names)
                for number in plt.get_fignums():
                    stream = io.BytesIO()
                    plt.figure(number).savefig(stream, format="png", metadata={"Software": None})
                    found[_name(block)] = (plt.figure(number).get_label(), stream.getvalue())
        finally:
            os.chdir(here)
            sys.path.remove(str(folder))
            plt.close("all")
    return found


def _name(block: str) -> str:
    return f"picture-{hashlib.sha256(block.encode()).hexdigest()[:8]}.png"
