"""docs/reference/topics.md says where each topic is: no heading may have moved away under it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^(?:### Question (\d+\.\d+)|## (\d+)) · (.*?)(?: `[^`]*`)?$", re.MULTILINE)


def test_every_reference_is_a_heading_and_every_question_is_referred_to() -> None:
    headings = set()
    for source in (ROOT / "assignments").glob("*/*.py"):
        if source.stem == source.parent.name:
            for question, section, title in HEADING.findall(source.read_text("utf-8")):
                headings.add(f"`{source.stem}` {question or section} {title}")
    page = (ROOT / "docs/reference/topics.md").read_text("utf-8")
    cells = [
        row.rsplit(" | ", 1)[1] for row in page.replace(" |\n", "\n").splitlines() if row.startswith("| ")
    ]
    named = {part for cell in cells for part in cell.split("; ") if part.startswith("`")}
    assert len(named) > 90
    assert sorted(named - headings) == []
    assert sorted(h for h in headings - named if "." in h.split()[1]) == []
