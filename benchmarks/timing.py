"""What all parts share: time of a piece of work, memory below this process, turns, spread."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from emgrade.grade.sandbox import linux

Times = tuple[float, float]  # wall seconds, CPU seconds of this process's children


def timed(work: Callable[[], object], share: int = 1) -> Times:
    """Return the wall and CPU seconds of a piece of work, divided by the submissions in it."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return (time.perf_counter() - wall) / share, (_cpu() - cpu) / share


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command: Sequence[str | Path], folder: Path) -> None:
    """Run a command to its end, in `folder`, with what it says thrown away unless it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    # As in an activated environment: nbgrader looks for programs of its own.
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment |= {"MPLBACKEND": "Agg", "PATH": path}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{(done.stderr or done.stdout)[-2000:]}")


def in_turns(
    title: str, runs: int, sides: dict[str, Callable[[], Times]], first: Iterable[str] = ()
) -> dict[str, list[Times]]:
    """Run all sides one after the other, `runs` times, so that a busy minute falls on all alike.

    The sides named in `first` run once before, for nothing: files get into the cache, and modules are compiled.
    """
    rows: dict[str, list[Times]] = {name: [] for name in sides}
    once = [name for name in sides if name in set(first)]
    columns = TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(title, total=len(once) + runs * len(sides))
        for number in range(-1, runs):
            for name in once if number < 0 else sides:
                bar.update(task, description=f"{title}: {name}")
                times = sides[name]()
                if number >= 0:
                    rows[name].append(times)
                bar.advance(task)
    return rows


def spread(values: Iterable[float]) -> list[float]:
    """Return the median, the smallest and the largest, three digits of each."""
    found = sorted(values)
    return [float(f"{value:.3g}") for value in (statistics.median(found), found[0], found[-1])]


def peak(work: Callable[[], object]) -> float:
    """Return the highest memory below this process during a piece of work, in MB; shared pages count once."""
    seen, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            seen.append(sum(map(linux.memory, linux.descendants(os.getpid()))) / (1 << 20))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(seen)
