"""Running, resuming, regrading, with the real engine on a small bundle."""

import sqlite3
import zipfile
from contextlib import contextmanager
from dataclasses import replace

import pytest

from emgrade.bundle import read_bundle
from emgrade.classroom import bundle as bundles
from emgrade.classroom.intake import collect
from emgrade.classroom.session import load_run, open_session
from emgrade.errors import EmgradeError
from emgrade.grading import Options, grade_class

from .tiny_class import SCORES, ease, engine, grade, keep, make, scores, submission


@pytest.fixture
def course(tmp_path):
    return make(tmp_path)


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    course = make(tmp_path_factory.mktemp("class") / "course")
    grade(course)
    return keep(course)


@pytest.fixture
def graded(graded_once):
    """The course when the whole class is graded."""
    return graded_once()


def test_grades_everybody(course):
    session, moved = grade(course)
    assert (len(session.todo), session.carried, moved) == (6, 0, ())
    assert scores(session.folder) == SCORES


def test_the_same_command_goes_on_where_it_stopped(course):
    grade(course, stop_after=4)
    session, _ = grade(course)
    assert (session.folder.name, session.resumed, len(session.todo)) == ("1", True, 2)
    assert scores(session.folder) == SCORES


def test_nothing_to_do_the_second_time(graded):
    session, _ = grade(graded)
    assert (session.folder.name, session.resumed, session.todo) == ("1", False, ())


def test_a_changed_test_regrades_and_says_who_moved(graded):
    ease(graded)
    second, moved = grade(graded)
    assert (second.folder.name, second.carried, len(second.todo)) == ("2", 0, 6)
    assert scores(graded / "runs" / "tiny" / "1") == SCORES
    assert {move.student.name: (move.before, move.after) for move in moved} == {
        "cy": (7, 10),
        "dee": (3, 6),
        "eve": (0, 3),
    }
    assert dict(moved[0].questions) == {"q2": (0, 3)}


@pytest.mark.slow
def test_a_regrade_goes_on_after_an_interruption(graded):
    ease(graded)
    grade(graded, stop_after=4)
    session, moved = grade(graded)
    assert (session.folder.name, session.resumed, len(session.todo)) == ("2", True, 2)
    assert (scores(session.folder)["cy"], len(moved)) == (10, 3)


def test_a_full_disk_while_unpacking_is_tried_again(course, monkeypatch):
    with zipfile.ZipFile(course / "class.zip", "w") as archive:
        for name in ("fay", "gus"):
            archive.writestr(f"{name}.ipynb", submission())

    def full(tree, member, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("emgrade.classroom.run.copy", full)
    session, _ = grade(course, source="class.zip")
    assert load_run(session.folder).results == {}
    monkeypatch.undo()
    session, _ = grade(course, source="class.zip")
    assert (session.folder.name, len(session.todo)) == ("1", 2)
    assert scores(session.folder) == {"fay": 10, "gus": 10}


def test_a_changed_submission_regrades_itself_only(graded):
    (graded / "class" / "bob.ipynb").write_text(submission("q2", "q3"))
    session, moved = grade(graded)
    assert (session.carried, len(session.todo)) == (5, 1)
    assert [(move.student.name, move.difference) for move in moved] == [("bob", 2)]


def test_a_changed_data_file_touches_everybody(graded):
    (graded / "autograder" / "tiny" / "files" / "data.txt").write_text("1")
    assert len(grade(graded, stop_after=1)[0].todo) == 6


def test_a_changed_engine_touches_everybody(graded, monkeypatch):
    """The version number says nothing: every commit has the same."""
    monkeypatch.setattr(bundles, "engine_hash", lambda: "another engine")
    session, _ = grade(graded, stop_after=1)
    assert (session.carried, len(session.todo)) == (0, 6)


def test_the_hash_of_the_engine_sees_its_code(tmp_path, monkeypatch):
    before = bundles.engine_hash.__wrapped__()
    for name in ("one.py", "sub/two.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    monkeypatch.setattr("emgrade.grade.__file__", str(tmp_path / "__init__.py"))
    one = bundles.engine_hash.__wrapped__()
    (tmp_path / "sub" / "two.py").write_text("x = 2")
    assert len({before, one, bundles.engine_hash.__wrapped__()}) == 3


def test_a_new_stamp_alone_touches_nobody(graded):
    profile = graded / "autograder" / "tiny" / "profile.json"
    profile.write_text(profile.read_text().replace('"abc"', '"abd"'))
    assert grade(graded)[0].todo == ()


def test_all_grades_everything_anew(graded):
    session, moved = grade(graded, everything=True)
    assert (session.folder.name, session.carried, len(session.todo), moved) == ("2", 0, 6, ())


def test_members_of_an_archive_are_unpacked_one_by_one(course):
    path = course / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (course / "class").iterdir():
            archive.write(file, f"{file.stem}/tiny.ipynb")
    session, _ = grade(course, source="class.zip")
    run = load_run(session.folder)
    assert next(result.submission for _, result in run.graded) == f"{path}: ada/tiny.ipynb"
    assert scores(session.folder) == SCORES
    assert not list(session.folder.glob("scratch-*"))


def test_what_vanishes_on_the_way_is_an_entry_with_an_error(course):
    path = course / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/tiny.ipynb", submission() + " " * 100_000)
        archive.writestr("bob/tiny.ipynb", "no notebook")
    intake = collect([path], "tiny")
    data = bytearray(path.read_bytes())
    data[50_000:50_040] = b"x" * 40
    path.write_bytes(bytes(data))
    bundle = read_bundle(course / "autograder" / "tiny")
    with open_session(course / "runs", bundle, intake, [path]) as session:
        list(session.grade(engine))
    run = load_run(session.folder)
    assert all(run.results[entry.id].error for entry in run.counted)


@contextmanager
def losing(names, times):
    """The engine, which loses some submissions, as when its own process is killed."""
    left = dict.fromkeys(names, times)

    class Losing:
        def __init__(self, grader):
            self.grader = grader

        def grade_many(self, paths):
            for result in self.grader.grade_many(paths):
                name = result.submission.rpartition("/")[2].removesuffix(".ipynb")
                if left.get(name, 0):
                    left[name] -= 1
                    result = replace(result, status="fault", questions=(), error="its process ended")
                yield result

    @contextmanager
    def opener(folder, count):
        with engine(folder, count) as grader:
            yield Losing(grader)

    yield opener


def test_what_the_grader_lost_once_is_graded_again(course):
    with losing(["ada"], 1) as opener:
        session, _ = grade(course, opener=opener)
    assert scores(session.folder) == SCORES


@pytest.mark.slow
def test_a_fault_is_never_stored_and_the_same_command_tries_it_again(course):
    with losing(["ada", "eve"], 2) as opener:
        session, _ = grade(course, opener=opener)
    assert set(load_run(session.folder).results) == {
        entry.id for entry in session.intake.entries if entry.label not in ("ada", "eve")
    }
    again, _ = grade(course)
    assert (again.folder, again.resumed, len(again.todo)) == (session.folder, True, 2)
    assert scores(again.folder) == SCORES


@pytest.mark.slow
def test_what_a_killed_process_left_behind_is_removed(course):
    left = grade(course, stop_after=1)[0].folder / "scratch-x"
    left.mkdir()
    (left / "submission.ipynb").touch()
    folder = grade(course, stop_after=1)[0].folder
    assert not list(folder.glob("scratch-*"))


def test_nobody_else_reads_the_scores(course):
    folder = grade(course, stop_after=1)[0].folder
    assert folder.parent.stat().st_mode & 0o077 == 0


def test_two_processes_do_not_share_a_run(course):
    bundle = read_bundle(course / "autograder" / "tiny")
    intake = collect([course / "class"], "tiny")
    with (
        open_session(course / "runs", bundle, intake, []),
        pytest.raises(EmgradeError, match="Another"),
        open_session(course / "runs", bundle, intake, []),
    ):
        pass


def test_a_database_of_another_version_is_a_sentence_and_left_alone(graded):
    folder = graded / "runs" / "tiny" / "1"
    for version in (0, 1, 99):
        with sqlite3.connect(folder / "run.sqlite") as db:
            db.execute(f"PRAGMA user_version = {version}")
        before = (folder / "run.sqlite").read_bytes()
        with pytest.raises(EmgradeError, match="another version of this program wrote it"):
            load_run(folder)
    session, _ = grade(graded, stop_after=1)
    assert (session.folder.name, len(session.todo), session.before) == ("2", 6, None)
    assert (folder / "run.sqlite").read_bytes() == before


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "run.sqlite").write_text("x" * 5000)
    with pytest.raises(EmgradeError, match="cannot be read: file is not a database"):
        load_run(tmp_path)


def test_a_folder_that_is_no_autograder(tmp_path):
    with pytest.raises(EmgradeError, match=r"profile\.json"):
        read_bundle(tmp_path)


def test_an_empty_folder_makes_no_run(course):
    (course / "empty").mkdir()
    (course / "empty" / "notes.txt").write_text("x")
    (course / "empty" / "gone.ipynb").write_text("")
    with pytest.raises(EmgradeError, match=r"No submission was found in .*gone\.ipynb: It is empty"):
        list(grade_class(course / "autograder" / "tiny", [course / "empty"], Options(course / "runs")))
    assert not (course / "runs").exists()
