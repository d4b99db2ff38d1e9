"""Read an autograder folder: its profile, Otter's configuration and the test files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import EngineError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a submission may cost; the same keys as `[grading]` in `course.toml`."""

    cell_seconds: float = 60
    call_seconds: float = 10
    submission_seconds: float = 240
    memory_mb: int = 600
    output_kb: int = 100
    processes: int = 64
    file_mb: int = 64


@dataclass(frozen=True, slots=True)
class Bundle:
    """An `autograder/<name>/` folder.

    Attributes
    ----------
    path : Path
        The folder.
    assignment, stamp, engine, visibility : str
        As in `profile.json`.
    limits : Limits
        What a submission may cost.
    questions : tuple of str
        The automatic questions in the assignment's order.
    reads : dict
        Question -> name -> kind, as the solution has them; empty when nobody looked.
    imports : tuple of str
        Modules to load before submissions are graded.
    config : dict
        `otter_config.json`.
    """

    path: Path
    assignment: str
    stamp: str
    engine: str
    visibility: str
    limits: Limits
    questions: tuple[str, ...]
    reads: dict[str, dict[str, str]] = field(default_factory=dict)
    imports: tuple[str, ...] = ("numpy",)
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def tests(self) -> dict[str, Path]:
        """Question -> test file."""
        return {
            path.stem: path for path in sorted((self.path / "tests").glob("*.py")) if path.stem != "__init__"
        }

    @property
    def files(self) -> Path:
        """What is laid beside the notebook."""
        return self.path / "files"


def read_bundle(path: Path) -> Bundle:
    """Read a bundle.

    Raises
    ------
    EngineError
        When the folder is not one.
    """
    profile, config = _json(path / "profile.json"), _json(path / "otter_config.json")
    try:
        limits = {key: value for key, value in profile.get("limits", {}).items() if key in Limits.__slots__}
        names = tuple(q["name"] for q in profile.get("questions", []) if not q.get("manual"))
        seed = profile.get("seed")
        return Bundle(
            path=path.resolve(),
            assignment=str(profile["assignment"]),
            stamp=str(profile.get("stamp", "")),
            engine=str(profile.get("engine", "isolated")),
            visibility=str(profile.get("visibility", "hidden")),
            limits=Limits(**limits),
            questions=names,
            reads=profile.get("reads", {}),
            imports=tuple(profile.get("imports", ("numpy",))),
            config=config if seed is None else {"seed": seed, **config},
        )
    except (KeyError, TypeError) as error:
        raise EngineError(
            f"{path / 'profile.json'}: not a profile ({type(error).__name__}: {error})"
        ) from None


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"{path}: not the settings of an autograder ({error})") from None
    if not isinstance(found, dict):
        raise EngineError(f"{path}: not the settings of an autograder")
    return found
