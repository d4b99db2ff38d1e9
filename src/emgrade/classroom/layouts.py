"""Whose file is whose: the layouts in which instructors receive a class.

Every member of a tree ends in exactly one `Claim`, so nothing can be dropped on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from emgrade.classroom import gradescope, names
from emgrade.classroom.trees import Member, Tree, chunks
from emgrade.errors import SubmissionError
from emgrade.gradebook import Student

CANDIDATES = (".ipynb", ".zip")
_NOISE_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"}
_NOISE_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A member and the students it speaks for. `member` is None when the source names a submission without files."""

    member: Member | None
    students: tuple[Student, ...] = ()
    late: bool = False
    attempt: int = 0
    submitted_at: str = ""
    note: str = ""


def is_candidate(path: PurePosixPath) -> bool:
    """Whether a file could be a submission: a notebook or a zip."""
    return path.suffix.lower() in CANDIDATES


def is_noise(path: PurePosixPath) -> bool:
    """Whether a file was left by the operating system or by Jupyter."""
    return (
        bool(_NOISE_FOLDERS.intersection(path.parts))
        or path.name in _NOISE_FILES
        or path.name.startswith("._")
    )


def claims(tree: Tree, assignment: str) -> list[Claim]:
    """Return one claim for each member of a tree, and one for each submission that lacks its files."""
    members = tree.members()
    noise = [Claim(member) for member in members if is_noise(member.path)]
    real = [member for member in members if not is_noise(member.path)]
    metadata = next((member for member in real if _is_metadata(member)), None)
    if metadata is not None:
        return [*noise, *_gradescope(tree, metadata, real)]
    top = _wrapper(real)
    return [*noise, *(_by_name(member, _inside(member.path, top), assignment) for member in real)]


def _is_metadata(member: Member) -> bool:
    return member.path.name == gradescope.METADATA and len(member.path.parts) <= 2 and not member.problem


def _gradescope(tree: Tree, metadata: Member, members: list[Member]) -> Iterator[Claim]:
    top = metadata.path.parent
    known = gradescope.read_metadata(b"".join(chunks(tree, metadata)))
    seen = set()
    for member in members:
        inside = _inside(member.path, top)
        if member == metadata:
            yield Claim(member)
            continue
        folder = inside.parts[0]
        seen.add(folder)
        submission = known.get(folder)
        if submission is None or not submission.students:
            student = Student(f"unknown:{folder}", folder)
            yield Claim(member, (student,), note=f"{gradescope.METADATA} does not say whose `{folder}` is.")
        else:
            yield Claim(member, submission.students, submitted_at=submission.submitted_at)
    for folder, submission in known.items():
        if folder not in seen:
            yield Claim(
                None, submission.students, note=f"{gradescope.METADATA} lists `{folder}`; it is not there."
            )


def _inside(path: PurePosixPath, top: PurePosixPath) -> PurePosixPath:
    """Return a path below `top`; one that leads elsewhere without its root (it carries a problem already)."""
    if path.is_relative_to(top):
        inner = path.relative_to(top)
    else:
        inner = PurePosixPath(*path.parts[1:]) if path.is_absolute() else path
    return inner if inner.parts else PurePosixPath(path.name or "unnamed")


def _by_name(member: Member, path: PurePosixPath, assignment: str) -> Claim:
    named = names.moodle(path.parts[0]) or names.canvas(path.parts[0])
    if named is None and len(path.parts) > 1:
        named = names.folder(path.parts[0])
    if named is None and is_candidate(path):
        named = names.plain_file(path.stem, assignment)
    if named is None:
        return Claim(member)
    student = named.student
    if not student.identified_by:  # Two files of nobody known are never one person's.
        student = replace(student, key=f"{student.key}:{member.path}")
    time = named.submitted_at or names.export_time(path.stem)[1]
    return Claim(member, (student,), named.late, named.attempt, time, named.note)


def _wrapper(members: list[Member]) -> PurePosixPath:
    """Return the one folder that wraps everything, where unwrapping it shows several students."""
    here = PurePosixPath()
    tops = {member.path.parts[0] for member in members if len(member.path.parts) > 1}
    if len(tops) != 1 or any(len(member.path.parts) == 1 for member in members):
        return here
    top = PurePosixPath(tops.pop())
    if names.moodle(top.name) is not None:
        return here
    inner = [_inside(member.path, top) for member in members]
    deeper = any(len(path.parts) > 1 and is_candidate(path) for path in inner)
    several = sum(is_candidate(path) for path in inner) > 1
    named = any(names.moodle(path.parts[0]) or names.canvas(path.parts[0]) for path in inner)
    return top if deeper or several or named else here


def gather(tree: Tree, assignment: str) -> tuple[list[Claim], str]:
    """Return the claims and, where the source's own list of students cannot be read, the reason.

    Then nobody knows whose files these are: each is listed with that reason, and none is graded.
    """
    try:
        return claims(tree, assignment), ""
    except SubmissionError as error:
        problem = f"Nobody knows whose this is: {error}"
        return [Claim(replace(member, problem=problem)) for member in tree.members()], str(error)
