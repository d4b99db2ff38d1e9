"""An autograder folder, `autograder/<name>/`: what build writes as `profile.json` and everything else reads.

Grading a submission on Gradescope begins with this module, so it imports next to nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from .errors import EngineError

PROFILE = "profile.json"
Engine = Literal["isolated", "otter"]
Visibility = Literal["visible", "after_published", "after_due_date", "hidden"]
Tell = Literal["at_once", "after_due_date", "never"]

Seconds = Annotated[
    float, Meta(gt=0, le=86_400, description="a number of seconds, above 0 and at most a day")
]
PerDay = Annotated[int, Meta(ge=0, lt=1000, description="a whole number from 0 up")]
Minutes = Annotated[float, Meta(ge=0, le=100_000, description="a number of minutes from 0 up")]
Count = Annotated[int, Meta(ge=1, lt=2**31, description="a whole number from 1 up")]


class Limits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much a submission may cost; the same keys as `[grading]` in `course.toml`."""

    cell_seconds: Seconds = 60
    call_seconds: Seconds = 10
    submission_seconds: Seconds = 240
    memory_mb: Count = 600
    output_kb: Count = 100
    processes: Count = 64
    file_mb: Count = 64


class Attempts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How often Gradescope shows what hidden tests gave; the same keys as `[grading]`. Without any it always does.

    Attributes
    ----------
    shown_per_day : int
        So many times in 24 hours; 0 for any number.
    cool_down_minutes : float
        So long after it was shown last.
    """

    shown_per_day: PerDay = 0
    cool_down_minutes: Minutes = 0.0


@dataclass(frozen=True, slots=True)
class RubricItem:
    """What a grader looks for in a written answer, and what it is worth."""

    points: float
    text: str


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """The name of a test, and when a student is told its sentence; public ones tell it in the notebook."""

    name: str
    tell: Tell = "never"


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A question without what its tests hold.

    `title` may hold LaTeX between dollars, `formula` is the LaTeX of its displayed equation; both may be empty.
    `rubric` is for graders alone; `pages` is how many a written answer has on a printed sheet. `tests` stand in the
    order of the test file. `visibility` is the question's own, None for that of the assignment. `answer` says what
    it is answered with, `formula` or a kind of `Profile.reads`; empty where that is of several kinds, or nobody looked.
    """

    name: str
    title: str = ""
    points: float = 0.0
    manual: bool = False
    formula: str = ""
    rubric: tuple[RubricItem, ...] = ()
    pages: int = 1
    tests: tuple[CaseInfo, ...] = ()
    visibility: Visibility | None = None
    answer: str = ""


class Profile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`profile.json`.

    Attributes
    ----------
    assignment, title : str
        The assignment's name, and its title for people.
    stamp : str
        The version of the source that this was built from.
    engine, visibility : str
        As in `course.toml`.
    seed : int or None
        Seeds NumPy and `random` before each cell, as Otter does.
    limits : Limits
        What a submission may cost.
    attempts : Attempts
        How often students see what hidden tests gave.
    questions : tuple of QuestionInfo
        All of them, in the assignment's order.
    reads : dict
        Question -> name -> kind, as the solution has them; empty when nobody looked.
    imports : tuple of str
        Modules to load before submissions are graded.
    redefined : tuple of str
        Built-in names that the solution gives a meaning of its own: doctests see the notebook's there.
    adapters : tuple of str
        Modules of the course, with types of its own that cross to the judge.
    sources : tuple of str
        What `stamp` is a hash of, in the assignment's folder: a source that was edited since is noticed.
    """

    assignment: str
    title: str = ""
    stamp: str = ""
    engine: Engine = "isolated"
    visibility: Visibility = "hidden"
    seed: int | None = None
    limits: Limits = Limits()
    attempts: Attempts = Attempts()
    questions: tuple[QuestionInfo, ...] = ()
    reads: dict[str, dict[str, str]] = {}
    imports: tuple[str, ...] = ("numpy",)
    redefined: tuple[str, ...] = ()
    adapters: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Return the bytes of `profile.json`."""
        return msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=2) + b"\n"

    @property
    def automatic(self) -> tuple[QuestionInfo, ...]:
        """The questions that the autograder scores."""
        return tuple(question for question in self.questions if not question.manual)


class Bundle(Profile, frozen=True, kw_only=True):
    """An autograder folder, read.

    Attributes
    ----------
    path : Path
        The folder.
    config : dict
        `otter_config.json`, with the profile's seed where it has none.
    """

    path: Path
    config: dict[str, Any]

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
    """Read an autograder folder.

    Raises
    ------
    EngineError
        When the folder is not one.
    """
    profile = read_profile(path / PROFILE)
    try:
        config = msgspec.json.decode(_bytes(path / "otter_config.json"), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise EngineError(f"{path / 'otter_config.json'}: not Otter's settings ({error})") from None
    if profile.seed is not None:
        config = {"seed": profile.seed, **config}
    facts = {name: getattr(profile, name) for name in Profile.__struct_fields__}
    return Bundle(path=path.resolve(), config=config, **facts)


def walk(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its path inside, through links to folders (`emkit` is one); no byte code."""
    found = {}
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = Path(parent, name)
            found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def read_profile(source: Path | bytes) -> Profile:
    """Read `profile.json` from its file, or from its bytes.

    Raises
    ------
    EngineError
        When it is no profile.
    """
    data, name = (source, PROFILE) if isinstance(source, bytes) else (_bytes(source), source)
    try:
        return msgspec.json.decode(data, type=Profile)
    except msgspec.DecodeError as error:
        raise EngineError(f"{name}: not a profile ({error}). Run `emgrade build`.") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EngineError(
            f"{path.parent} is no autograder: {path.name} cannot be read ({error.strerror}). Run `emgrade build`."
        ) from None
