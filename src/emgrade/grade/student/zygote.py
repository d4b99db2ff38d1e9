"""Started clean, loads what notebooks import, then forks a keeper for each judge. Holds no secret."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import json
import os
import random
import select
import socket
import sys
from pathlib import Path
from typing import Any

from .. import confine
from ..wire import Channel
from . import keeper, memory, shell, stand_in
from .server import Server


def main() -> None:
    """Load, then serve requests on the control socket until the lifeline breaks."""
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=settings["control"])
    lifeline = socket.socket(fileno=settings["lifeline"])
    prepared = load(settings["imports"], settings["template"])
    reason = ""
    if os.getuid() == 0:
        # After the imports: they may use caches in a folder that is covered now.
        reason = confine.reach.open_way(Path(settings["template"]).parent)
    lifeline.send(json.dumps({"fault": reason}).encode())
    watch = select.poll()
    watch.register(control, select.POLLIN)
    watch.register(lifeline, select.POLLIN)
    keepers: set[int] = set()
    while True:
        ready = dict(watch.poll(1000))
        reap(keepers)
        if lifeline.fileno() in ready:
            break
        if control.fileno() in ready:
            keepers.add(_fork(control, lifeline, prepared))
    keeper.sweep_politely()


def load(imports: list[str], template: str) -> shell.Shell:
    """Import what most notebooks import, and make the shell, so that a fork has them for free."""
    os.chdir(template)
    sys.path.insert(0, template)
    made = shell.make()
    for name in imports:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    sys.path.remove(template)
    warm_up(made)
    gc.collect()
    gc.freeze()
    # A notebook lives for a second: look for cycles seldom.
    gc.set_threshold(20_000, 20, 20)
    memory.compact()
    with contextlib.suppress(OSError):
        confine.linux.prctl(confine.linux.PR_SET_CHILD_SUBREAPER, 1)
    return made


def warm_up(made: shell.Shell) -> None:
    """Run an empty cell and draw a figure: the first run of anything loads modules."""
    shell.warm_up(made)
    random.seed()
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random").seed()
    if "matplotlib.pyplot" in sys.modules:
        draw_something(sys.modules["matplotlib.pyplot"])


def draw_something(pyplot: Any) -> None:
    """Make a figure of what figures are made of; the first of each kind fills caches."""
    _, axes = pyplot.subplots(1, 2)
    axes[0].plot([0, 1], [0, 1], marker="o", label="a line")
    axes[0].scatter([0, 1], [0, 1])
    axes[0].legend()
    axes[1].hist([0, 1], density=True)
    axes[1].fill_between([0, 1], [0, 1])
    axes[1].axvline(0.5)
    axes[1].annotate("text", (0, 0))
    axes[1].set(title="title", xlabel="$x$", ylabel="y", xlim=(0, 1))
    pyplot.close("all")


def reap(keepers: set[int]) -> None:
    """Collect finished keepers, and end what a killed keeper left to us."""
    ended = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            keepers.discard(pid)
            ended += 1
    if ended:
        keeper.kill_orphans(keepers)


def _fork(control: socket.socket, lifeline: socket.socket, made: shell.Shell) -> int:
    """Start a keeper on the socket that the request brings."""
    _, handles, _, _ = socket.recv_fds(control, 16, 1)
    leash = socket.socket(fileno=handles[0])
    with leash:
        pid = os.fork()
        if not pid:
            try:
                control.close()
                lifeline.close()
                os.setsid()
                keeper.Keeper(Channel(leash, patient=True), functools.partial(become_student, made)).keep()
            finally:
                os._exit(1)
    return pid


def become_student(made: shell.Shell, settings: dict[str, Any], handle: int) -> None:
    """Confine this process, say what is in force, and serve the judge; never returns."""
    cage = confine.Cage.from_json(settings)
    os.chdir(cage.work)
    os.environ.update(HOME=cage.work, TMPDIR=cage.work, PWD=cage.work)
    reseed()
    layers = confine.apply(cage)
    channel = Channel(socket.socket(fileno=handle), patient=True)
    channel.send(json.dumps({"layers": layers}).encode())
    server = Server(channel, made)
    made.open()
    shell.install_otter(stand_in.module(server.check))
    server.serve()


def reseed() -> None:
    """Give each fork its own random numbers."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


if __name__ == "__main__":
    main()
