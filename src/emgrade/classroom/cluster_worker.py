"""What runs on a worker of a cluster; imported there and where the work is handed out."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

from emgrade.model import Result

PLUGIN = "emgrade-bundle"


Opener = Callable[[Path], Any]  # bundle folder -> context manager of what has `grade(path)`


def open_engine(bundle: Path) -> Any:
    """Open the isolated engine; imported on the worker, when it is first needed."""
    from emgrade.grade import open_grader

    return open_grader(bundle)


class BundlePlugin(WorkerPlugin):
    """Carries a bundle to a worker, and keeps a grader open there for each of its threads."""

    name = PLUGIN

    def __init__(self, archive: bytes, opener: Opener) -> None:
        self.archive = archive
        self.opener = opener

    def setup(self, worker: Any) -> None:
        """Unpack the bundle on the worker."""
        self._folder = Path(tempfile.mkdtemp(prefix="emgrade-bundle-"))
        self._folder.chmod(0o711)
        with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
            archive.extractall(self._folder / "bundle")
        self._threads = threading.local()
        self._open = ExitStack()
        self._lock = threading.Lock()

    def teardown(self, worker: Any) -> None:
        """Close the graders and remove the bundle."""
        with contextlib.suppress(Exception):
            self._open.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def grade(self, name: str, suffix: str, content: bytes) -> Result:
        """Grade one submission."""
        with tempfile.TemporaryDirectory(prefix="emgrade-submission-") as folder:
            path = Path(folder) / f"submission{suffix}"
            path.write_bytes(content)
            result: Result = self._grader().grade(path)
        return replace(result, submission=name)

    def _grader(self) -> Any:
        if not hasattr(self._threads, "grader"):
            with self._lock:
                self._threads.grader = self._open.enter_context(self.opener(self._folder / "bundle"))
        return self._threads.grader

    def __getstate__(self) -> dict[str, Any]:
        return {"archive": self.archive, "opener": self.opener}


def grade_there(name: str, suffix: str, content: bytes) -> Result:
    """Grade one submission; runs on a worker."""
    plugin: Any = get_worker().plugins[PLUGIN]
    result: Result = plugin.grade(name, suffix, content)
    return result
