"""Running, resuming, regrading."""

import json
import zipfile
from dataclasses import replace

import pytest

from emgrade.classroom.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import load_run, open_session, open_store
from emgrade.errors import EmgradeError

from .fakes import FakeGrader, bundle_folder, notebook


@pytest.fixture
def course(tmp_path):
    """A class of six in a folder, with a toy autograder."""
    for i, name in enumerate(["ada", "bob", "cy", "dee", "eve", "fay"]):
        (tmp_path / "class").mkdir(exist_ok=True)
        (tmp_path / "class" / f"{name}.ipynb").write_text(notebook(q1_1=i % 3, q1_2=i / 2))
    bundle_folder(tmp_path)
    return tmp_path


def grade(course, grader, **options):
    bundle = read_bundle(course / "autograder" / "toy")
    sources = [course / "class"]
    with open_session(course / "runs", bundle, collect(sources, "toy"), sources, **options) as session:
        session.grade(grader, lambda entry, result: None)
        return session.folder, session.carried, session.resumed, session.moves()


def scores(folder):
    run = load_run(folder)
    return {entry.label: run.results[entry.id].score for entry in run.counted}


def test_grades_everybody_whatever_the_order(course):
    forward = scores(grade(course, FakeGrader())[0])
    backward = scores(grade(course, FakeGrader(reverse=True), everything=True)[0])
    assert forward == backward == {"ada": 0, "bob": 1.5, "cy": 3, "dee": 1.5, "eve": 3, "fay": 4.5}


def test_the_same_command_goes_on_where_it_stopped(course):
    with pytest.raises(KeyboardInterrupt):
        grade(course, FakeGrader(stop_after=4))
    rest = FakeGrader()
    folder, _, resumed, _ = grade(course, rest)
    assert (folder.name, resumed, len(rest.calls)) == ("1", True, 2)
    assert len(scores(folder)) == 6


def test_nothing_to_do_the_second_time(course):
    grade(course, FakeGrader())
    again = FakeGrader()
    folder, _, resumed, _ = grade(course, again)
    assert (folder.name, resumed, again.calls) == ("1", False, [])


def test_a_changed_test_regrades_and_says_who_moved(course):
    first = grade(course, FakeGrader())[0]
    before = scores(first)
    (course / "autograder" / "toy" / "tests" / "q1_2.py").write_text("# milder\n")
    folder, carried, _, moved = grade(course, FakeGrader(factor=2))
    assert (folder.name, carried) == ("2", 0)
    assert scores(first) == before
    assert [(move.student.name, move.before, move.after) for move in moved][:2] == [
        ("fay", 4.5, 7.0),
        ("eve", 3, 5),
    ]
    assert dict(moved[0].questions) == {"q1_2": (2.5, 5)}


def test_only_the_changed_question_is_graded_and_the_rest_is_kept(course):
    first = grade(course, FakeGrader())[0]
    (course / "autograder" / "toy" / "tests" / "q1_2.py").write_text("# milder\n")
    again = FakeGrader(factor=2)
    second = grade(course, again)[0]
    assert again.asked == ["q1_2"]
    old, new = load_run(first), load_run(second)
    for entry in new.counted:
        before, after = old.results[entry.id], new.results[entry.id]
        assert [q.name for q in after.questions] == ["q1_1", "q1_2"]
        assert after.questions[0] == before.questions[0]
        assert after.questions[1].score == 2 * before.questions[1].score
        with open_store(second) as store:
            tests = store.gradescope(entry.id)["tests"]
        assert [test["name"] for test in tests] == ["Public Tests", "q1_1", "q1_2"]
        assert [test["score"] for test in tests[1:]] == [q.score for q in after.questions]
        blocks = [f"{q.name} results: {q.score}" for q in after.questions]
        assert tests[0]["output"] == "\n\n".join(blocks)


def test_a_regrade_of_one_question_goes_on_after_an_interruption(course):
    grade(course, FakeGrader())
    (course / "autograder" / "toy" / "tests" / "q1_2.py").write_text("# milder\n")
    with pytest.raises(KeyboardInterrupt):
        grade(course, FakeGrader(factor=2, stop_after=4))
    rest = FakeGrader(factor=2)
    folder, _, resumed, moved = grade(course, rest)
    assert (folder.name, resumed, len(rest.calls), rest.asked) == ("2", True, 2, ["q1_2"])
    assert scores(folder)["fay"] == 2 + 5
    assert len(moved) == 5


def test_a_removed_question_leaves_every_result(course):
    grade(course, FakeGrader())
    profile = course / "autograder" / "toy" / "profile.json"
    facts = json.loads(profile.read_text())
    facts["questions"] = facts["questions"][:1]
    profile.write_text(json.dumps(facts))
    (course / "autograder" / "toy" / "tests" / "q1_2.py").unlink()
    again = FakeGrader()
    folder = grade(course, again)[0]
    assert again.calls == []
    assert all(len(result.questions) == 1 for result in load_run(folder).results.values())


def test_a_changed_submission_regrades_itself_only(course):
    grade(course, FakeGrader())
    (course / "class" / "bob.ipynb").write_text(notebook(q1_1=2))
    again = FakeGrader()
    _, carried, _, moved = grade(course, again)
    assert (carried, again.calls, [move.student.name for move in moved]) == (5, ["bob.ipynb"], ["bob"])


def test_a_changed_data_file_touches_everybody(course):
    grade(course, FakeGrader())
    (course / "autograder" / "toy" / "files").mkdir()
    (course / "autograder" / "toy" / "files" / "data.csv").write_text("1")
    again = FakeGrader()
    assert grade(course, again)[1] == 0
    assert len(again.calls) == 6


def test_a_new_stamp_alone_touches_nobody(course):
    grade(course, FakeGrader())
    profile = course / "autograder" / "toy" / "profile.json"
    profile.write_text(profile.read_text().replace("s1", "s2"))
    again = FakeGrader()
    grade(course, again)
    assert again.calls == []


def test_all_grades_everything_anew(course):
    grade(course, FakeGrader())
    again = FakeGrader()
    folder, carried, _, moved = grade(course, again, everything=True)
    assert (folder.name, carried, len(again.calls), moved) == ("2", 0, 6, ())


def test_members_of_an_archive_are_unpacked_one_by_one(course):
    path = course / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (course / "class").iterdir():
            archive.write(file, f"{file.stem}/toy.ipynb")
    bundle = read_bundle(course / "autograder" / "toy")
    with open_session(course / "runs", bundle, collect([path], "toy"), [path]) as session:
        session.grade(FakeGrader(), lambda entry, result: None)
    run = load_run(session.folder)
    assert next(result.submission for _, result in run.graded) == f"{path}: ada/toy.ipynb"
    assert len(run.graded) == 6


def test_what_vanishes_on_the_way_is_an_entry_with_an_error(course):
    path = course / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/toy.ipynb", notebook() + " " * 100_000)
        archive.writestr("bob/toy.ipynb", "no notebook")
    intake = collect([path], "toy")
    data = bytearray(path.read_bytes())
    data[50_000:50_040] = b"x" * 40
    path.write_bytes(bytes(data))
    bundle = read_bundle(course / "autograder" / "toy")
    with open_session(course / "runs", bundle, intake, [path]) as session:
        session.grade(FakeGrader(), lambda entry, result: None)
    run = load_run(session.folder)
    assert all(run.results[entry.id].error for entry in run.counted)


class LosesOne(FakeGrader):
    """Loses the first submission that it sees, as when the engine's own process is killed."""

    def grade(self, path):
        lost = replace(
            super().grade(path),
            status="fault",
            error="a.ipynb: the grader's own process ended; grade it again",
        )
        return lost if len(self.calls) == 1 else super().grade(path)


def test_what_the_grader_lost_is_graded_again(course):
    grader = LosesOne()
    folder = grade(course, grader)[0]
    assert grader.calls == [*sorted(set(grader.calls)), grader.calls[0]]
    assert len(scores(folder)) == 6
    assert not any(result.error for result in load_run(folder).results.values())


def test_what_a_killed_process_left_behind_is_removed(course):
    with pytest.raises(KeyboardInterrupt):
        grade(course, FakeGrader(stop_after=1))
    left = course / "runs" / "toy" / "1" / "scratch-x"
    left.mkdir()
    (left / "submission.ipynb").touch()
    folder = grade(course, FakeGrader())[0]
    assert not list(folder.glob("scratch-*"))


def test_nobody_else_reads_the_scores(course):
    folder = grade(course, FakeGrader())[0]
    assert folder.parent.stat().st_mode & 0o077 == 0


def test_two_processes_do_not_share_a_run(course):
    bundle = read_bundle(course / "autograder" / "toy")
    intake = collect([course / "class"], "toy")
    with (
        open_session(course / "runs", bundle, intake, []),
        pytest.raises(EmgradeError, match="Another"),
        open_session(course / "runs", bundle, intake, []),
    ):
        pass


def test_a_folder_that_is_no_autograder(tmp_path):
    with pytest.raises(EmgradeError, match=r"profile\.json"):
        read_bundle(tmp_path)
