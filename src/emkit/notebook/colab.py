"""A stand-in for `google.colab` where a notebook from there is graded: its calls do nothing and cost nothing."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any


class _Nothing(ModuleType):
    """A module in which every name is another of these, and a call of one gives an empty dict."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(f"{self.__name__}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> dict[str, bytes]:
        return {}


def stand_in() -> None:
    """Make `from google.colab import drive, files` work where it would not."""
    if "google.colab" in sys.modules:
        return
    colab = _Nothing("google.colab")
    sys.modules["google.colab"] = colab
    for name in ("drive", "files", "output", "userdata", "data_table", "auth"):
        sys.modules[f"google.colab.{name}"] = getattr(colab, name)
    # Other packages may live under `google`; take its place only where there is none.
    if importlib.util.find_spec("google") is None:
        sys.modules["google"] = ModuleType("google")
        sys.modules["google"].__path__ = []
    vars(importlib.import_module("google"))["colab"] = colab
