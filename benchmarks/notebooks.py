"""One notebook in Otter-Grader, as a bare floor and in this engine: the whole reference solution, and a short one."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from emgrade.bundle import PROFILE, read_profile
from emgrade.grade import open_grader
from emgrade.grade.submission import read_submission

from . import others
from .record import here
from .timing import Times, in_turns, peak, spread, timed

FIRST = 5
FIGURES = ("matplotlib", "emkit.plot", "plt.")
WARM = 50  # Starting the grader takes as long as ten submissions and varies by two, so there are many.
OTTER, FLOOR = "otter run", "bare floor: import and exec the cells"
COLD, WARMED = "emgrade, from nothing", "emgrade, warm"
MANY, OTTER_MB, COLD_MB = "two at a time", "memory of otter run", "memory of emgrade"


def main(name: str, size: int, runs: int) -> dict[str, dict[str, Any]]:
    """Measure both notebooks."""
    whole = others.ROOT / "autograder" / name, others.ROOT / "solutions" / name / f"{name}.ipynb"
    count = len(read_profile(whole[0] / PROFILE).automatic)
    with tempfile.TemporaryDirectory(prefix="emgrade-bench-") as scratch:
        # Figures cost the same on all sides, and hide what grading costs.
        short = shortened(*whole, Path(scratch), FIRST)
        found = {"short": {"title": f"{FIRST} questions without figures", **measure(*short, size, runs)}}
    return found | {"whole": {"title": f"{count} questions with figures", **measure(*whole, size, runs)}}


def measure(bundle: Path, notebook: Path, size: int, runs: int) -> dict[str, Any]:
    """Measure all sides on one notebook, in turns."""
    with tempfile.TemporaryDirectory(prefix="emgrade-bench-") as scratch:
        otter = others.otter(bundle, notebook, Path(scratch) / "otter")
        cold = others.cold(bundle, notebook, Path(scratch) / "cold")
        floor = others.floor(notebook, Path(scratch) / "floor")
        rows = in_turns(
            f"{len(read_profile(bundle / PROFILE).automatic)} questions",
            runs,
            {
                OTTER: lambda: timed(otter),
                FLOOR: lambda: timed(floor),
                COLD: lambda: timed(cold),
                WARMED: lambda: _warm(bundle, notebook),
                MANY: lambda: _graded(bundle, notebook, size, workers=2),
                OTTER_MB: lambda: (peak(otter), 0.0),
                COLD_MB: lambda: (peak(cold), 0.0),
            },
            first=(OTTER, FLOOR, COLD),
        )
    wall = {name: [times[0] for times in row] for name, row in rows.items()}
    cpu = {name: [times[1] for times in row] for name, row in rows.items()}
    timings = (OTTER, FLOOR, COLD, WARMED)
    return {
        **here(),
        "runs": runs,
        "less": {
            "CPU of a warm submission": _times_less(cpu[OTTER], cpu[WARMED]),
            "from nothing to results.json": _times_less(wall[OTTER], wall[COLD]),
            f"{size} submissions, two at a time": _times_less(wall[OTTER], [t / size for t in wall[MANY]]),
            "memory of a cold run": _times_less(wall[OTTER_MB], wall[COLD_MB]),
        },
        "wall_s": {name: spread(wall[name]) for name in timings},
        "cpu_s": {name: spread(cpu[name]) for name in timings},
        "memory_mb": {OTTER: spread(wall[OTTER_MB]), COLD: spread(wall[COLD_MB])},
        "per_second": {f"{size}, two at a time": spread(size / t for t in wall[MANY])},
    }


def _times_less(theirs: list[float], ours: list[float]) -> list[float]:
    return spread(a / b for a, b in zip(theirs, ours, strict=True))


def _warm(bundle: Path, notebook: Path) -> Times:
    """Time one submission in a grader that is open: the difference between many and one."""
    one, many = _graded(bundle, notebook, 1), _graded(bundle, notebook, WARM + 1)
    return (many[0] - one[0]) / WARM, (many[1] - one[1]) / WARM


def _graded(bundle: Path, notebook: Path, count: int, workers: int = 1) -> Times:
    taken = []

    def work() -> None:
        with open_grader(bundle, workers=workers) as grader:
            start = time.perf_counter()
            for result in grader.grade_many([notebook] * count):
                assert result.score == result.possible > 0, result
            taken.append(time.perf_counter() - start)

    cpu = timed(work)[1]  # of processes that have ended: of all, once the grader is closed
    return taken[0], cpu


def shortened(bundle: Path, notebook: Path, folder: Path, questions: int) -> tuple[Path, Path]:
    """Return a bundle and a notebook of the first questions, without figures."""
    profile = read_profile(bundle / PROFILE)
    first = profile.automatic[:questions]
    kept = [question.name for question in first]
    target = folder / "short"
    shutil.copytree(bundle, target)
    for test in (target / "tests").glob("*.py"):
        if test.stem not in kept:
            test.unlink()
    imports = tuple(name for name in profile.imports if not name.startswith(FIGURES))
    (target / PROFILE).write_bytes(
        msgspec.structs.replace(profile, questions=first, imports=imports).to_json()
    )
    book = read_submission(notebook).notebook
    last = next(i for i, c in enumerate(book["cells"]) if f'check("{kept[-1]}")' in c["source"])
    book["cells"] = book["cells"][: last + 1]
    for cell in book["cells"]:
        lines = cell["source"].splitlines()
        cell["source"] = "\n".join(line for line in lines if not any(word in line for word in FIGURES))
    short = folder / notebook.name
    short.write_text(json.dumps(book))
    return target, short
