"""Layers of confinement: each is probed, applied and reported, and none is taken for granted."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import landlock, limits, linux, reach, seccomp, user

__all__ = ["LAYERS", "Cage", "apply", "landlock", "limits", "linux", "reach", "seccomp", "user"]

LAYERS = ("own user", "resource limits", "file access", "system calls", "reaper")


@dataclass(frozen=True, slots=True)
class Cage:
    """What one student's process may do.

    Attributes
    ----------
    uid : int or None
        The user that the process becomes; None keeps the one that runs the grader.
    work : str
        The only folder that the process may write to.
    readable : tuple of str
        What it may read besides the system and the interpreter.
    memory_mb, file_mb, processes, seconds : int
        Resource limits; `seconds` bounds the processor time of each process.
    skip : tuple of str
        Layers to leave out, so that tests can show that grading works without them.
    """

    work: str
    uid: int | None = None
    readable: tuple[str, ...] = ()
    memory_mb: int = 600
    file_mb: int = 64
    processes: int = 64
    seconds: int = 300
    skip: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Cage:
        """Return the cage that `dataclasses.asdict` and JSON have been through."""
        return cls(**{**found, "readable": tuple(found["readable"]), "skip": tuple(found["skip"])})


def apply(cage: Cage) -> dict[str, str]:
    """Confine the calling process and return, for each layer, "" or the reason why it is not in force.

    The order matters: limits before the user changes (only root may raise them), the file rules while their paths can
    still be opened, the system-call filter last because it forbids what the others need.
    """
    steps: list[tuple[str, Callable[[], str]]] = [
        ("own user", lambda: user.become(cage.uid)),
        ("resource limits", lambda: _limits(cage)),
        ("file access", lambda: landlock.apply(cage.work, cage.readable)),
        ("system calls", seccomp.apply),
    ]
    user.no_new_privileges()
    report = {}
    for name, step in steps:
        report[name] = "left out on request" if name in cage.skip else _reason(step)
    return report


def _limits(cage: Cage) -> str:
    shared = cage.uid is None or "own user" in cage.skip
    return limits.apply(cage.memory_mb, cage.file_mb, cage.processes, cage.seconds, shared_user=shared)


def _reason(step: Callable[[], str]) -> str:
    try:
        return step()
    except OSError as error:
        return f"{error.strerror or error} ({os.strerror(error.errno) if error.errno else 'no number'})"
