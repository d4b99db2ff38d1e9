"""Run the benchmarks."""

from __future__ import annotations

import compileall
import subprocess
import sys
from pathlib import Path

import click

from . import classes, formula, notebooks
from .others import ROOT
from .record import show, write

PARTS = ("notebooks", "class", "formula", "cluster")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("parts", nargs=-1, type=click.Choice(PARTS), metavar="[PART]...")
@click.option(
    "--runs", type=click.IntRange(1), default=5, show_default=True, help="Runs of each side, in turns."
)
@click.option(
    "--size", type=click.IntRange(10), default=200, show_default=True, help="Submissions in a class."
)
@click.option("--name", default="em_exercise", show_default=True, help="The assignment.")
@click.option("--nbgrader", type=click.Path(exists=True, path_type=Path),
              help="The command, if it is neither beside this Python nor in PATH.")  # fmt: skip
@click.option("--only-print", is_flag=True, help="Leave docs/measured.toml, the page and the pictures alone.")
def main(
    parts: tuple[str, ...], runs: int, size: int, name: str, nbgrader: Path | None, only_print: bool
) -> None:
    """Measure what the project claims, print a table, and write docs/measured.toml, its page and its pictures.

    Every side of a comparison runs in turn, so that a busy minute falls on all alike. Another Python that has the kit
    may run this, and what it starts is of that Python too.

    \b
    PARTS, all but the last if none is named, with minutes on two quiet cores:
      notebooks  8  the reference solution, whole and short: otter run, the bare cells, emgrade from nothing,
                    warm, and SIZE of them two at a time; memory
      class     10  SIZE made-up submissions by emgrade at two workers; five of them from nothing, by otter run,
                    by nbgrader autograde (if it is installed) and by jupyter execute, which judges nothing
      formula    1  one typed formula: emkit.formula and sympy's simplify
      cluster   10  the class on a local Dask cluster of 1, 2 and 4 workers, and with a worker killed half-way
    """
    compileall.compile_path(quiet=2)
    compileall.compile_dir(ROOT / "src", quiet=2)
    for part in parts or PARTS[:-1]:
        if part == "notebooks":
            found = notebooks.main(name, size, runs)
        elif part == "class":
            found = classes.main(name, size, runs, nbgrader)
        elif part == "formula":
            found = formula.main()
        else:
            found = classes.cluster(name, size, runs)
        show(found)
        if not only_print:
            write(ROOT / "docs/measured.toml", found)
            subprocess.run([sys.executable, ROOT / "website/measured.py"], check=True)


if __name__ == "__main__":
    main()
