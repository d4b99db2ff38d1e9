"""A small class on a real assignment: graded, one test changed, graded again."""

import shutil
from pathlib import Path

import pytest

from emgrade.classroom.session import load_run, open_store
from emgrade.demo import make_class
from emgrade.grading import Options, Started, grade_class
from emgrade.project import Project
from emgrade.source import read_assignment

ROOT = Path(__file__).parents[3]
NAME = "em_exercise"


def stored(folder):
    run = load_run(folder)
    with open_store(folder) as store:
        return {
            entry.id: (run.results[entry.id].questions, store.gradescope(entry.id)) for entry, _ in run.graded
        }


@pytest.mark.slow
def test_a_class_of_an_assignment_is_graded_again(tmp_path):
    bundle = tmp_path / "autograder" / NAME
    shutil.copytree(ROOT / "autograder" / NAME, bundle)
    assignment = read_assignment(ROOT / "assignments" / NAME / f"{NAME}.py")
    folder = make_class(Project(ROOT), assignment, tmp_path / "c", 3) / "submissions"
    (folder / "submission_100003" / f"{NAME}.ipynb").write_text("{")

    def grade():
        started, *_, outcome = grade_class(bundle, [folder], Options(tmp_path / "runs", workers=2))
        assert isinstance(started, Started)
        return len(started.session.todo), outcome

    todo, first = grade()
    assert (todo, len(first.run.graded), len(first.run.counted)) == (3, 2, 3)
    assert all(len(result.questions) == len(first.run.automatic) for _, result in first.run.graded)
    assert first.report.is_file()
    assert grade()[0] == 0

    test = bundle / "tests" / "q1_2.py"
    test.write_text(test.read_text("utf-8").replace("points = 4", "points = 4  # changed"), encoding="utf-8")
    todo, again = grade()
    assert (todo, again.moves) == (3, ())
    assert stored(first.folder) == stored(again.folder)
