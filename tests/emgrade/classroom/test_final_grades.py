"""The five commands of docs/classroom.md: a class of fourteen from downloads to final grades."""

import csv
import json
import re
import shlex
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from emgrade.cli import main
from emgrade.demo import fill_in, make_class
from emgrade.project import Project
from emgrade.source import read_assignment

ROOT = Path(__file__).parents[3]
NAME = "em_exercise"
COURSE = """time_zone = "Europe/Berlin"

[due]
em_exercise = 2025-03-14

[late]
grace_minutes = 15
percent_per_day = 10
floor = 50
"""


def commands():
    """The five commands of the page, as they stand there, for somebody of the sample class."""
    page = (ROOT / "docs" / "classroom.md").read_text("utf-8")
    block = re.search(r"five commands:\s+```\n(.*?)```", page, re.DOTALL)[1]
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert [line[:3] for line in lines] == [
        ["emgrade", c, NAME] for c in ("grade", "mark", "mark", "report", "why")
    ]
    return [["student13@example.edu" if word == "Jane Doe" else word for word in line[1:]] for line in lines]


def run(*arguments):
    found = CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)
    return found.exit_code, found.stdout, found.stderr


@pytest.mark.slow
def test_five_commands_lead_to_final_grades(tmp_path, monkeypatch):
    for folder in ("assignments", "autograder", "student", "solutions"):
        shutil.copytree(ROOT / folder / NAME, tmp_path / folder / NAME)
    (tmp_path / "assignments" / "course.toml").write_text(COURSE)
    project = Project(tmp_path)
    assignment = read_assignment(project.source(NAME))
    manual = next(question.name for question in assignment.questions if question.manual)
    possible = sum(question.points for question in assignment.questions)
    make_class(project, assignment, tmp_path / "class", 14)
    (last,) = (tmp_path / "class" / "submissions").glob("*14/*.ipynb")
    last.write_bytes(last.read_bytes()[:5000])  # as one in fifty of a larger class
    for name in ("roster.csv", "late_arrivals"):
        (tmp_path / "class" / name).rename(tmp_path / name)
    shutil.make_archive(str(tmp_path / "submissions"), "zip", tmp_path / "class" / "submissions")
    monkeypatch.chdir(tmp_path)
    grade, split, read, report, why = commands()

    code, out, err = run(*grade)
    assert code == 1  # Half a file cannot be graded.
    assert "14 submissions (1 superseded, 1 ignored); grade: 14 to do." in err
    assert "13 of 14 graded" in out
    code, out, _ = run(*split)
    assert (code, f"{manual}: 0 of" in out) == (0, True)
    fill_in(tmp_path / "runs" / NAME / "marking")
    code, out, _ = run(*read)
    assert (code, "All are marked." in out, "by two graders" in out) == (0, True, True)
    code, out, _ = run(*report)
    assert (code, "13 of 14 graded" in out, f"of {possible:g}" in out) == (0, True, True)
    code, out, _ = run(*why)
    assert (code, "test_two_thousand_points" in out, "hidden" in out, "as handed in" in out) == (
        0,
        True,
        True,
        True,
    )

    folder = tmp_path / "runs" / NAME / "1"
    with (folder / "scores.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert len(rows) == 15
    assert {row["section"] for row in rows.values()} == {"A", "B", "C"}
    for row in rows.values():
        if row["score"]:
            parts = [float(row[name] or 0) for name in ("automatic", "by hand", "late work")]
            extra = float(row["extra"] or 0)
            assert float(row["score"]) == pytest.approx(max(0, sum(parts)) + extra)
            questions = [float(row[name]) for name in row if name.startswith("q")]
            assert sum(questions) == pytest.approx(parts[0] + parts[1])
    assert "late_arrivals" in rows["Student 07"]["submission"]
    assert float(rows["Student 07"]["score"]) > 0
    assert rows["Student 15"]["for a person"] == "Nothing was handed in."
    assert not rows["Student 14"]["score"]
    assert rows["Student 05"]["extra"] == "1"
    due = datetime.fromisoformat("2025-03-14T22:59:59+00:00")
    late = {
        name
        for name, row in rows.items()
        if row["submitted at"] and datetime.fromisoformat(row["submitted at"]) > due
    }
    assert "Student 13" in late
    assert {name for name, row in rows.items() if row["late work"]} == {
        name for name in late if float(rows[name]["automatic"] or 0) + float(rows[name]["by hand"] or 0)
    }
    data = json.loads((folder / "class.json").read_text())
    totals = {one["student"]["name"]: one["total"] for one in data["grades"]}
    with (folder / "canvas.csv").open(newline="") as file:
        canvas = list(csv.reader(file))
    assert canvas[0][-1] == "The EM exercise (4711)"
    assert {row[0]: float(row[-1]) for row in canvas[2:]} == {
        k: v for k, v in totals.items() if v is not None
    }
