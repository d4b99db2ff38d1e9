"""Where things are: the checkout, its assignments and the folders that are built from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .bundle import PROFILE, read_profile
from .errors import AuthorError, EmgradeError
from .settings import Course, line_of, nearest, read_course

_MARKER = re.compile(rb"#\s+(ASSIGNMENT\s+CONFIG|BEGIN\s+QUESTION)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout: the folder that holds `assignments/`, or a folder of Otter's master notebooks alone."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Project:
        """Return the project that `start` lies in.

        Raises
        ------
        EmgradeError
            When neither `start` nor a folder above it holds `assignments/course.toml`, and `start` no master notebook.
        """
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "assignments" / "course.toml").is_file():
                return cls(folder)
        if any(map(is_master, start.glob("*.ipynb"))):
            return cls(start.resolve())
        raise EmgradeError(
            f"{start} is not inside a course: no assignments/course.toml here or above. `emgrade init` begins one."
        )

    @property
    def is_course(self) -> bool:
        """Whether there is a `course.toml`."""
        return (self.root / "assignments" / "course.toml").is_file()

    @property
    def assignments(self) -> Path:
        """What instructors write."""
        return self.root / "assignments" if self.is_course else self.root

    def sources(self) -> dict[str, list[Path]]:
        """Return the sources of every assignment, which should be one each.

        An assignment is called as its folder; where that holds several master notebooks, each is called as its file.
        """
        found: dict[str, list[Path]] = {}
        folders = sorted(self.assignments.iterdir()) if self.is_course else [self.root]
        for folder in (folder for folder in folders if folder.is_dir()):
            percent = [path for path in [folder / f"{folder.name}.py"] if self.is_course and path.is_file()]
            books = sorted(folder.glob("*.ipynb"))
            masters = list(filter(is_master, books)) if percent or len(books) > 1 else books
            if percent or (self.is_course and len(masters) < 2 and books):
                found.setdefault(folder.name, []).extend([*percent, *masters] or books)
            else:
                for path in masters:
                    found.setdefault(path.stem, []).append(path)
        return found

    def names(self) -> list[str]:
        """All assignments, in the order of the course, then by name."""
        found = set(self.sources())
        order = dict.fromkeys(self.course().order)
        for name in order:
            if name not in found:
                path = self.assignments / "course.toml"
                reason = f"`order` names {name}, which is no assignment{nearest(name, found)}"
                raise AuthorError(path, line_of(path.read_text("utf-8"), "order"), reason)
        return [*order, *sorted(found.difference(order))]

    def source(self, name: str) -> Path:
        """Return the source of an assignment: a percent file, or a master notebook.

        Raises
        ------
        EmgradeError
            When there is no such assignment.
        AuthorError
            When it has more than one.
        """
        sources = self.sources().get(name, [])
        if not sources:
            known = ", ".join(self.names()) or "none yet"
            raise EmgradeError(f"There is no assignment {name!r}. Known: {known}.")
        if len(sources) > 1:
            told = ", ".join(path.relative_to(self.assignments).as_posix() for path in sources)
            raise AuthorError(self.assignments / name, 0, f"an assignment has one source; found {told}")
        return sources[0]

    def named(self, path: Path) -> str:
        """Return the name of the assignment that a file is the source of.

        Raises
        ------
        EmgradeError
            When it is none of this course.
        """
        for name, sources in self.sources().items():
            if path.resolve() in (source.resolve() for source in sources):
                return name
        raise EmgradeError(
            f"{path} is no source of an assignment: it belongs in a folder below {self.assignments}."
        )

    def course(self) -> Course:
        """Read `course.toml`, the settings shared by every assignment; the usual ones where there is none."""
        return read_course(self.assignments / "course.toml") if self.is_course else Course()

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
        if not profile.sources or stamp(self.source(name).parent, profile.sources) == profile.stamp:
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


def is_master(path: Path) -> bool:
    """Whether a notebook has one of Otter's markers: not every notebook in a folder is an assignment."""
    return _MARKER.search(path.read_bytes()) is not None
