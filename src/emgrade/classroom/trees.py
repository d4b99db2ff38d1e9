"""A folder and a zip archive seen alike: members with a path, a size and a date, none of them leading outside."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from emgrade.errors import SubmissionError

MAX_MEMBER = 64 * 2**20  # A notebook of 30 MB is odd but honest; 64 MB is more than Gradescope shows.
MAX_MEMBERS = 200_000
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a tree. `problem` says why it cannot be taken; empty when it can."""

    path: PurePosixPath
    size: int
    modified: str = ""
    problem: str = ""


class FolderTree:
    """Files under a folder. Symbolic links are listed with a problem and never followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.origin = str(root)

    def members(self) -> list[Member]:
        """Return every file, sorted by path. Without recursion: a folder may lie 3,000 folders deep."""
        found: list[Member] = []
        todo = [self.root]
        while todo:
            folder = todo.pop()
            try:
                with os.scandir(folder) as children:
                    for child in children:
                        if child.is_dir(follow_symlinks=False):
                            todo.append(Path(child.path))
                        else:
                            found.append(self._member(Path(child.path)))
            except OSError as error:
                problem = f"The folder cannot be read: {error.strerror}."
                found.append(Member(self._relative(folder), 0, problem=problem))
        return sorted(found, key=lambda member: str(member.path))

    def _member(self, path: Path) -> Member:
        try:
            facts = path.lstat()
        except OSError as error:
            return Member(self._relative(path), 0, problem=f"It cannot be read: {error.strerror}.")
        date = ""  # an archive may date a file to any year
        with contextlib.suppress(ValueError, OverflowError, OSError):
            date = datetime.fromtimestamp(facts.st_mtime).isoformat(timespec="seconds")
        return Member(self._relative(path), facts.st_size, date, _problem(facts.st_mode, facts.st_size))

    def _relative(self, path: Path) -> PurePosixPath:
        return PurePosixPath(path.relative_to(self.root).as_posix())

    def open(self, member: Member) -> IO[bytes]:
        """Open a member for reading."""
        return (self.root / member.path).open("rb")


class FileTree(FolderTree):
    """One file given by itself."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.parent)
        self._path = path

    def members(self) -> list[Member]:
        """Return the file."""
        return [self._member(self._path)]


class ZipTree:
    """Members of a zip archive. Nothing is unpacked until it is asked for, and then never past `MAX_MEMBER`.

    Raises
    ------
    SubmissionError
        When the file is no zip archive or has too many members.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.origin = str(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            raise SubmissionError(f"{path}: not a zip archive that can be read ({error}).") from None
        if len(self._zip.infolist()) > MAX_MEMBERS:
            raise SubmissionError(f"{path}: the archive has more than {MAX_MEMBERS:,} members.")
        # A member without a name is possible, and `is_dir` stumbles over it.
        files = [info for info in self._zip.infolist() if not (info.filename and info.is_dir())]
        self._infos = {_zip_path(info): info for info in files}
        self._hidden = [info for info in files if self._infos[_zip_path(info)] is not info]

    def members(self) -> list[Member]:
        """Return every file, sorted by path; of several members with one path the last, as unzip does."""
        found = [_zip_member(path, info) for path, info in self._infos.items()]
        for number, info in enumerate(self._hidden, start=1):
            path = PurePosixPath(f"{_zip_path(info)} (hidden member {number})")
            found.append(
                Member(path, info.file_size, problem="A later member of the archive has the same path.")
            )
        return sorted(found, key=lambda member: str(member.path))

    def open(self, member: Member) -> IO[bytes]:
        """Open a member for reading."""
        return self._zip.open(self._infos[member.path])

    def holds(self, name: str) -> bool:
        """Whether the root of the archive has a file of this name."""
        return PurePosixPath(name) in self._infos


def _zip_path(info: zipfile.ZipInfo) -> PurePosixPath:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    return path if path.name else PurePosixPath("unnamed")


def _zip_member(path: PurePosixPath, info: zipfile.ZipInfo) -> Member:
    mode = info.external_attr >> 16 or stat.S_IFREG
    problem = _problem(mode if stat.S_IFMT(mode) else mode | stat.S_IFREG, info.file_size)
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        problem = "Its path leads outside of the archive."
    elif info.flag_bits & 0x1:
        problem = "It is encrypted."
    try:
        date = datetime(*info.date_time).isoformat()
    except ValueError:
        date = ""
    return Member(path, info.file_size, date, problem)


def _problem(mode: int, size: int) -> str:
    if stat.S_ISLNK(mode):
        return "It is a symbolic link."
    if not stat.S_ISREG(mode):
        return "It is not a regular file."
    if size > MAX_MEMBER:
        return f"It is {size / 2**20:,.0f} MB; the limit is {MAX_MEMBER / 2**20:.0f} MB."
    return "It is empty." if size == 0 else ""


Tree = FolderTree | FileTree | ZipTree


def chunks(tree: Tree, member: Member) -> Iterator[bytes]:
    """Read a member piece by piece.

    Raises
    ------
    SubmissionError
        When it is damaged, vanished, or larger than it says (a zip bomb).
    """
    total = 0
    try:
        with tree.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > MAX_MEMBER:
                    raise SubmissionError(f"It is larger than {MAX_MEMBER / 2**20:.0f} MB.")
                yield chunk
    except SubmissionError:
        raise
    except Exception as error:  # zlib.error and lzma.LZMAError share no base class below Exception.
        raise SubmissionError(f"It cannot be read: {error}.") from None


def digest(tree: Tree, member: Member) -> str:
    """Return the SHA-256 of a member's content."""
    total = hashlib.sha256()
    for chunk in chunks(tree, member):
        total.update(chunk)
    return total.hexdigest()


def copy(tree: Tree, member: Member, target: Path) -> None:
    """Write a member's content to a new file."""
    with target.open("xb") as stream:
        for chunk in chunks(tree, member):
            stream.write(chunk)
