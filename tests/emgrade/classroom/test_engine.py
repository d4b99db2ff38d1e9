"""A small class on the real engine: graded, one test changed, regraded in part and as a whole."""

import shutil
from pathlib import Path

import pytest

from emgrade.classroom.sample import make_class
from emgrade.classroom.session import load_run, open_store
from emgrade.grading import Options, Silent, grade_class
from emgrade.source import read_assignment

ROOT = Path(__file__).parents[3]
NAME = "em_exercise"


class Heard(Silent):
    """Remembers what was about to be graded."""

    def started(self, session):
        self.todo = len(session.todo)
        self.changed = set().union(*(base.changed for base in session.bases.values()))


def stored(folder):
    run = load_run(folder)
    with open_store(folder) as store:
        return {
            entry.id: (run.results[entry.id].questions, store.gradescope(entry.id))
            for entry in run.counted
            if not run.results[entry.id].error
        }


@pytest.mark.slow
def test_a_regrade_in_part_equals_one_of_everything(tmp_path):
    book = f"{NAME}.ipynb"
    bundle = tmp_path / "autograder" / NAME
    shutil.copytree(ROOT / "autograder" / NAME, bundle)
    assignment = read_assignment(ROOT / "assignments" / NAME / f"{NAME}.py")
    folder = make_class(
        assignment, ROOT / "solutions" / NAME / book, ROOT / "student" / NAME / book, tmp_path / "c", 3
    )
    (folder / "submission_100003" / book).write_text("{")
    heard = Heard()
    first = grade_class(bundle, [folder], Options(tmp_path / "runs", workers=2), heard)
    assert (heard.todo, len(first.run.graded), len(first.run.counted)) == (3, 2, 3)
    assert all(len(result.questions) == len(first.run.automatic) for _, result in first.run.graded)
    assert first.report.is_file()

    test = bundle / "tests" / "q1_2.py"
    test.write_text(test.read_text("utf-8").replace("points = 4", "points = 4  # changed"), encoding="utf-8")
    part = grade_class(bundle, [folder], Options(tmp_path / "runs", workers=2), heard)
    assert (heard.todo, heard.changed) == (3, {"q1_2"})  # The broken one is tried again as a whole.
    whole = grade_class(bundle, [folder], Options(tmp_path / "runs", workers=2, everything=True), heard)
    assert (heard.todo, heard.changed) == (3, set())
    assert stored(first.folder) == stored(part.folder) == stored(whole.folder)
    assert part.moves == whole.moves == ()
