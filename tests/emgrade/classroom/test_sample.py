"""The sample class: the same for the same seed, made of the answers on file."""

import json
from pathlib import Path

import pytest

from emgrade.answers import read_answers
from emgrade.classroom.intake import collect
from emgrade.demo import make_class
from emgrade.project import Project
from emgrade.source import read_assignment

PROJECT = Project.find(Path(__file__).parents[3])
NAME = "em_exercise"


@pytest.fixture(scope="module")
def assignment():
    return read_assignment(PROJECT.source(NAME))


def make(assignment, target, **options):
    return make_class(PROJECT, assignment, target, **options)


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_class(assignment, tmp_path):
    first, again = (make(assignment, tmp_path / name, size=10) for name in "ab")
    other = make(assignment, tmp_path / "c", size=10, seed=2)
    assert files(first) == files(again) != files(other)


def test_it_is_made_of_the_known_answers(assignment, tmp_path):
    """A cell is the solution's, the untouched one, or a known answer; every known answer of q1_2 is somewhere."""
    folder = make(assignment, tmp_path / "class", size=300)
    book = f"{NAME}.ipynb"
    built = [
        json.loads((home(NAME) / book).read_text("utf-8")) for home in (PROJECT.solutions, PROJECT.student)
    ]
    known = {"".join(cell["source"]).strip() for notebook in built for cell in notebook["cells"]}
    answers, mistakes = read_answers(assignment)
    assert mistakes == []
    known |= {answer.code.strip() for answer in answers}
    seen, broken = set(), 0
    for path in folder.glob("submissions/*/*.ipynb"):
        try:
            cells = json.loads(path.read_text("utf-8"))["cells"]
        except ValueError:
            broken += 1
            continue
        if "submission_100007" not in str(path):  # The wrong file.
            seen |= {"".join(cell["source"]).strip() for cell in cells}
    written = next(question for question in assignment.questions if question.manual)
    model = " ".join(written.answer[0].source.split())
    strange = {" ".join(text.split()) for text in seen - known}
    assert strange
    assert all(text in model for text in strange)
    assert broken == 6
    variants = [answer.code.strip() for answer in answers if answer.question == "q1_2" and not answer.wrong]
    assert set(variants) <= seen


def test_it_reads_as_a_gradescope_export(assignment, tmp_path):
    intake = collect([make(assignment, tmp_path / "class", size=60) / "submissions"], NAME)
    counted = [entry for entry in intake.entries if entry.state == "counts"]
    assert len(counted) == 60
    assert all(entry.students[0].identified_by == "Gradescope metadata" for entry in counted)
    assert len({entry.students[0].key for entry in counted}) == 60
    assert all(entry.submitted_at.startswith("2025-03-") for entry in counted)
