"""What keeps readers out is found with its line: headings, pictures, links, hard sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from emgrade.access import find_barriers, school_grade
from emgrade.source import read_assignment
from emkit.formula import messages
from emkit.plot import COLOURS

from .conftest import TINY, make_project


def barriers(root: Path, source: str) -> list[str]:
    return [str(error) for error in find_barriers(read_assignment(make_project(root, source).source("tiny")))]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# Tiny\n", "## Tiny\n", "the first heading should be the title, with one #"),
        ("### Question 2", "# Question 2", "a second title"),
        ("### Question 1", "#### Question 1", "a heading with 4 # below one with 2: a level is left out"),
        ("**Given**", "![](plot.svg)\n\n**Given**", "a picture without alternative text"),
        ("**Given**", "![plot.svg](plot.svg)\n\n**Given**", "a picture without alternative text"),
        ("**Given**", '<img src="plot.svg">\n\n**Given**', "a picture without alternative text"),
        (
            "**Given**",
            "See [here](notes.md). **Given**",
            "the text of a link should say where it leads; 'here'",
        ),
        (
            "**Given**",
            '<a href="n.md">click here</a> **Given**',
            "the text of a link should say where it leads",
        ),
        (
            "import numpy as np\n",
            "import numpy as np\nfig, ax = plt.subplots()\n",
            "a figure without alternative",
        ),
        (
            "Divide by the number of points.",
            "Normalisation necessitates dividing by cardinality, notwithstanding alternative interpretations.",
            "q1: a sentence for grade",
        ),
    ],
)
def test_a_barrier_is_found_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert barriers(tmp_path / "a", TINY) == []
    changed = TINY.replace(old, new, 1)
    found = barriers(tmp_path / "b", changed)
    assert len(found) == 1
    marked = next(i for i, row in enumerate(changed.splitlines(), 1) if row not in TINY.splitlines())
    if "Question 2" not in old and "subplots" not in new:
        assert f"tiny.py:{marked}: {told}" in found[0]
    assert told in found[0]


@pytest.mark.parametrize(
    "fine",
    [
        "![Two bumps, the left one higher](plot.svg)",
        '<img src="plot.svg" alt="Two bumps, the left one higher">',
        "See [the notes on Jensen's inequality](notes.md).",
        "```\n# a comment, no heading\n![](x.png)\n```",
    ],
)
def test_what_says_something_is_no_barrier(tmp_path: Path, fine: str) -> None:
    source = TINY.replace("# Tiny\n", f"# Tiny\n\n{fine}\n", 1)
    assert barriers(tmp_path, source) == []


def test_grades_are_those_of_flesch_and_kincaid() -> None:
    """By hand: 7 words with 7 syllables; 9 words with 3 + 3 + 1 + 1 + 1 + 3 + 1 + 1 + 2."""
    assert school_grade("The cat sat on the mat now.") == pytest.approx(0.39 * 7 + 11.8 - 15.59)
    text = "Every component adds to the density of a mixture."
    assert school_grade(text) == pytest.approx(0.39 * 9 + 11.8 * 16 / 9 - 15.59)
    assert school_grade(text, {"component", "density"}) == pytest.approx(0.39 * 9 + 11.8 * 14 / 9 - 15.59)
    assert school_grade("Unquestionably incomprehensible") == 0


def test_the_sentences_on_formulas_can_be_read_at_grade_nine() -> None:
    said = [text for name, text in vars(messages).items() if name.isupper() and isinstance(text, str)]
    assert len(said) > 30
    assert [text for text in said if school_grade(text, {"formula", "parentheses", "parenthesis"}) > 9] == []


def test_colours_of_figures_stand_out_from_white() -> None:
    """Contrast of at least 3 to 1, as WCAG 2.2 wants it for lines and marks (1.4.11)."""
    for colour in COLOURS:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 3
