"""A student's notebook without Otter. Where a grader runs the notebook, the grader's own checks take its place."""

from __future__ import annotations

import sys
from typing import Any


def Notebook(
    nb_path: str | None = None, tests_dir: str = "./tests", tests_url_prefix: str | None = None
) -> Any:
    """Return what has `check`, `check_all` and `export`; the parameters are those of `otter.Notebook`.

    Parameters
    ----------
    nb_path : str, optional
        The notebook's file name. What VS Code or Jupyter says is open goes before it, and the newest copy in the
        folder stands in where there is no such file.
    tests_dir : str
        The folder of public tests.
    tests_url_prefix : str, optional
        Used by Otter alone.
    """
    otter = getattr(sys.modules.get("otter"), "Notebook", None)
    # Otter's runner, and what stands in for it, sets this before the first cell.
    if getattr(otter, "_grading_mode", False):
        from . import colab

        colab.stand_in()
        return otter(nb_path, tests_dir, tests_url_prefix)  # type: ignore[misc]
    # Here, not above: a grader has no use for it.
    from .student import StudentNotebook

    return StudentNotebook(nb_path, tests_dir, sys._getframe(1).f_globals)
