"""Where things are: the checkout, its assignments and the folders that are built from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .bundle import PROFILE, read_profile
from .errors import AuthorError, EmgradeError
from .settings import Course, line_of, nearest, read_course


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout: the folder that holds `assignments/`."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Project:
        """Return the project that `start` lies in.

        Raises
        ------
        EmgradeError
            When neither `start` nor a folder above it holds `assignments/course.toml`.
        """
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "assignments" / "course.toml").is_file():
                return cls(folder)
        raise EmgradeError(f"{start} is not inside a course: no assignments/course.toml here or above.")

    @property
    def assignments(self) -> Path:
        """What instructors write."""
        return self.root / "assignments"

    def names(self) -> list[str]:
        """All assignments, in the order of the course, then by name."""
        found = {p.name for p in self.assignments.iterdir() if p.is_dir() and list(_sources(p))}
        order = dict.fromkeys(self.course().order)
        for name in order:
            if name not in found:
                path = self.assignments / "course.toml"
                reason = f"`order` names {name}, which is no assignment{nearest(name, found)}"
                raise AuthorError(path, line_of(path.read_text("utf-8"), "order"), reason)
        return [*order, *sorted(found.difference(order))]

    def source(self, name: str) -> Path:
        """Return the source of an assignment: its percent file, or the one master notebook of its folder.

        Raises
        ------
        EmgradeError
            When there is no such assignment.
        AuthorError
            When its folder holds no source, or more than one.
        """
        folder = self.assignments / name
        if not folder.is_dir():
            known = ", ".join(self.names()) or "none yet"
            raise EmgradeError(f"There is no assignment {name!r}. Known: {known}.")
        sources = list(_sources(folder))
        if len(sources) != 1:
            found = ", ".join(p.name for p in sources) or f"no {name}.py and no notebook"
            raise AuthorError(folder, 0, f"an assignment has one source; found {found}")
        return sources[0]

    def course(self) -> Course:
        """Read `course.toml`, the settings shared by every assignment."""
        return read_course(self.assignments / "course.toml")

    def student(self, name: str) -> Path:
        """The folder that students download."""
        return self.root / "student" / name

    def autograder(self, name: str) -> Path:
        """The folder that grades; the zip for Gradescope lies beside it."""
        return self.root / "autograder" / name

    def solutions(self, name: str) -> Path:
        """The folder that instructors read."""
        return self.root / "solutions" / name

    def handout(self, name: str) -> Path:
        """The zip for students: their folder with everything in it."""
        return self.root / "student" / f"{name}.zip"

    def colab(self, name: str) -> Path:
        """The student's notebook with its folder inside, for Colab."""
        return self.root / "student" / f"{name}-colab.ipynb"

    def zip(self, name: str) -> Path:
        """The zip for Gradescope."""
        return self.root / "autograder" / f"{name}.zip"

    def stale(self, name: str) -> str:
        """Say that an assignment's source was changed after its autograder was built; else nothing."""
        profile = read_profile(self.autograder(name) / PROFILE)
        if not profile.sources or stamp(self.assignments / name, profile.sources) == profile.stamp:
            return ""
        return (
            f"The source of {name} is newer than its autograder (version {profile.stamp}), which still has the tests "
            f"of before. `emgrade build {name}` renews it."
        )


def stamp(folder: Path, names: Iterable[str]) -> str:
    """Hash of files and folders of an assignment, whatever the folder it lies in; a missing one counts as empty."""
    digest = hashlib.sha256()
    for number, name in enumerate(names):
        listed = folder / name
        files = [listed] if listed.is_file() else sorted(p for p in listed.rglob("*") if p.is_file())
        for file in files:
            # The first one is the source, which may be called as the folder is.
            place = file.relative_to(folder).as_posix().encode() + b"\0" if number else b""
            digest.update(place + file.read_bytes())
    return digest.hexdigest()[:12]


def _sources(folder: Path) -> list[Path]:
    percent = folder / f"{folder.name}.py"
    if percent.is_file():
        return [percent, *sorted(folder.glob("*.ipynb"))]
    return sorted(folder.glob("*.ipynb"))
