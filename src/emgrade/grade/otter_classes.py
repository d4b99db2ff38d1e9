"""Otter's own test and result classes, without the rest of Otter.

`import otter.test_files` alone runs `otter/__init__.py`, which imports pandas, nbconvert and the exporters: four times
what grading a submission takes. Bare packages with the right path let Python find the modules that are needed.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import EngineError

_BARE = {"otter": "", "otter.run": "run", "otter.run.run_autograder": "run/run_autograder"}


def load() -> tuple[ModuleType, type[Any]]:
    """Return `otter.test_files` and `AutograderConfig`. For a process of the grader's own: the bare packages stay.

    Raises
    ------
    EngineError
        When Otter is not installed.
    """
    spec = importlib.util.find_spec("otter")
    if spec is None or spec.origin is None:
        raise EngineError("otter-grader is not installed where the grader runs.")
    root = Path(spec.origin).parent
    for name, folder in _BARE.items():
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(root / folder)]
            sys.modules[name] = package
    test_files = importlib.import_module("otter.test_files")
    config = importlib.import_module("otter.run.run_autograder.autograder_config")
    return test_files, config.AutograderConfig
