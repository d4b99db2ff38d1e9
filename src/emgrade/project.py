"""Where things are: the checkout, its assignments and the folders that are built from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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

    def zip(self, name: str) -> Path:
        """The zip for Gradescope."""
        return self.root / "autograder" / f"{name}.zip"


def _sources(folder: Path) -> list[Path]:
    percent = folder / f"{folder.name}.py"
    if percent.is_file():
        return [percent, *sorted(folder.glob("*.ipynb"))]
    return sorted(folder.glob("*.ipynb"))
