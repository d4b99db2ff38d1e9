"""A class of made-up submissions, mixtures of the known answers: rate, CPU and memory, beside `otter run`."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from emgrade.demo import make_class
from emgrade.grade import open_grader
from emgrade.grade.submission import read_submission
from emgrade.imports import libraries_of
from emgrade.project import Project
from emgrade.source import assignment_of

from .engine import ROOT, _cpu, _otter_command, _timed, memory_below

SIZE = 200
OTTER = 5  # submissions that Otter grades too, seconds each


def main(name: str = "em_exercise", size: int = SIZE, seed: int = 7) -> None:
    """Grade one class with two judges, and a few of its submissions with Otter, and print a table."""
    project = Project(ROOT)
    with tempfile.TemporaryDirectory(prefix="emgrade-bench-") as scratch:
        folder = make_class(project, assignment_of(project, name), Path(scratch) / "class", size, seed)
        paths = sorted((folder / "submissions").glob("*/*.ipynb"))
        by_library: dict[str, list[float]] = defaultdict(list)
        stop = threading.Event()
        memory = [0.0]
        watcher = threading.Thread(target=_watch, args=(stop, memory))
        cpu = _cpu()
        with open_grader(ROOT / "autograder" / name, workers=2) as grader:
            watcher.start()
            wall = time.perf_counter()
            for result in track(grader.grade_many(paths), "grading", total=len(paths), transient=True):
                if result.status == "graded":
                    found = libraries_of(
                        [c.source for c in read_submission(Path(result.submission)).code_cells]
                    )
                    names = sorted({n.partition(".")[0] for n in found} - {"matplotlib"})
                    by_library[", ".join(names) or "nothing large"].append(result.seconds)
            wall = time.perf_counter() - wall
            stop.set()
            watcher.join()
        cpu = _cpu() - cpu
        graded = [Path(p) for p in random.Random(seed).sample(paths, OTTER)]
        otter = []
        for number, path in enumerate(graded):
            own = Path(scratch) / f"otter-{number}"
            own.mkdir()
            with_otter = _otter_command(ROOT / "autograder" / name, path, own)
            otter.append(_timed(with_otter))
    table = Table(title=f"A class of {len(paths)}, {name}, two at a time", title_justify="left")
    for column in ("", "submissions", "median seconds each"):
        table.add_column(column, justify="left" if not column else "right")
    for libraries, seconds in sorted(by_library.items(), key=lambda item: -len(item[1])):
        table.add_row(libraries, str(len(seconds)), f"{statistics.median(seconds):.2f}")
    console = Console()
    console.print(table)
    each = statistics.median(t[0] for t in otter), statistics.median(t[1] for t in otter)
    console.print(
        f"{len(paths) / wall:.1f} a second, {cpu / len(paths):.3f} s CPU each, {memory[0]:.0f} MB at most; "
        f"otter run on {OTTER} of them: {each[0]:.1f} s each, {each[1]:.1f} s CPU",
        highlight=False,
    )


def _watch(stop: threading.Event, most: list[float]) -> None:
    while not stop.wait(0.2):
        most[0] = max(most[0], memory_below(os.getpid(), itself=False))


if __name__ == "__main__":
    main()
