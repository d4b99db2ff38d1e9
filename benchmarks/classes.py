"""A class of made-up submissions, mixtures of the known answers: beside other graders, and on a cluster."""

from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from emgrade.demo import make_class
from emgrade.grade import open_grader
from emgrade.grade.submission import read_submission
from emgrade.imports import libraries_of
from emgrade.project import Project
from emgrade.source import assignment_of

from . import others
from .record import here
from .timing import Times, in_turns, peak, spread, timed

SEED = 7
SAMPLE = 5  # Submissions that the others grade too, seconds each.
OURS, COLD, OTTER = "emgrade, two at a time", "emgrade, one from nothing", "otter run"
NBGRADER, JUPYTER = "nbgrader autograde", "jupyter execute"
WORKERS = (1, 2, 4)


@contextmanager
def _class(name: str, size: int) -> Iterator[tuple[Path, list[Path]]]:
    """Write the class; give a scratch folder and the notebooks."""
    project = Project(others.ROOT)
    with tempfile.TemporaryDirectory(prefix="emgrade-bench-") as scratch:
        folder = make_class(project, assignment_of(project, name), Path(scratch) / "class", size, SEED)
        yield Path(scratch), sorted((folder / "submissions").glob("*/*.ipynb"))


def main(name: str, size: int, runs: int, nbgrader: Path | None) -> dict[str, dict[str, Any]]:
    """Grade one class with two judges, and a few of its submissions with each of the others."""
    bundle = others.ROOT / "autograder" / name
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    program = nbgrader or shutil.which("nbgrader", path=path)
    by_import: dict[str, list[float]] = defaultdict(list)
    with _class(name, size) as (scratch, paths):
        # One in fifty handed in half a file, which the others do not take.
        whole = [path for path in paths if b'"nbformat_minor"' in path.read_bytes()]  # the last key
        some = random.Random(SEED).sample(whole, SAMPLE)
        works: dict[str, list[others.Work]] = {COLD: [], OTTER: [], JUPYTER: []}
        for number, path in enumerate(some):
            for label, make in ((COLD, others.cold), (OTTER, others.otter)):
                works[label].append(make(bundle, path, scratch / f"{label} {number}"))
            works[JUPYTER].append(others.jupyter(path, scratch / f"{JUPYTER} {number}"))
        if program:
            course = others.Nbgrader(program, name, scratch / "course")
            for number, path in enumerate(some):
                course.hand_in(f"student-{number}", path)
            works[NBGRADER] = [course.autograde]  # all in one command, as fast as it comes

        def ours() -> None:
            seconds = defaultdict(list)
            with open_grader(bundle, workers=2) as grader:
                for result in grader.grade_many(paths):
                    if result.status == "graded":
                        seconds[_imported(Path(result.submission))].append(result.seconds)
            for libraries, found in seconds.items():
                by_import[libraries].append(statistics.median(found))

        memory = peak(ours)
        by_import.clear()
        rows = in_turns(
            f"class of {size}",
            runs,
            {
                OURS: lambda: timed(ours, len(paths)),
                **{label: lambda w=work: timed(lambda: [one() for one in w], SAMPLE) for label, work in works.items()},
            },
        )  # fmt: skip
    found = {
        "title": f"{len(paths)} made-up submissions of {name}, of which the others get {SAMPLE}",
        **here(),
        "runs": runs,
        "wall_s": {label: spread(t[0] for t in row) for label, row in rows.items()},
        "cpu_s": {label: spread(t[1] for t in row) for label, row in rows.items()},
        "per_second": {OURS: spread(1 / t[0] for t in rows[OURS])},
        "memory_mb": {OURS: [float(f"{memory:.3g}")] * 3},
        "median_s_by_import": {label: spread(values) for label, values in by_import.items()},
    }
    if not program:
        found["missing"] = {NBGRADER: "is not installed: pip install it into a Python of its own, with what notebooks "
                            "import, and say --nbgrader PATH"}  # fmt: skip
    return {"class": found}


def cluster(name: str, size: int, runs: int) -> dict[str, dict[str, Any]]:
    """Grade the class on a local Dask cluster of one, two and four workers, and with one of two killed half-way."""
    from distributed import LocalCluster

    from emgrade.classroom.cluster import ClusterGrader

    with _class(name, size) as (scratch, paths):
        # What a killed worker leaves behind goes with the class; students' processes are other users.
        os.environ["TMPDIR"] = str(scratch)
        scratch.chmod(0o711)

        def graded(workers: int, *, kill: bool = False) -> Times:
            def work() -> None:
                for number, result in enumerate(grader.grade_many(paths)):
                    assert result.status != "fault", result.error
                    if kill and number == len(paths) // 2:
                        os.kill(next(iter(nannies.workers.values())).pid, signal.SIGKILL)

            options = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
            with LocalCluster(n_workers=workers, **options) as nannies, ClusterGrader(
                others.ROOT / "autograder" / name, nannies.scheduler_address
            ) as grader:  # fmt: skip
                return timed(work)

        sides = {f"{n} workers" if n > 1 else "1 worker": lambda n=n: graded(n) for n in WORKERS}
        rows = in_turns("cluster", runs, {**sides, "one of 2 killed": lambda: graded(2, kill=True)})
    wall = {label: [t[0] for t in row] for label, row in rows.items()}
    more = [a - b for a, b in zip(wall["one of 2 killed"], wall["2 workers"], strict=True)]
    found = {
        "title": f"{len(paths)} made-up submissions of {name} on a local Dask cluster",
        **here(),
        "runs": runs,
        "per_second": {label: spread(len(paths) / t for t in wall[label]) for label in sides},
        "more_s": {"one of two workers killed half-way": spread(more)},
    }
    return {"cluster": found}


def _imported(path: Path) -> str:
    found = libraries_of([cell.source for cell in read_submission(path).code_cells])
    return ", ".join(sorted({one.partition(".")[0] for one in found} - {"matplotlib"})) or "nothing large"
