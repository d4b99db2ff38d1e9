"""From what an instructor downloaded to one entry for everything that was found.

Read it downwards: the files of a path (`trees`), whose each one is (`names`, `gradescope`), one `Entry` for each, and
in the end which of several counts for a student (`rules`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from emgrade.classroom import gradescope, names
from emgrade.classroom.names import Owner
from emgrade.classroom.rules import LatePolicy, choose
from emgrade.classroom.trees import FileTree, FolderTree, Member, Tree, ZipTree, chunks, digest
from emgrade.errors import SubmissionError
from emgrade.gradebook import Entry, Student
from emgrade.grades import Policy
from emgrade.printable import printable
from emgrade.roster import Roster, fold

Place = tuple[Tree, Member]

CANDIDATES = (".ipynb", ".zip")
_NOISE_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"}
_NOISE_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
BY_HAND = "late_arrivals"  # Files in a folder of this name take the place of what was handed in.
_NAMED = 5  # Where there is no notebook, so many files are named: a handed-in environment has thousands.


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that was found, and where the files of the counted entries are."""

    entries: tuple[Entry, ...]
    places: dict[str, Place] = field(default_factory=dict)


def collect(
    paths: Iterable[Path], assignment: str, *, late: LatePolicy = "count", policy: Policy | None = None
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
    policy : Policy, optional
        Due dates (files that the source dates after them are late; Canvas marks late files by itself), who is who, and
        whether the last or the best submission counts.

    Returns
    -------
    Intake
        Sorted by student, so that the order of `paths` and of the file system plays no role.
    """
    found: list[Entry] = []
    places: dict[str, Place] = {}
    for path in {path.resolve(): path for path in paths}.values():
        for entry, place in _entries(path, assignment):
            found.append(entry)
            if place is not None:
                places[entry.id] = place
    policy = policy or Policy()
    if policy.roster is not None:
        found = [_known(entry, policy.roster) for entry in found]
    entries = _mark_copies(choose(found, assignment, late, policy))
    entries.sort(key=lambda entry: (entry.state != "counts", fold(entry.label), entry.id))
    counted = {entry.id for entry in entries if entry.state == "counts"}
    return Intake(tuple(entries), {key: place for key, place in places.items() if key in counted})


def _known(entry: Entry, roster: Roster) -> Entry:
    """Name the students of an entry as the roster does, and say who is not in it."""
    students = tuple(roster.known(student) for student in entry.students)
    strange = [one.name for one in students if one.identified_by and not roster.by_key(one.key)]
    told = tuple(f"{name} is not in the roster." for name in strange) if entry.state == "counts" else ()
    return replace(entry, students=students, notes=(*entry.notes, *told))


def is_class(path: Path) -> bool:
    """Whether a path holds many students' work: a folder, or an archive that is not one student's export."""
    try:
        return not isinstance(_tree(path), FileTree)
    except SubmissionError:
        return False


def content_of(entry: Entry) -> bytes:
    """Read the notebook behind an entry again, from where it was found.

    Raises
    ------
    SubmissionError
        When it is not there any more.
    """
    root, inside = entry.place
    tree = ZipTree(Path(root)) if inside else FileTree(Path(root))
    member = next((one for one in tree.members() if str(one.path) == (inside or Path(root).name)), None)
    if member is None:
        raise SubmissionError(f"{entry.origin} is not there any more.")
    return b"".join(chunks(tree, member))


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


def _entries(path: Path, assignment: str) -> Iterator[tuple[Entry, Place | None]]:
    """Yield one entry for each file of a path, and one for each student who has files there but no notebook."""
    try:
        tree = _tree(path)
    except SubmissionError as error:
        yield _unreadable(path, str(error)), None
        return
    members = tree.members()
    real = [member for member in members if not is_noise(member.path)]
    try:
        owners, absent = _owners(tree, real, assignment)
    except SubmissionError as error:
        # The source's own list of students cannot be read: each file is listed with that reason, and none is graded.
        yield _unreadable(path, str(error)), None
        problem = f"Nobody knows whose this is: {error}"
        members = [replace(member, problem=problem) for member in members]
        owners, absent = {}, {}
    without: dict[tuple[Student, ...], list[Member]] = defaultdict(list)
    served: set[str] = set()
    for member in members:
        owner = owners.get(member.path, Owner())
        entry, place = _entry(tree, path, member, owner)
        yield entry, place
        if owner.students:
            without[owner.students].append(member)
        if entry.state != "ignored":
            served.update(student.key for student in owner.students)
    for students, theirs in without.items():
        if not served.intersection(student.key for student in students):
            files = sorted(member.path.name for member in theirs)
            listed = ", ".join(files[:_NAMED]) + (
                f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
            )
            yield _unreadable(path, f"No notebook or export zip among {listed}.", students), None
    for folder, owner in absent.items():
        reason = f"{gradescope.METADATA} lists `{folder}`; it is not there."
        yield _unreadable(path, reason, owner.students), None


def _owners(
    tree: Tree, members: list[Member], assignment: str
) -> tuple[dict[PurePosixPath, Owner], dict[str, Owner]]:
    """Return whose each file is, and the folders of a Gradescope export that are listed and not there."""
    metadata = _metadata(members)
    if metadata is None:
        top = _wrapper(members)
        inside = {member.path: _inside(member.path, top) for member in members}
        files = [path.name for path in inside.values() if len(path.parts) == 1 and is_candidate(path)]
        is_canvas = names.looks_like_canvas(files)
        owners = {key: names.owner(path, assignment, is_canvas) for key, path in inside.items()}
        return {key: _alone(key, owner) for key, owner in owners.items()}, {}
    known = gradescope.read_metadata(b"".join(chunks(tree, metadata)))
    owners, seen = {}, set()
    for member in members:
        folder = _inside(member.path, metadata.path.parent).parts[0]
        seen.add(folder)
        owner = known.get(folder, Owner())
        if not owner.students:
            note = f"{gradescope.METADATA} does not say whose `{folder}` is."
            owner = Owner((Student(f"unknown:{folder}", folder),), note=note)
        if member != metadata:
            owners[member.path] = owner
    return owners, {folder: owner for folder, owner in known.items() if folder not in seen and owner.students}


def _alone(path: PurePosixPath, owner: Owner) -> Owner:
    """Two files of nobody known are never one person's: give each a person of its own."""
    students = tuple(
        one if one.identified_by else replace(one, key=f"{one.key}:{path}") for one in owner.students
    )
    return replace(owner, students=students)


def _metadata(members: list[Member]) -> Member | None:
    """Return the export's own list of students: at the top, or in the one folder that wraps everything.

    A student may hand in a file of this name. It lies beside a notebook, or deeper, or in one folder of several, and
    must not rename who gets which score.
    """
    found = [member for member in members if member.path.name == gradescope.METADATA and not member.problem]
    tops = {part for member in members for part in member.path.parts[:1]}  # none for the folder itself
    for member in found:
        folder = member.path.parent
        if folder == PurePosixPath():
            return member
        beside = any(other.path.parent == folder and is_candidate(other.path) for other in members)
        if len(folder.parts) == 1 and tops == {folder.name} and not beside:
            return member
    return None


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


def _inside(path: PurePosixPath, top: PurePosixPath) -> PurePosixPath:
    """Return a path below `top`; one that leads elsewhere without its root (it carries a problem already)."""
    if path.is_relative_to(top):
        inner = path.relative_to(top)
    else:
        inner = PurePosixPath(*path.parts[1:]) if path.is_absolute() else path
    return inner if inner.parts else PurePosixPath(path.name or "unnamed")


def _entry(tree: Tree, path: Path, member: Member, owner: Owner) -> tuple[Entry, Place | None]:
    """Make the entry of a file, counted unless it is no submission or cannot be read."""
    inside = str(member.path)
    shown = f"{tree.origin}: {inside}" if isinstance(tree, ZipTree) else str(Path(tree.origin) / inside)
    about = "+".join(student.key for student in owner.students)
    label = ", ".join(student.name for student in owner.students) or member.path.stem
    entry = Entry(
        id=names.slug(label, about, str(path.resolve()), inside),
        origin=printable(shown),
        students=tuple(_printable(student) for student in owner.students),
        submitted_at=printable(owner.submitted_at),
        late=owner.late,
        attempt=owner.attempt or names.browser_copy(member.path.stem)[1],
        modified=member.modified,
        by_hand=BY_HAND in (*path.parts, *member.path.parts[:-1]),
    )
    if is_noise(member.path) or not is_candidate(member.path):
        return replace(entry, state="ignored", reason=_why_ignored(member, owner)), None
    if member.problem:
        return replace(entry, state="unreadable", reason=member.problem), None
    notes = (printable(owner.note),) if owner.note else ()
    try:
        return replace(entry, digest=digest(tree, member), notes=notes), (tree, member)
    except SubmissionError as error:
        return replace(entry, state="unreadable", reason=str(error)), None


def _unreadable(path: Path, reason: str, students: tuple[Student, ...] = ()) -> Entry:
    label = ", ".join(student.name for student in students) or path.name
    about = "+".join(student.key for student in students)
    key = names.slug(label, about, str(path.resolve()), "no notebook")
    people = tuple(_printable(student) for student in students)
    return Entry(key, printable(str(path)), people, "unreadable", printable(reason))


def _printable(student: Student) -> Student:
    texts = {name: printable(getattr(student, name)) for name in ("key", "name", "email", "sid")}
    return replace(student, **texts)


def _why_ignored(member: Member, owner: Owner) -> str:
    if is_noise(member.path):
        return "Left by the operating system or by Jupyter."
    if member.path.name == gradescope.METADATA and not member.problem:
        if owner.students:
            return "A file of a submission, not the export's own list of students; it was not read."
        return "Read: it says whose submissions these are."
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
