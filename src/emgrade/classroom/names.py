"""What the names of bulk downloads say: who, when and whether late. Pure functions on text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from emgrade.gradebook import Student

# Canvas: `name[_LATE]_<user id>_<attachment id>_<file name>`; the name is the sortable name in lower case without
# blanks or punctuation, and a resubmitted file may end in `-1`, `-2` ...
_CANVAS = re.compile(
    r"(?P<name>[^_/]+(?:_[^\W\d_][^_/]*)*?)(?P<late>_LATE)?_(?!\d{4}_\d\d_\d\dT)(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)"
)
# Moodle: a folder `Full name_<participant>_assignsubmission_file[_]`, or a file that goes on with its own name.
_MOODLE = re.compile(
    r"(?P<name>[^/]+?)_(?P<participant>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>[^/]*))?"
)
# Otter's export cell: `<notebook>_2024_01_31T10_20_30_123456.zip`.
_EXPORT_TIME = re.compile(
    r"(?P<stem>.*?)_?(?P<time>\d{4}_\d{2}_\d{2}T\d{2}_\d{2}_\d{2}_\d{1,6})(?: \(\d+\))?$"
)
_BROWSER_COPY = re.compile(r"(?P<stem>.+?) ?\((?P<number>\d{1,3})\)$")
_SAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a file's or folder's name tells.

    `attempt` orders several files of one student where the source numbers them; 0 when it does not.
    """

    student: Student
    late: bool = False
    attempt: int = 0
    submitted_at: str = ""
    note: str = ""


def canvas(file_name: str) -> Named | None:
    """Read a file name of a Canvas bulk download; None when it is not one."""
    match = _CANVAS.fullmatch(file_name)
    if match is None:
        return None
    name, user = match["name"], match["user"]
    student = Student(f"canvas:{user}", name, sid=user, identified_by="Canvas file name")
    return Named(student, late=bool(match["late"]), attempt=int(match["attachment"]))


def moodle(name: str) -> Named | None:
    """Read a file or folder name of a Moodle bulk download; None when it is not one."""
    match = _MOODLE.fullmatch(name)
    if match is None:
        return None
    key = f"moodle:{match['participant']}"
    return Named(Student(key, match["name"], sid=match["participant"], identified_by="Moodle name"))


def export_time(stem: str) -> tuple[str, str]:
    """Split the stem of an export zip into what stands before the time, and the time (ISO 8601, no zone).

    Both are empty strings where there is no time in the name.
    """
    match = _EXPORT_TIME.fullmatch(stem)
    if match is None:
        return "", ""
    try:
        time = datetime.strptime(match["time"], "%Y_%m_%dT%H_%M_%S_%f")
    except ValueError:
        return "", ""
    return match["stem"], time.isoformat(timespec="seconds")


def browser_copy(stem: str) -> tuple[str, int]:
    """Split `name (2)` into its name and 2; the number is 0 for any other name."""
    match = _BROWSER_COPY.fullmatch(stem)
    return (match["stem"], int(match["number"])) if match else (stem, 0)


def plain_file(stem: str, assignment: str) -> Named:
    """Read the name of a file that stands for one student: the whole stem, less the assignment's name and the time.

    Nothing is guessed: where nothing is left that could name a person, the file stands for an unknown one.
    """
    plain = browser_copy(stem)[0]
    before, time = export_time(plain)
    rest = before if time else plain
    who = re.sub(rf"(?:^|[ _-]){re.escape(assignment)}$|^{re.escape(assignment)}[ _-]", "", rest).strip(" _-")
    if who and who != assignment:
        return Named(Student(f"name:{fold(who)}", who, identified_by="file name"), submitted_at=time)
    note = f"Nothing tells whose this is: the name `{stem}` says which assignment and when, not who."
    return Named(Student(f"unknown:{fold(stem)}", stem), submitted_at=time, note=note)


def folder(name: str) -> Named:
    """Read the name of a folder that stands for one student."""
    return Named(Student(f"name:{fold(name)}", name, identified_by="folder name"))


def fold(text: str) -> str:
    """Return the form in which two spellings of one name are equal: composed, without case or outer blanks."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def slug(text: str, *about: str) -> str:
    """Return a folder name for `text`: letters, digits, dots and dashes, and a hash of everything given."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    readable = _SAFE.sub("-", flat).strip(".-_").lower()[:40].rstrip(".-_") or "student"
    return f"{readable}-{hashlib.sha256(chr(0).join((text, *about)).encode()).hexdigest()[:10]}"
