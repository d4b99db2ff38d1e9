"""The measurements of docs/measured.toml as tables and a paragraph of their page, and as two pictures.

`python website/measured.py` writes all of them anew; they depend on nothing but that file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from jinja2 import Template

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/explanation/measured.md"
PICTURES = ROOT / "docs/pictures"
_BEGIN, _END = "<!-- from docs/measured.toml, by website/measured.py -->", "<!-- end -->"
OURS = "emgrade, two at a time"
KILLED = "one of two workers killed half-way"
MANY = 100_000
WIDE, RIGHT = 430, 100  # Room for bars and numbers, in pixels.
LETTER = 7.7  # A letter's width, on the large side.
Spread = list[float]  # median, smallest, largest


def made() -> dict[Path, str]:
    """Return the page and the pictures as they should be."""
    found = tomllib.loads((ROOT / "docs/measured.toml").read_text("utf-8"))
    head, _, rest = PAGE.read_text("utf-8").partition(_BEGIN)
    page = f"{head}{_BEGIN}\n\n{_tables(found)}\n\n{_END}{rest.partition(_END)[2]}"
    return {PAGE: page, PICTURES / "measured.svg": _graders(found), PICTURES / "cluster.svg": _cluster(found)}


def stale() -> list[str]:
    """Return the names of files that show other measurements."""
    return [
        path.name for path, text in made().items() if not path.exists() or path.read_text("utf-8") != text
    ]


def write() -> None:
    """Write the page and the pictures anew."""
    for path, text in made().items():
        path.write_text(text, "utf-8")


def _tables(found: dict[str, Any]) -> str:
    """Return the page's middle: Markdown."""
    short, whole, graders, formula, cluster = (
        found[name] for name in ("short", "whole", "class", "formula", "cluster")
    )
    parts = [
        f"**The reference solution**: how many times less than `otter run` needs ({_where(short)}).",
        _table(
            ["", short["title"], whole["title"]],
            [[name, *(_told(part["less"][name]) for part in (short, whole))] for name in short["less"]],
        ),
        f"**A class**: {graders['title']}; seconds for one submission ({_where(graders)}).",
        _table(
            ["", "time", "CPU time"],
            [[name, _told(graders["wall_s"][name]), _told(graders["cpu_s"][name])] for name in graders["wall_s"]],
        ),
        "![Seconds for one submission of a class, by grader](../pictures/measured.svg)",
        f"**{formula['title']}**; milliseconds of CPU for one ({formula['machine']}, Python {formula['python']}).",
        _table(
            ["", "median", "99 %", "misjudged"],
            [
                [name, *(f"{formula[key][name]:g}" for key in ("median_ms", "percent_99_ms", "misjudged"))]
                for name in formula["median_ms"]
            ],
        ),
        f"**A cluster**: {cluster['title']}, the start of its engines included ({_where(cluster)}). "
        "When one of two workers is killed half-way, no result is lost, and the class takes "
        f"{_told(cluster['more_s'][KILLED])} s longer.",
        "![Submissions a second by the number of workers](../pictures/cluster.svg)",
        _many(graders),
    ]  # fmt: skip
    return "\n\n".join(parts)


def _many(part: dict[str, Any]) -> str:
    each = part["cpu_s"][OURS][0]
    hours = MANY * each / 3600
    rows = [[f"{machines}, {cores} each", f"{machines * cores}", _minutes(hours * 60 / machines / cores)]
            for machines, cores in ((1, 2), (1, 16), (8, 16), (32, 16))]  # fmt: skip
    return (
        f"**{MANY:,} submissions** like those of the class take {each:g} s of one core each, "
        f"{hours:.3g} core hours together. "
        "On cores like the measured ones, each with a worker of its own and its share of the work:\n\n"
        + _table(["machines, cores", "workers", "minutes"], rows)
    )  # fmt: skip


def _minutes(minutes: float) -> str:
    return f"{minutes:.2g}" if minutes < 10 else f"{minutes:.0f}"


def _where(part: dict[str, Any]) -> str:
    return f"{part['machine']}, Python {part['python']}; runs: {part['runs']}; median, smallest – largest"


def _told(spread: Spread) -> str:
    middle, low, high = (f"{value:g}" for value in spread)
    return f"{middle} ({low} – {high})" if low != high else middle


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def _graders(found: dict[str, Any]) -> str:
    part = found["class"]
    rows = {name: [part["wall_s"][name], part["cpu_s"][name]] for name in part["wall_s"]}
    return _bars("Seconds for one submission of a class", _where(part), " s", ["time", "CPU time"], rows)


def _cluster(found: dict[str, Any]) -> str:
    part = found["cluster"]
    rows = {name: [rate] for name, rate in part["per_second"].items()}
    return _bars("Submissions a second on a local Dask cluster", _where(part), "", ["a second"], rows)


def _bars(title: str, where: str, unit: str, kinds: list[str], rows: dict[str, list[Spread]]) -> str:
    """Return horizontal bars from nought as SVG: the median, with a whisker from the smallest to the largest."""
    left = round(30 + LETTER * max(map(len, rows)))
    scale = WIDE / max(spread[2] for spreads in rows.values() for spread in spreads)
    high, top, drawn = 20 * len(kinds) + 12, 66, []
    for place, (name, spreads) in enumerate(rows.items()):
        bars = []
        for number, (kind, spread) in enumerate(zip(kinds, spreads, strict=True)):
            median, low, largest = (round(scale * value) for value in spread)
            text = f"{spread[0]:g}{unit}"
            bars.append({"y": top + place * high + 20 * number, "median": median, "low": low, "high": largest,
                         "text": text, "told": f"{text} {kind}"})  # fmt: skip
        drawn.append({"name": name, "middle": top + place * high + 10 * len(kinds) + 3, "bars": bars})
    template = Template((ROOT / "website/bars.svg.jinja").read_text("utf-8"), autoescape=True)
    size = {"left": left, "width": left + WIDE + RIGHT, "height": top + high * len(rows) + 6}
    return f"{template.render(title=title, where=where, kinds=kinds, rows=drawn, **size)}\n"


if __name__ == "__main__":
    write()
