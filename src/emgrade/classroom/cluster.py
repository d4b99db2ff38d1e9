"""The same work on several machines: a Dask `distributed` cluster (extra `cluster`).

The bundle travels once to each worker, inside a worker plugin, and is unpacked there; a worker that joins later gets it
too. Submissions travel with their tasks, a few at a time, so that memory stays flat here, at the scheduler and at the
workers. A worker lost half-way costs a second try: its tasks go to another worker, and a result is stored once.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from emgrade.bundle import walk
from emgrade.errors import EngineError
from emgrade.model import Result

_AHEAD = 3  # Tasks under way for each worker thread: enough to keep it busy, few enough to keep memory flat.
_TRIES = 5  # Of a task that ends with an exception; one whose worker dies is tried anew by the scheduler.


class ClusterGrader:
    """Grades on a cluster. Use it as a context manager.

    Parameters
    ----------
    bundle : Path
        An `autograder/<name>/` folder.
    address : str
        Of the scheduler: `tls://10.0.0.5:8786`, or `tcp://127.0.0.1:8786` where all is on this machine.
    opener : callable
        What to open on each worker thread; the isolated engine if left out.

    Raises
    ------
    EngineError
        When the extra is missing, no scheduler answers, or other machines reach it without a certificate.
    """

    def __init__(self, bundle: Path, address: str, opener: Callable[[Path], Any] | None = None) -> None:
        try:
            self._dask: Any = importlib.import_module("distributed")
        except ImportError:
            raise EngineError(
                "`--scheduler` needs the extra: pip install 'em-course-kit[cluster]'."
            ) from None
        self._bundle, self._opener = bundle, opener
        refuse_open([address])
        try:
            self._client = self._dask.Client(address, timeout="15s", set_as_default=False)
        except (
            OSError,
            TimeoutError,
            ValueError,
            TypeError,
        ) as error:  # TypeError: of TLS without certificate
            raise EngineError(f"No Dask scheduler answers at {address}: {error}") from None
        refuse_open([self._client.scheduler_info()["address"], *self._client.nthreads()])

    def __enter__(self) -> ClusterGrader:
        from emgrade.classroom.cluster_worker import BundlePlugin, open_engine

        self._client.register_plugin(BundlePlugin(zip_folder(self._bundle), self._opener or open_engine))
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            from emgrade.classroom.cluster_worker import PLUGIN

            self._client.unregister_worker_plugin(PLUGIN)
        self._client.close()

    @property
    def width(self) -> int:
        """Worker threads at this moment, at least one."""
        threads: dict[str, int] = self._client.nthreads()
        refuse_open(threads)  # of workers that joined since
        return max(1, sum(threads.values()))

    def grade_many(self, paths: Iterable[Path]) -> Iterator[Result]:
        """Yield one result for each path as it comes back; never more than a few under way for each thread."""
        todo = iter(paths)
        under_way: dict[str, Path] = {}
        finished = self._dask.as_completed(loop=self._client.loop)
        self._feed(todo, finished, under_way)
        while under_way:
            future = next(finished)
            path = under_way.pop(future.key)
            yield self._result(future, path)
            future.release()
            self._feed(todo, finished, under_way)

    def _feed(self, todo: Iterator[Path], finished: Any, under_way: dict[str, Path]) -> None:
        room = _AHEAD * self.width - len(under_way)
        from emgrade.classroom.cluster_worker import grade_there

        for path in itertools.islice(todo, max(0, room)):  # workers that have left leave less than none
            future = self._client.submit(
                grade_there, str(path), path.suffix, path.read_bytes(), pure=False, retries=_TRIES
            )
            under_way[future.key] = path
            finished.add(future)

    def _result(self, future: Any, path: Path) -> Result:
        try:
            result: Result = future.result()
        except (Exception, CancelledError) as error:
            reason = f"The cluster gave it up ({type(error).__name__}: {error}). Grade it again."
            return Result(str(path), self._bundle.name, "", status="fault", error=reason)
        return result


def refuse_open(addresses: Iterable[str]) -> None:
    """Refuse what other machines can reach without a certificate: Dask unpickles, and so runs, what it is sent.

    Raises
    ------
    EngineError
        With the first such address.
    """
    for address in addresses:
        protocol, _, place = address.rpartition("://")
        host = place.rpartition(":")[0].strip("[]")
        with contextlib.suppress(ValueError):
            host = "localhost" if ip_address(host).is_loopback else host
        if protocol not in ("tls", "inproc") and host != "localhost":
            raise EngineError(
                f"Other machines reach {address} without a certificate, and whoever sends Dask a message runs code "
                "there. Use TLS (docs/classroom.md), or 127.0.0.1 for scheduler and workers."
            )


def zip_folder(folder: Path) -> bytes:
    """Return a folder as the bytes of a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, path in walk(folder).items():
            if path.suffix != ".zip":
                archive.write(path, inside)
    return stream.getvalue()
