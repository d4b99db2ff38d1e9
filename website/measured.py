"""The measurements of docs/measured.toml as a table and as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.patches import Patch

from emkit.plot import COLOURS, new_figure, styled

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_BEGIN, _END = "<!-- from docs/measured.toml, by website/pictures.py -->", "<!-- end -->"
FIVE, ALL = "5 questions", "24 questions with figures"


def source(root: Path) -> bytes:
    """Return the file of measurements."""
    return (root / "docs/measured.toml").read_bytes()


def _read(root: Path) -> dict[str, Any]:
    return tomllib.loads(source(root).decode())


def page(root: Path) -> Path:
    """Return the page that has the table in it."""
    return root / "docs/explanation/measured.md"


def write_table(root: Path) -> None:
    """Put today's table into its page."""
    text = page(root).read_text("utf-8")
    head, _, rest = text.partition(_BEGIN)
    page(root).write_text(f"{head}{_BEGIN}\n\n{table(root)}\n\n{_END}{rest.partition(_END)[2]}", "utf-8")


def table(root: Path) -> str:
    """Return Markdown: how many times less than `otter run`, and milliseconds for a formula."""
    found = _read(root)
    rows = [f"| {name} | {five:g} | {whole:g} |" for name, (five, whole) in found["less"].items()]
    parts = [f"On {found['machine']}, times less than `otter run`:", ""]
    parts += [f"| | {FIVE} | {ALL} |", "| --- | --- | --- |", *rows, ""]
    parts += [
        "Milliseconds for one typed formula:",
        "",
        "| | this kit | `sympy.simplify` |",
        "| --- | --- | --- |",
    ]
    return "\n".join(
        [
            *parts,
            *(f"| {name} | {ours:g} | {theirs:g} |" for name, (ours, theirs) in found["formula"].items()),
        ]
    )


@styled
def picture(root: Path, path: Path) -> None:
    """Draw the ratios as bars."""
    less = _read(root)["less"]
    axes = new_figure((7.2, 2.9)).subplots()
    for place, ratios in enumerate(reversed(less.values())):
        for shift, ratio, colour, hatch in zip((0.19, -0.19), ratios, COLOURS, ("", "////"), strict=False):
            face = "white" if hatch else colour
            axes.barh(place + shift, ratio, 0.34, color=face, edgecolor=colour, hatch=hatch)
            axes.annotate(f" {ratio:g} x", (ratio, place + shift), va="center", fontsize=9)
    axes.set_yticks(range(len(less)), reversed(less))
    axes.set_xscale("log")
    axes.set_xlim(1, 300)
    axes.xaxis.set_major_formatter("{x:g} x")
    axes.set_title("How many times less than otter run needs")
    ours = Patch(facecolor=COLOURS[0]), Patch(facecolor="white", edgecolor=COLOURS[1], hatch="////")
    axes.legend(ours, (FIVE, ALL), loc="lower right")
    axes.figure.savefig(path, metadata={"Software": None})
    plt.close("all")
