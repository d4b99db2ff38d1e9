"""The globals that a test sees: copies of plain data and proxies of functions, fetched when they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from .proxies import FunctionProxy, opaque
from .session import Session

_ARRAYS = (list, tuple, range, np.ndarray)


def kind_of(value: Any) -> str:
    """Return the kind that a profile records for a value of the solution's."""
    if isinstance(value, FunctionProxy):
        return "function"
    if isinstance(value, bool | np.bool_):
        return "truth"
    if isinstance(value, int | float | complex | np.number):
        return "number"
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, dict):
        return "mapping"
    if isinstance(value, set):
        return "set"
    if isinstance(value, _ARRAYS) or type(value).__module__.partition(".")[0] == "pandas":
        return "array"
    return "nothing" if value is None or value is ... else "opaque"


def admits(kind: str, value: Any) -> bool:
    """Whether a value may stand where the solution has one of this kind.

    Texts, truth values and missing values always may: they are what they are, and the checks have a sentence for them.
    A single number may come as an array, and a set of choices as a list, but not as an empty one: comparing nothing
    with anything is true everywhere.
    """
    found = kind_of(value)
    if found in (kind, "text", "truth", "nothing", "opaque") or kind in ("opaque", "nothing"):
        return True
    if {found, kind} == {"number", "array"} or (kind in ("text", "truth") and found in ("number", "array")):
        return found != "array" or bool(np.size(value))
    if {found, kind} == {"set", "array"}:
        return bool(len(value))
    # A check says "should be a function" of plain data in a function's place.
    return kind == "function" or (kind == "array" and found == "mapping")


class Environment(dict[str, Any]):
    """Names of the student's notebook, by way of a session.

    Parameters
    ----------
    session : Session
        Where the names live.
    kinds : dict
        Name -> kind in the solution; a value of another kind is opaque. Names that are not listed may be of any kind.
    """

    def __init__(self, session: Session, kinds: dict[str, str]) -> None:
        super().__init__()
        self._session = session
        self._kinds = kinds
        self._absent: set[str] = set()

    def fetch(self, names: list[str]) -> None:
        """Get several names at once."""
        wanted = [name for name in names if not dict.__contains__(self, name) and name not in self._absent]
        if not wanted:
            return
        found = self._session.get(wanted)
        self._absent.update(name for name in wanted if name not in found)
        self.update({name: self._admitted(name, value) for name, value in found.items()})

    def _admitted(self, name: str, value: Any) -> Any:
        kind = self._kinds.get(name)
        if kind is None or admits(kind, value):
            return value
        return opaque(-1, "function" if isinstance(value, FunctionProxy) else type(value).__name__)

    def __missing__(self, name: str) -> Any:
        # doctest asks for every name of `__future__`; none of them is the student's to answer.
        if isinstance(name, str) and not name.startswith("__"):
            self.fetch([name])
            if dict.__contains__(self, name):
                return dict.__getitem__(self, name)
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a name, or `default` where the notebook does not have it."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, self) is not self

    def copy(self) -> Environment:
        """Return itself: doctest copies its globals, and a copy must still find names."""
        return self

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of every name that was found."""
        return {name: kind_of(value) for name, value in self.items()}
