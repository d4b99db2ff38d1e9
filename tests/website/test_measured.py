"""The page "Measured" and its pictures say what docs/measured.toml says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def measured():
    spec = importlib.util.spec_from_file_location("measured", ROOT / "website/measured.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_and_pictures_are_current(measured):
    assert measured.stale() == []
    assert measured.made() == measured.made()


def test_bars_are_as_long_as_what_they_say_and_texts_stand_apart(measured):
    rows = {
        "a": [[2.0, 1.0, 4.0], [1.0, 1.0, 1.0]],
        "a longer name, and <b>": [[0.001, 0.001, 0.001], [3.0, 2.5, 3.0]],
    }
    picture = ElementTree.fromstring(measured._bars("Title", "here", " s", ["time", "CPU"], rows))
    width, height = float(picture.get("width")), float(picture.get("height"))
    bars = [bar for bar in picture.iter(f"{SVG}rect") if bar.get("height") == "16"]
    assert [float(bar.get("width")) for bar in bars] == [215, 108, 0, 322]  # of 430 for 4
    whiskers = [re.match(r"M(\d+) \d+H(\d+)", path.get("d")).groups() for path in picture.iter(f"{SVG}path")]
    left = float(bars[0].get("x"))
    assert [(float(a) - left, float(b) - left) for a, b in whiskers] == [
        (108, 430),
        (108, 108),
        (0, 0),
        (269, 322),
    ]
    assert "2 s time, 1 s CPU; a longer name" in picture.findtext(f"{SVG}desc")
    boxes = []
    for text in picture.iter(f"{SVG}text"):
        long, x, y = 7.7 * len(text.text), float(text.get("x")), float(text.get("y"))
        start = x - long if text.get("text-anchor") == "end" else x
        boxes.append((start, start + long, y - 11, y + 4))
    assert all(a >= 0 and b <= width and c >= 0 and d <= height for a, b, c, d in boxes)
    for place, (a, b, c, d) in enumerate(boxes):
        assert not any(a < f and e < b and c < h and g < d for e, f, g, h in boxes[:place])


def test_minutes_of_many_submissions_are_the_measured_core_seconds(measured):
    text = measured._many({"cpu_s": {measured.OURS: [0.18, 0.1, 0.2]}})
    assert "100,000 submissions" in text
    assert "0.18 s of one core each, 5 core hours" in text
    assert "| 1, 2 each | 2 | 150 |" in text
    assert "| 8, 16 each | 128 | 2.3 |" in text
