"""Otter-Grader, the bare floor and this engine on the same notebook, in one run."""

from __future__ import annotations

import compileall
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from emgrade.bundle import PROFILE, read_profile, walk
from emgrade.grade import gradescope, open_grader
from emgrade.grade.submission import read_submission

ROOT = Path(__file__).parents[1]
NAME = "em_exercise"
CLASS = 200
FIRST = 5
FIGURES = ("matplotlib", "emkit.plot", "plt.")
TARGETS = {"warm CPU": 45.0, "cold wall": 5.0, "throughput": 80.0}
MEMORY_MB = 150.0

Times = tuple[float, float]  # wall, CPU


def main(runs: int = 5, submissions: int = CLASS) -> None:
    """Measure and print a table for each notebook."""
    compileall.compile_path(quiet=2)
    compileall.compile_dir(ROOT / "src", quiet=2)
    whole = ROOT / "autograder" / NAME, ROOT / "solutions" / NAME / f"{NAME}.ipynb"
    with tempfile.TemporaryDirectory(prefix="emgrade-bench-") as scratch:
        # The targets were set on a notebook of this size; figures cost the same on all sides.
        bundle, notebook = shortened(*whole, Path(scratch), FIRST)
        title = f"{NAME}, the first {FIRST} questions, no figures"
        measure(title, bundle, notebook, runs, submissions, targets=True)
    measure(
        f"{NAME}, {len(read_profile(whole[0] / PROFILE).automatic)} questions with figures",
        *whole,
        runs,
        submissions,
    )


def measure(
    title: str, bundle: Path, notebook: Path, runs: int, submissions: int, *, targets: bool = False
) -> None:
    """Measure all sides on one notebook, interleaved, so that a busy minute falls on all alike."""
    with tempfile.TemporaryDirectory(prefix="emgrade-bench-") as scratch:
        commands = {
            "otter": _otter_command(bundle, notebook, Path(scratch)),
            "floor": _floor_command(notebook, Path(scratch)),
            "cold": _cold_command(bundle, notebook, Path(scratch)),
        }
        for command in commands.values():
            _timed(command)
        rows: dict[str, list[Times]] = {name: [] for name in (*commands, "warm")}
        for _ in range(runs):
            for name, command in commands.items():
                rows[name].append(_timed(command))
            rows["warm"].append(_warm(bundle, notebook))
        memory = {name: _peak(commands[name]) for name in ("otter", "cold")}
    per_second = _throughput(bundle, notebook, submissions)
    medians = {name: _median(times) for name, times in rows.items()}
    _print(title, medians, memory, per_second, submissions, targets=targets)


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


def _median(times: list[Times]) -> Times:
    return statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)


def _otter_command(bundle: Path, notebook: Path, scratch: Path) -> Callable[[], subprocess.Popen[bytes]]:
    import zipfile

    archive = scratch / "autograder.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for inside, file in walk(bundle).items():
            target.write(file, inside)
    out = scratch / "otter"
    out.mkdir()
    command = ["otter", "run", "-a", str(archive), "-o", str(out), str(notebook), "--no-logo"]
    return lambda: _start([str(Path(sys.executable).parent / command[0]), *command[1:]], scratch)


def _cold_command(bundle: Path, notebook: Path, scratch: Path) -> Callable[[], subprocess.Popen[bytes]]:
    root = scratch / "autograder"
    (root / "submission").mkdir(parents=True)
    (root / "source").symlink_to(bundle)
    (root / "submission" / notebook.name).write_bytes(notebook.read_bytes())
    return lambda: _start([sys.executable, "-I", "-m", gradescope.__name__, str(root)], scratch)


def _floor_command(notebook: Path, scratch: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """Run the cells without IPython, checks or isolation: what the student's code itself costs."""
    cells = [c.source for c in read_submission(notebook).code_cells if "grader" not in c.source]
    (scratch / "cells.json").write_text(json.dumps(cells))
    code = (
        "import numpy, json; names = {'display': print}\n"
        "for cell in json.load(open('cells.json')): exec(cell, names)"
    )
    return lambda: _start([sys.executable, "-c", code], scratch)


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "MPLBACKEND": "Agg"
    }
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _timed(command: Callable[[], subprocess.Popen[bytes]]) -> Times:
    wall, cpu = time.perf_counter(), _cpu()
    if command().wait():
        raise SystemExit("a benchmark command failed")
    return time.perf_counter() - wall, _cpu() - cpu


def _warm(bundle: Path, notebook: Path, count: int = 50) -> Times:
    """Time one submission in a grader that is open: the difference between many and one.

    Starting the grader takes as long as ten submissions and varies by two, so there are many.
    """
    one, many = _graded(bundle, notebook, 1), _graded(bundle, notebook, count + 1)
    return (many[0] - one[0]) / count, (many[1] - one[1]) / count


def _graded(bundle: Path, notebook: Path, count: int, workers: int = 1) -> Times:
    cpu = _cpu()
    with open_grader(bundle, workers=workers) as grader:
        wall = time.perf_counter()
        for result in grader.grade_many([notebook] * count):
            assert result.score == result.possible > 0
        wall = time.perf_counter() - wall
    return wall, _cpu() - cpu


def _throughput(bundle: Path, notebook: Path, count: int) -> float:
    return count / _graded(bundle, notebook, count, workers=2)[0]


def _peak(command: Callable[[], subprocess.Popen[bytes]]) -> float:
    """Return the highest memory of a command and everything below it, in MB; shared pages count once."""
    process = command()
    found = [0.0]
    watcher = threading.Thread(target=lambda: found.append(max(_watch(process), default=0.0)))
    watcher.start()
    process.wait()
    watcher.join()
    return max(found)


def _watch(process: subprocess.Popen[bytes]) -> list[float]:
    seen = []
    while process.poll() is None:
        seen.append(memory_below(process.pid))
        time.sleep(0.02)
    return seen


def memory_below(pid: int, *, itself: bool = True) -> float:
    """Return the memory of a process and everything below it, in MB; shared pages count once."""
    return sum(_proportional(each) for each in _tree(pid) if itself or each != pid) / 1024


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def _proportional(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0.0)


def _print(
    title: str,
    medians: dict[str, Times],
    memory: dict[str, float],
    per_second: float,
    submissions: int,
    *,
    targets: bool,
) -> None:
    table = Table(title=f"{title}: medians in one run", title_justify="left")
    for column in ("", "wall", "CPU", "memory"):
        table.add_column(column, justify="left" if not column else "right")
    labels = {"otter": "otter run", "floor": "bare floor: import and exec the cells",
              "cold": "emgrade, cold: from nothing to results.json", "warm": "emgrade, warm"}  # fmt: skip
    for name, label in labels.items():
        wall, cpu = medians[name]
        peak = f"{memory[name]:.0f} MB" if name in memory else ""
        table.add_row(label, f"{wall * 1000:.0f} ms", f"{cpu * 1000:.0f} ms", peak)
    console = Console()
    console.print(table)
    otter = medians["otter"]
    ratios = {
        "warm CPU": otter[1] / medians["warm"][1],
        "cold wall": otter[0] / medians["cold"][0],
        "throughput": per_second * otter[0],
    }
    console.print(f"{submissions} submissions, two at a time: {per_second:.1f} per second", highlight=False)
    for name, ratio in ratios.items():
        wanted = TARGETS[name] if targets else None
        _verdict(console, f"{name}: {ratio:.1f} times better than `otter run`", ratio, wanted)
    wanted = MEMORY_MB if targets else None
    _verdict(console, f"memory of a cold run: {memory['cold']:.0f} MB", -memory["cold"], wanted and -wanted)


def _verdict(console: Console, text: str, reached: float, wanted: float | None) -> None:
    target = "" if wanted is None else f" (target {abs(wanted):g}{'' if reached >= wanted else ', MISSED'})"
    console.print(text + target, highlight=False)


if __name__ == "__main__":
    main()
