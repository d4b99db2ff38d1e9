"""The judge's side of the sandbox: the fork server, the work folder, and the process of the submission at hand."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from ...bundle import Bundle, Limits
from ...errors import EngineError
from ...imports import libraries_of
from ..remote.wire import Channel, ChannelClosed, ChannelTimeout, CodecError
from . import Policy, landlock, linux, remove, users

# `settle` turns the collector on: see `pool.open_judge`.
FORK_SERVER = "import gc; gc.disable(); from emgrade.grade.sandbox.forkserver import main; main()"
LOCK = ".lock"
SINGLE_THREADED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# Seconds, each far above what a slow machine needs, so that only what hangs meets them: for imports from a cold disk,
# for a fork and its layers, and until the kernel has ended every process of a submission.
LOADS_WITHIN = 120.0
STARTS_WITHIN = 20.0
ENDS_WITHIN = 20.0
# So many submissions import the same libraries before these are loaded for the next: one alone is sooner without.
BRANCH_AT = 2
MAX_BRANCHES = 4  # each takes the memory of what it loads: 30 MB for pandas, 80 for scipy.stats
# What a student's file may be called is for the file system to say; anything else that goes wrong is ours.
_NOT_A_NAME = {
    errno.ENAMETOOLONG,
    errno.EISDIR,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.ELOOP,
    errno.EINVAL,
    errno.EILSEQ,
}


if TYPE_CHECKING:
    from ..remote.session import Session
    from ..remote.values import Declared


class Sandbox:
    """Where one submission after another runs. To be closed.

    The fork server starts in the constructor and loads while the caller goes on; `start` waits for it.

    Parameters
    ----------
    bundle : Bundle
        The assignment, of which the sandbox learns the files that students have too and the imports.

    Raises
    ------
    EngineError
        When the tests would be readable, or no folder can be made.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        # What a killed fork server leaves behind must come to this process, to be killed.
        with contextlib.suppress(OSError):
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        _remove_left()
        self._scratch = Path(tempfile.mkdtemp(prefix="emgrade-"))
        self._scratch.chmod(0o711)
        self._lock: IO[str] | None = None
        self._files = self._scratch / "files"
        self._number = 0
        self._work: Path | None = None
        self._user: int | None = None
        self._channel: Channel | None = None
        self._branches: dict[frozenset[str], Channel] = {}
        self._asked: Counter[frozenset[str]] = Counter()
        self._active: Channel | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self.session: Session | None = None
        self.layers: dict[str, str] = {}
        try:
            self._lock = _locked(self._scratch)
            self._lay_out_files()
            self._users = users.pool(self._scratch)
            for closed in users.closed_folders([self._scratch]) if self._users else ():
                raise EngineError(
                    f"Submissions run as users of their own, who cannot enter {closed}. "
                    "Set TMPDIR to a folder that everybody may enter, such as /tmp."
                )
            self._launch()
        except OSError as error:
            self.close()
            raise EngineError(f"The grader could not start: {error}") from None
        except EngineError:
            self.close()
            raise

    @functools.cached_property
    def declared(self) -> Declared:
        """The modules and classes that the judge has of its own."""
        from ..remote.values import Declared

        return Declared(self._bundle.imports, str(self._bundle.files))

    def start(
        self,
        limits: Limits,
        files: dict[str, bytes],
        until: float,
        *,
        copies: int,
        libraries: frozenset[str] = frozenset(),
    ) -> Session:
        """Start a process for a submission, and return the session with it.

        Parameters
        ----------
        limits : Limits
            What it may cost.
        files : dict
            What the student handed in beside the notebook: path -> bytes.
        until : float
            When it has to end, of `time.monotonic`.
        copies : int
            How many copies of the process there may be at once.
        libraries : frozenset of str
            What the submission imports, of what takes long (`imports.libraries_of`).

        Raises
        ------
        OSError
            When it does not start.
        EngineError
            When the fork server cannot be had, or the assignment's files have changed.
        """
        self._active = self._server_with(libraries)
        if self._signature() != self._signed:
            raise EngineError("The assignment's files in the sandbox have changed while submissions ran.")
        self._number += 1
        self._user = self._users.take() if self._users else None
        self._work = self._scratch / str(self._number)
        self._lay_out(files)
        policy = Policy(
            work=str(self._work),
            uid=self._user,
            readable=(str(self._files),),
            memory_mb=limits.memory_mb,
            file_mb=limits.file_mb,
            processes=limits.processes + copies,
            seconds=int(2 * limits.submission_seconds),
        )
        # Imported here: the fork server starts, and loads meanwhile, before this process loads NumPy for the codec.
        from ..remote.session import Session
        from ..remote.values import ProcessEnded

        ours, theirs = socket.socketpair()
        self.session = Session(ours, limits.call_seconds, until, self._why_ended, self.declared)
        with theirs:
            try:
                self._active.send_handle({"op": "start", "policy": asdict(policy)}, theirs.fileno())
            except ChannelClosed:
                self._active = self._relaunch()
                self._active.send_handle({"op": "start", "policy": asdict(policy)}, theirs.fileno())
        try:
            self.layers = {str(k): str(v) for k, v in self.session.hello(STARTS_WITHIN)["layers"].items()}
        except (ProcessEnded, CodecError, KeyError, AttributeError) as error:
            raise OSError(0, f"the student's process did not start: {error}") from None
        return self.session

    def end(self) -> None:
        """End every process of the submission, wait until they are gone, and remove what it wrote."""
        # In this order: a process that still lives could write again, and would keep the user that the next one gets.
        if self.session is not None:
            self.session.close()
            self.session = None
            self._ask("end", ENDS_WITHIN)
        if self._work is not None:
            remove(self._work)
            self._work = None
        if self._user is not None:
            confined = self.layers.get("file access") == ""
            _sweep(
                self._user, () if confined else ("/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp", "/run/lock")
            )
            self._user = None

    def close(self) -> None:
        """End the fork server and everything below it, and remove what it used."""
        with contextlib.suppress(OSError):
            self.end()
            self._stop()
        _remove_scratch(self._scratch)
        if self._lock is not None:
            self._lock.close()

    def _launch(self) -> None:
        """Start the fork server with a clean environment; it learns nothing but the assignment's public files."""
        ours, theirs = socket.socketpair()
        settings = {
            "channel": theirs.fileno(),
            "imports": list(self._bundle.imports),
            "adapters": list(self._bundle.adapters),
            "files": str(self._files),
        }
        self._loaded = False
        self._channel = Channel(ours)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-I", "-c", FORK_SERVER, json.dumps(settings)],
                env={**_clean_environment(), "IPYTHONDIR": str(self._scratch / "ipython")},
                pass_fds=(theirs.fileno(),),
                cwd=self._files,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _ready(self) -> Channel:
        if self._channel is None:
            return self._relaunch()
        if not self._loaded:
            try:
                hello = self._channel.receive(time.monotonic() + LOADS_WITHIN)[0]
            except (ChannelClosed, ChannelTimeout, CodecError):
                hello = {"fault": "The process that runs notebooks did not start."}
            if hello["fault"]:
                self._stop()  # the next submission finds another one, or the same reason
                raise EngineError(str(hello["fault"]))
            _refuse_open_tests(self._bundle.path, hello["readable"], own_user=self._users is not None)
            self._loaded = True
        return self._channel

    def _server_with(self, libraries: frozenset[str]) -> Channel:
        """Return the fork server that has loaded most of what a submission imports, and nothing that it does not."""
        channel = self._ready()
        libraries -= self._loaded_by_all
        self._asked[libraries] += 1
        if libraries and self._asked[libraries] == BRANCH_AT and len(self._branches) < MAX_BRANCHES:
            ours, theirs = socket.socketpair()
            branch = Channel(ours)
            with theirs, contextlib.suppress(ChannelClosed):
                channel.send_handle({"op": "branch", "imports": sorted(libraries)}, theirs.fileno())
            try:
                fault = branch.receive(time.monotonic() + LOADS_WITHIN)[0]["fault"]
            except (ChannelClosed, ChannelTimeout, CodecError):
                fault = "it did not start"
            if fault:
                branch.close()
            else:
                self._branches[libraries] = branch
        best = max((loaded for loaded in self._branches if loaded <= libraries), key=len, default=None)
        return channel if best is None else self._branches[best]

    def _relaunch(self) -> Channel:
        """Replace a fork server that was killed. What ran below it has become this process's, and is killed."""
        self._stop()
        self._launch()
        return self._ready()

    def _stop(self) -> None:
        for branch in self._branches.values():
            branch.close()
        self._branches.clear()
        self._asked.clear()
        self._active = None
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._server is not None:
            try:
                # Its end of the socket has closed, so it kills what is below, and ends.
                self._server.wait(timeout=ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None
            linux.kill_descendants()

    def _why_ended(self) -> str:
        return str(self._ask("why", 2.0).get("ended") or "it closed its connection to the grader")

    def _ask(self, question: str, seconds: float) -> dict[str, object]:
        if self._active is None:
            return {}
        until = time.monotonic() + seconds
        try:
            self._active.send({"op": question}, deadline=until)
            return self._active.receive(until)[0]
        except (ChannelClosed, ChannelTimeout, CodecError):
            # It was killed, or hangs: whatever it looked after ends with it.
            self._stop()
            return {}

    def _lay_out_files(self) -> None:
        """Copy the assignment's files to where every user can read them and none can write."""
        if self._bundle.files.is_dir():
            shutil.copytree(
                self._bundle.files, self._files
            )  # with times, so that byte code beside it stays valid
        else:
            self._files.mkdir()
        self._contents: dict[str, bytes] = {}
        for path in sorted(self._files.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                self._contents[path.relative_to(self._files).as_posix()] = path.read_bytes()
            path.chmod(0o555 if path.is_dir() else 0o444)
        self._loaded_by_all = libraries_of([f"import {name}" for name in self._bundle.imports])
        self._packages = frozenset(path.parent.name for path in self._files.glob("*/__init__.py"))
        self._files.chmod(0o555)
        self._signed = self._signature()

    def _signature(self) -> list[tuple[str, int, int]]:
        """Return what changes whenever a file does: nobody can set the time of an inode's change."""
        found = []
        for name in self._contents:
            state = os.lstat(f"{self._files}/{name}")
            found.append((name, state.st_ctime_ns, state.st_ino))
        return found

    def _lay_out(self, files: dict[str, bytes]) -> None:
        """Fill the work folder: the student's other files first, the assignment's own over them, as Otter does.

        Everything is opened below the folder without following links, and as the student's user. The assignment's
        packages are linked where that user cannot write to them.
        """
        assert self._work is not None
        self._work.mkdir(mode=0o700)
        # What a student hands in under a package's name replaces none of it.
        linked = self._packages if self._user is not None else frozenset()
        folders = {str(folder) for name in self._contents for folder in PurePosixPath(name).parents}
        for name in linked:
            (self._work / name).symlink_to(self._files / name)
        if self._user is not None:
            os.chown(self._work, self._user, self._user)
        top = os.open(self._work, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if self._user is not None:
                linux.access_files_as(self._user)
            for name, data in files.items():
                above = map(str, PurePosixPath(name).parents)
                taken = name in folders or not self._contents.keys().isdisjoint(above)
                if name.partition("/")[0] not in self._packages and not taken:
                    try:
                        _write(top, name, data)
                    except OSError as error:
                        if error.errno not in _NOT_A_NAME:
                            raise
            for name, data in self._contents.items():
                if name.partition("/")[0] not in linked:
                    _write(top, name, data)
        finally:
            os.close(top)
            if self._user is not None:
                linux.access_files_as(0)


def _locked(scratch: Path) -> IO[str]:
    """Lock a scratch folder for as long as this process lives, and say so by a file of that name."""
    fresh = scratch / ".lock.new"
    lock = fresh.open("x")
    fresh.chmod(0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fresh.rename(scratch / LOCK)  # whoever finds it finds it locked
    except OSError:  # a file system without locks: nobody finds it, and nobody removes the folder
        fresh.unlink()
    return lock


def _remove_left() -> None:
    """Remove the scratch folders of graders that were killed: nobody holds their locks any more."""
    for path in Path(tempfile.gettempdir()).glob(f"emgrade-*/{LOCK}"):
        with contextlib.suppress(OSError):
            # Anybody may put anything there: a link to a folder elsewhere, a pipe that would be waited for.
            folder = path.parent.lstat()
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)) as lock:
                found = os.fstat(lock.fileno())
                plain = stat.S_ISDIR(folder.st_mode) and stat.S_ISREG(found.st_mode)
                if plain and folder.st_uid == found.st_uid == os.geteuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _remove_scratch(path.parent)


def _remove_scratch(scratch: Path) -> None:
    """Remove a scratch folder, its lock last: what could not be removed yet is found by the next start."""
    with contextlib.suppress(OSError):
        for inside in scratch.iterdir():
            if inside.name != LOCK:
                remove(inside)
    remove(scratch)


def _write(top: int, name: str, data: bytes) -> None:
    """Write a file below an open folder."""
    *folders, last = name.split("/")
    here = os.dup(top)
    try:
        for folder in folders:
            with contextlib.suppress(FileExistsError):
                os.mkdir(folder, 0o755, dir_fd=here)
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(last, flags, 0o644, dir_fd=here), "wb") as out:
            out.write(data)
    finally:
        os.close(here)


def _clean_environment() -> dict[str, str]:
    """Return the few variables that a notebook may see."""
    names = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "MPLCONFIGDIR")
    single = dict.fromkeys(SINGLE_THREADED, "1")
    return {"PATH": os.defpath, **{k: os.environ[k] for k in names if k in os.environ}, **single}


def _refuse_open_tests(bundle: Path, readable: list[str], *, own_user: bool) -> None:
    """Refuse to start where a layer is missing and tests, or the solutions beside them, would be readable.

    Raises
    ------
    EngineError
        With what to do about it.
    """
    course = next((p for p in bundle.parents if (p / "assignments" / "course.toml").is_file()), bundle)
    if landlock.version():
        shown = next((f for f in readable if course.is_relative_to(Path(f).resolve())), "")
        why = f"lies in {shown}, which every notebook may read"
    else:
        # Without an own user and without Landlock nothing keeps the files apart, and every result says so.
        shown, why = ("/" if own_user else ""), "is not kept from notebooks: this system has no Landlock"
    closed = own_user and not all(p.stat().st_mode & 0o001 for p in (course, *course.parents))
    if shown and not closed:
        raise EngineError(
            f"{course} {why}. A student's code could read the tests; "
            f"move the folder elsewhere, or run as root and close it: chmod go-rwx {course}"
        )


def _sweep(user: int, folders: tuple[str, ...]) -> None:
    """Remove what a user left in folders that everybody may write to, and in such folders there."""
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    state, is_folder = entry.stat(follow_symlinks=False), entry.is_dir(follow_symlinks=False)
                    if state.st_uid == user and is_folder:
                        remove(Path(entry.path))
                    elif state.st_uid == user:
                        Path(entry.path).unlink()
                    elif is_folder and state.st_mode & 0o002:
                        _sweep(user, (entry.path,))
