"""Whose file it is, as the names of bulk downloads say it. Pure functions on text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from emgrade.gradebook import Student
from emgrade.roster import fold

# Canvas: `name[_LATE]_<user id>_<attachment id>_<file name>`; the name is the sortable name in lower case without
# blanks or punctuation, and a resubmitted file may end in `-1`, `-2` ...
_CANVAS = re.compile(
    r"(?P<name>[^_/]+(?:_[^\W\d_][^_/]*)*?)(?P<late>_LATE)?_(?!\d{4}_\d\d_\d\dT)(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)"
)
_CANVAS_DIGITS = 4
# Moodle: a folder `Full name_<participant>_assignsubmission_file[_]`, or a file that goes on with its own name.
_MOODLE = re.compile(
    r"(?P<name>[^/]+?)_(?P<participant>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>[^/]*))?"
)
# The export cell: `<notebook>_2024_01_31T10_20_30.zip`, and with microseconds where it is Otter's.
_EXPORT_TIME = re.compile(
    r"(?P<stem>.*?)_?(?P<time>\d{4}_\d{2}_\d{2}T\d{2}_\d{2}_\d{2})(?:_\d{1,6})?(?: \(\d+\))?$"
)
_BROWSER_COPY = re.compile(r"(?P<stem>.+?) ?\((?P<number>\d{1,3})\)$")
_SAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Owner:
    """What a file's place says about it: whose it is, when it came, and whether late.

    `submitted_at` has no time zone where it is the clock of the student's computer. `attempt` orders several files of
    one student where the source numbers them; 0 when it does not.
    """

    students: tuple[Student, ...] = ()
    submitted_at: str = ""
    late: bool = False
    attempt: int = 0
    note: str = ""


def owner(path: PurePosixPath, assignment: str, is_canvas: bool = False) -> Owner:
    """Return what the path of a file below the folder of a class says; nobody where it says nothing.

    Parameters
    ----------
    path : PurePosixPath
        Below the folder that holds the students' files or folders.
    assignment : str
        Its name, which a file may carry beside the student's.
    is_canvas : bool
        Whether the folder is Canvas' for sure, see `looks_like_canvas`.
    """
    top = path.parts[0]
    found = moodle(top) or canvas(top, is_canvas)
    if found is None and len(path.parts) > 1:
        found = Owner((Student(f"name:{fold(top)}", top, identified_by="folder name"),))
    if found is None and path.suffix.lower() in (".ipynb", ".zip"):
        found = plain_file(path.stem, assignment)
    if found is None:
        return Owner()
    return replace(found, submitted_at=found.submitted_at or export_time(path.stem)[1])


def canvas(file_name: str, is_canvas: bool = False) -> Owner | None:
    """Read a file name of a Canvas bulk download; None when it is not one.

    `lab_2_3_ada.ipynb` has the same form, so short numbers count only where the whole folder is Canvas'.
    """
    match = _CANVAS.fullmatch(file_name)
    if match is None:
        return None
    name, user, attachment = match["name"], match["user"], match["attachment"]
    if not is_canvas and min(len(user), len(attachment)) < _CANVAS_DIGITS:
        return None
    student = Student(f"canvas:{user}", name, canvas=user, identified_by="Canvas file name")
    return Owner((student,), late=bool(match["late"]), attempt=int(attachment))


def looks_like_canvas(file_names: Iterable[str]) -> bool:
    """Whether all names are Canvas', each with its own attachment number, of several people."""
    found = [_CANVAS.fullmatch(name) for name in file_names]
    matches = [match for match in found if match is not None]
    several = all(len({match[part] for match in matches}) > 1 for part in ("name", "user"))
    return several and len({match["attachment"] for match in matches}) == len(matches) == len(found)


def moodle(name: str) -> Owner | None:
    """Read a file or folder name of a Moodle bulk download; None when it is not one."""
    match = _MOODLE.fullmatch(name)
    if match is None:
        return None
    number = match["participant"]
    return Owner((Student(f"moodle:{number}", match["name"], moodle=number, identified_by="Moodle name"),))


def export_time(stem: str) -> tuple[str, str]:
    """Split the stem of an export zip into what stands before the time, and the time of the student's computer.

    Both are empty strings where there is no time in the name.
    """
    match = _EXPORT_TIME.fullmatch(stem)
    if match is None:
        return "", ""
    try:
        time = datetime.strptime(match["time"], "%Y_%m_%dT%H_%M_%S")
    except ValueError:
        return "", ""
    return match["stem"], time.isoformat(timespec="seconds")


def browser_copy(stem: str) -> tuple[str, int]:
    """Split `name (2)` into its name and 2; the number is 0 for any other name."""
    match = _BROWSER_COPY.fullmatch(stem)
    return (match["stem"], int(match["number"])) if match else (stem, 0)


def plain_file(stem: str, assignment: str) -> Owner:
    """Read the name of a file that stands for one student: the whole stem, less the assignment's name and the time.

    Nothing is guessed: where nothing is left that could name a person, the file stands for an unknown one.
    """
    plain = browser_copy(stem)[0]
    before, time = export_time(plain)
    rest = before if time else plain
    who = re.sub(rf"(?:^|[ _-]){re.escape(assignment)}$|^{re.escape(assignment)}[ _-]", "", rest).strip(" _-")
    if who and who != assignment:
        return Owner((Student(f"name:{fold(who)}", who, identified_by="file name"),), time)
    note = f"Nothing tells whose this is: the name `{stem}` says which assignment and when, not who."
    return Owner((Student(f"unknown:{fold(stem)}", stem),), time, note=note)


def slug(text: str, *about: str) -> str:
    """Return a folder name for `text`: letters, digits, dots and dashes, and a hash of everything given."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    readable = _SAFE.sub("-", flat).strip(".-_").lower()[:40].rstrip(".-_") or "student"
    # A name that is not UTF-8 holds lone surrogates, which `backslashreplace` writes out.
    told = chr(0).join((text, *about)).encode(errors="backslashreplace")
    return f"{readable}-{hashlib.sha256(told).hexdigest()[:10]}"
