"""Remove folders that a student's code has been in."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder even where the student took the permissions away."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for parent, folders, _ in os.walk(folder):
            for name in folders:
                with contextlib.suppress(OSError):
                    Path(parent, name).chmod(0o700, follow_symlinks=False)
        shutil.rmtree(folder, ignore_errors=True)
