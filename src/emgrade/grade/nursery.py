"""Start the zygote, wait until it has loaded, end it. Imports little: the zygote starts before anything heavy."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import EngineError
from .bundle import Bundle

LOADS_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Nursery:
    """A running zygote, with the assignment's files beside it.

    Attributes
    ----------
    template : Path
        The files that are laid beside each notebook.
    control : socket
        Takes requests for a keeper.
    lifeline : socket
        When it closes, the zygote ends, and with it every process below it.
    process : Popen
        The zygote.
    """

    template: Path
    control: socket.socket
    lifeline: socket.socket
    process: subprocess.Popen[bytes]

    def wait(self) -> None:
        """Wait until the zygote has loaded.

        Raises
        ------
        EngineError
            When it cannot start here.
        """
        self.lifeline.settimeout(LOADS_WITHIN)
        try:
            fault = json.loads(self.lifeline.recv(4096))["fault"]
        except (OSError, ValueError):
            fault = "The process that runs notebooks did not start."
        if fault:
            raise EngineError(fault)

    def close(self) -> None:
        """End the zygote and wait for its end."""
        self.lifeline.close()
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)


def start_zygote(bundle: Bundle, scratch: Path) -> Nursery:
    """Start the zygote with a clean environment; it learns nothing but the assignment's public files."""
    template = lay_out_template(bundle, scratch)
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    lifeline, end = socket.socketpair()
    settings = {
        "control": theirs.fileno(),
        "lifeline": end.fileno(),
        "imports": list(bundle.imports),
        "template": str(template),
    }
    command = [sys.executable, "-I", "-m", "emgrade.grade.student.zygote", json.dumps(settings)]
    with theirs, end:
        child = subprocess.Popen(
            command,
            env={**clean_environment(), "IPYTHONDIR": str(template.parent / "ipython")},
            pass_fds=(theirs.fileno(), end.fileno()),
            cwd=template,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    return Nursery(template, control, lifeline, child)


def clean_environment() -> dict[str, str]:
    """Return the few variables that a notebook may see."""
    kept = {
        k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "MPLCONFIGDIR")
    }
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {"PATH": os.defpath, **kept, **single}


def lay_out_template(bundle: Bundle, scratch: Path) -> Path:
    """Copy the assignment's files to where every user can read them, and the bundle's path is not to be seen."""
    template = scratch / "files"
    if bundle.files.is_dir():
        shutil.copytree(bundle.files, template)
    else:
        template.mkdir()
    for path in (template, *template.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return template
