"""Grade submissions without letting the code of a student near the tests.

`pool` is the way in for a class, `gradescope` for a single run there; `judge` grades one submission from the file to
the result. The student's process imports this package too and must not hold what only the judge needs, so nothing is
imported here before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pool import Grader, open_grader

__all__ = ["Grader", "open_grader"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import pool

    return getattr(pool, name)
