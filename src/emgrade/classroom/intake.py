"""From what an instructor downloaded to one entry for everything that was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from emgrade.classroom import names
from emgrade.classroom.gradescope import METADATA
from emgrade.classroom.layouts import Claim, gather, is_candidate, is_noise
from emgrade.classroom.rules import Candidate, LatePolicy, choose, mark_late, rank
from emgrade.classroom.trees import FileTree, FolderTree, Member, Tree, ZipTree, digest
from emgrade.errors import SubmissionError
from emgrade.gradebook import Entry, Student

Place = tuple[Tree, Member]


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that was found, and where the files of the counted entries are."""

    entries: tuple[Entry, ...]
    places: dict[str, Place] = field(default_factory=dict)


def collect(
    paths: Iterable[Path], assignment: str, *, late: LatePolicy = "count", due: datetime | None = None
) -> Intake:
    """Find the submissions under `paths` and settle which one counts for each student.

    Parameters
    ----------
    paths : iterable of Path
        Notebooks, export zips, folders or archives, as downloaded.
    assignment : str
        Its name, so that file names can be told from names of students.
    late : {"count", "ignore"}
        Whether a late file counts for a student who has another one in time.
    due : datetime, optional
        Files that the source dates after it are late; Canvas marks late files by itself.

    Returns
    -------
    Intake
        Sorted by student, so that the order of `paths` and of the file system plays no role.
    """
    found = _Found(assignment)
    for path in {path.resolve(): path for path in paths}.values():
        found.add(path)
    settled = choose([replace(one, entry=mark_late(one.entry, due)) for one in found.candidates], late)
    entries = _mark_copies([*settled, *found.others])
    entries.sort(key=lambda entry: (entry.state != "counts", names.fold(entry.label), entry.id))
    counted = {entry.id for entry in entries if entry.state == "counts"}
    return Intake(tuple(entries), {key: place for key, place in found.places.items() if key in counted})


class _Found:
    """Collects candidates and what is none."""

    def __init__(self, assignment: str) -> None:
        self.assignment = assignment
        self.candidates: list[Candidate] = []
        self.others: list[Entry] = []
        self.places: dict[str, Place] = {}

    def add(self, path: Path) -> None:
        """Take in one path of the command line."""
        try:
            tree = _tree(path)
        except SubmissionError as error:
            self.others.append(
                Entry(
                    names.slug(path.name, str(path.resolve())),
                    str(path),
                    state="unreadable",
                    reason=str(error),
                )
            )
            return
        claims, problem = gather(tree, self.assignment)
        if problem:
            self.others.append(
                Entry(
                    names.slug(path.name, str(path.resolve())), str(path), state="unreadable", reason=problem
                )
            )
        served = {student.key for claim in claims if _offers(claim) for student in claim.students}
        empty: dict[tuple[Student, ...], list[Claim]] = defaultdict(list)
        for claim in claims:
            self._take(tree, path, claim)
            if claim.students and not any(student.key in served for student in claim.students):
                empty[claim.students].append(claim)
        for students, theirs in empty.items():
            self.others.append(_without_notebook(path, students, theirs))

    def _take(self, tree: Tree, path: Path, claim: Claim) -> None:
        if claim.member is None:
            return
        entry = _entry(tree, path, claim, claim.member)
        if _may_count(claim):
            try:
                entry = replace(entry, digest=digest(tree, claim.member))
            except SubmissionError as error:
                self.others.append(replace(entry, state="unreadable", reason=str(error)))
                return
            self.places[entry.id] = (tree, claim.member)
            self.candidates.append(_candidate(entry, claim, claim.member, self.assignment))
        elif _offers(claim):
            self.others.append(replace(entry, state="unreadable", reason=claim.member.problem))
        else:
            self.others.append(replace(entry, state="ignored", reason=_why_ignored(claim.member), notes=()))


def is_class(path: Path) -> bool:
    """Whether a path holds many students' work: a folder, or an archive that is not one student's export."""
    try:
        return not isinstance(_tree(path), FileTree)
    except SubmissionError:
        return False


def _tree(path: Path) -> Tree:
    if path.is_dir():
        return FolderTree(path)
    if not path.exists():
        raise SubmissionError("There is no such file or folder.")
    if path.suffix.lower() != ".zip":
        return FileTree(path)
    try:
        archive = ZipTree(path)
    except SubmissionError:
        return FileTree(path)  # The engine says what is wrong with a single zip that cannot be opened.
    # Otter's export cell leaves these two beside the notebook; an archive with them is one student's.
    export = archive.holds("__zip_filename__") or archive.holds(".OTTER_LOG")
    return FileTree(path) if export else archive


def _offers(claim: Claim) -> bool:
    """Whether a claim has a notebook or a zip, be it readable or not."""
    member = claim.member
    return member is not None and is_candidate(member.path) and not is_noise(member.path)


def _may_count(claim: Claim) -> bool:
    return _offers(claim) and claim.member is not None and not claim.member.problem


def _entry(tree: Tree, path: Path, claim: Claim, member: Member) -> Entry:
    inside = str(member.path)
    shown = f"{tree.origin}: {inside}" if isinstance(tree, ZipTree) else str(Path(tree.origin) / inside)
    about = "+".join(student.key for student in claim.students)
    label = ", ".join(student.name for student in claim.students) or member.path.stem
    return Entry(
        id=names.slug(label, about, str(path.resolve()), inside),
        origin=shown,
        students=claim.students,
        submitted_at=claim.submitted_at,
        late=claim.late,
        notes=(claim.note,) if claim.note else (),
    )


def _candidate(entry: Entry, claim: Claim, member: Member, assignment: str) -> Candidate:
    copy = names.browser_copy(member.path.stem)[1]
    return Candidate(entry, claim.attempt or copy, rank(member.path, assignment), member.modified)


def _without_notebook(path: Path, students: tuple[Student, ...], claims: Sequence[Claim]) -> Entry:
    files = sorted(claim.member.path.name for claim in claims if claim.member is not None)
    reason = f"No notebook or export zip among {', '.join(files)}." if files else claims[0].note
    label = ", ".join(student.name for student in students)
    about = "+".join(student.key for student in students)
    return Entry(
        names.slug(label, about, str(path.resolve()), "no notebook"),
        str(path),
        students,
        "unreadable",
        reason,
    )


def _why_ignored(member: Member) -> str:
    if member.path.name == METADATA:
        return "Read: it says whose submissions these are."
    if is_noise(member.path):
        return "Left by the operating system or by Jupyter."
    return member.problem or "Neither a notebook nor a zip; the assignment's own data files are used."


def _mark_copies(entries: Sequence[Entry]) -> list[Entry]:
    """Note on counted entries that other students handed in the very same file."""
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.state == "counts":
            alike[entry.digest].append(entry)
    return [_note_copies(entry, alike.get(entry.digest, [])) for entry in entries]


def _note_copies(entry: Entry, alike: Sequence[Entry]) -> Entry:
    others = [other.label for other in alike if other.id != entry.id]
    if entry.state != "counts" or not others:
        return entry
    listed = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    return replace(entry, notes=(*entry.notes, f"The same file, byte for byte, as that of {listed}."))
