"""Points given by hand: split, filled in, read back, and never lost."""

import csv
import json
import os
import random
import re
import shutil
import signal
import time
import zipfile
from datetime import datetime, timezone

import pytest
from click.testing import CliRunner

from emgrade.classroom.marks import read_given, share
from emgrade.classroom.session import open_store
from emgrade.cli import main
from emgrade.grades import Policy
from emgrade.grading import Options, grade_class, mark_class, outcome_of, policy_of, report_again
from emgrade.project import Project
from emgrade.report import pages
from tests.emgrade.grade.tiny import answered, notebook, write_bundle

from .tiny_class import ease, keep

RUBRIC = [{"points": 2, "text": "names the bound"}, {"points": 1, "text": "says = why"}]


def essay(text, **wrong):
    cells = [
        {
            "cell_type": "markdown",
            "source": "<!-- BEGIN QUESTION -->\n## Why",
            "metadata": {"editable": False},
        },
        {"cell_type": "markdown", "source": text, "metadata": {}},
        {"cell_type": "markdown", "source": "<!-- END QUESTION -->", "metadata": {"editable": False}},
    ]
    return json.dumps(notebook([*answered(**wrong), *cells]))


def make_course(root):
    questions = [
        {"name": q, "points": p, "manual": False}
        for q, p in zip(["q1", "q2", "q3", "q4"], [2, 3, 1, 4], strict=True)
    ]
    questions.append({"name": "w", "title": "Why", "points": 3, "manual": True, "rubric": RUBRIC})
    write_bundle(root / "autograder" / "tiny", questions=questions)
    (root / "class").mkdir()
    for number in range(6):
        text = f"Because of reason {number}." if number else "_Type your answer here, replacing this text._"
        (root / "class" / f"s{number}.ipynb").write_text(essay(text, q2="answer = 1.0"))
    return root


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("marks") / "course")
    assert grade(course).folder == course / "runs" / "tiny" / "1"
    return keep(course)


@pytest.fixture
def course(graded_once):
    """A course whose class is graded, in `runs/tiny/1`."""
    return graded_once()


@pytest.fixture
def folder(course):
    return course / "runs" / "tiny" / "1"


@pytest.fixture
def marked(course, folder):
    """The folder of the run and its file of marks."""
    mark_class(folder, Policy())
    return folder, course / "runs" / "tiny" / "marking" / "w-all.csv"


def grade(course, **options):
    options = Options(course / "runs", workers=1, **options)
    return outcome_of(grade_class(course / "autograder" / "tiny", [course / "class"], options))


def fill(path, values):
    """Fill the rows of a file in their order."""
    with path.open(newline="") as file:
        head, *rows = csv.reader(file)
    for row, value in zip(rows, values, strict=True):
        row[1:] = value
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def totals(folder, policy=None):
    run, _ = report_again(folder, policy or Policy())
    return {grade.student.name: grade.total for grade in run.grades}


def test_marks_are_read_and_make_the_final_grade(course, folder):
    assert totals(folder) == dict.fromkeys([f"s{i}" for i in range(6)], 7)
    table = course / "runs" / "tiny" / "marking" / "w-all.csv"
    done = mark_class(folder, Policy())
    assert (done.read, done.wrong, done.questions[0].answers) == (0, (), 5)  # One is empty.
    fill(
        table,
        [
            ["x", "", "", "good"],
            ["1.5", "x", "", ""],
            ["", "", "3", ""],
            ["0", "0", "0", ""],
            ["", "", "", ""],
        ],
    )
    done = mark_class(folder, Policy())
    assert (done.read, done.questions[0].marked) == (4, 4)
    run, _ = report_again(folder, Policy())
    points = sorted(grade.written for grade in run.grades if grade.marks)
    assert points == [0, 0, 2, 2.5, 3]  # The empty answer needs no grader.
    assert sum(grade.total is None for grade in run.grades) == 1
    scores = (folder / "scores.csv").read_text()
    assert "w is not marked yet." in scores
    pages = [(path / "feedback.html").read_text() for path in (folder / "students").iterdir()]
    assert sum("2 of 2: names the bound" in page for page in pages) == 1
    assert not any("says = why" in page for page in pages if "Not marked yet" in page)


def test_a_regrade_and_a_changed_policy_lose_no_mark(course, folder):
    mark_class(folder, Policy())
    table = course / "runs" / "tiny" / "marking" / "w-all.csv"
    fill(table, [["x", "x", "", ""]] * 5)
    mark_class(folder, Policy())
    before = totals(folder)
    ease(course)
    again = grade(course)
    assert again.folder != folder
    assert {name: total + 3 for name, total in before.items()} == totals(again.folder)
    table.unlink()
    assert mark_class(again.folder, Policy()).read == 0
    assert mark_class(again.folder, Policy()).read == 5  # The file was written anew with what is known.
    assert len(read_given(course / "runs" / "tiny")) == 5


def test_what_is_written_stays_until_something_that_it_is_made_of_changes(course, folder):
    """Each change alone, and after each the same command once more."""
    bundle = course / "autograder" / "tiny"

    def touched(**options):
        table = folder / "scores.csv"
        table.write_text("mine")
        outcome = grade(course, **options)
        assert outcome.folder == folder
        return table.read_text() != "mine"

    def title():
        profile = json.loads((bundle / "profile.json").read_text())
        (bundle / "profile.json").write_text(json.dumps({**profile, "title": "Another title"}))

    def mark():
        mark_class(folder, Policy())
        fill(course / "runs" / "tiny" / "marking" / "w-all.csv", [["x", "", "", ""]] * 5)
        mark_class(folder, Policy())

    assert not touched()
    for change, options in (
        (title, {}),
        (mark, {}),
        ((folder / "report.html").unlink, {}),
        (lambda: None, {"canvas_id": "12"}),
        (lambda: None, {"policy": Policy(due=datetime(2025, 3, 14, tzinfo=timezone.utc))}),
    ):
        change()
        assert touched(**options)
        assert not touched(**options)
    (folder / "scores.csv").write_text("mine")
    report_again(folder, Policy())
    assert (folder / "scores.csv").read_text() != "mine"


@pytest.mark.parametrize("where", [".", "run.sqlite", "../1"])
def test_marks_belong_to_a_run_wherever_it_is_named_from(folder, marked, monkeypatch, where):
    fill(marked[1], [["x", "x", "", ""]] * 5)
    monkeypatch.chdir(folder)
    for command in ("mark", "report"):
        assert CliRunner().invoke(main, [command, where]).exit_code == 0
    assert not [path for path in folder.iterdir() if path.name in ("marking", "marks.sqlite")]
    with (folder / "scores.csv").open(newline="") as file:
        assert sorted(float(row["score"]) for row in csv.DictReader(file)) == [7, 10, 10, 10, 10, 10]


def test_what_a_grader_saves_meanwhile_is_kept(folder, marked, monkeypatch):
    drawn = pages.marking_page

    def slowly(*args):
        fill(marked[1], [["x", "", "", "saved while pages are drawn"]] * 5)
        return drawn(*args)

    monkeypatch.setattr("emgrade.grading.marking_page", slowly)
    assert mark_class(folder, Policy()).read == 0
    assert "saved while" in marked[1].read_text()
    assert mark_class(folder, Policy()).read == 5


def test_files_of_a_question_whose_name_begins_alike_are_not_read(folder, marked):
    other = marked[1].with_name("w-b-ada.csv")
    other.write_text("of another question")
    assert mark_class(folder, Policy()).wrong == ()
    assert other.read_text() == "of another question"


def test_late_days_are_those_of_the_newest_run_that_ended(course, folder, monkeypatch):
    (course / "course").mkdir()
    late = 'order = ["tiny", "next"]\n[late]\nfree_days = 3\n'
    for name in ("tiny", "next"):
        (course / "assignments" / name).mkdir(parents=True)
        (course / "assignments" / name / f"{name}.py").touch()
    (course / "assignments" / "course.toml").write_text(late)
    data = json.loads((folder / "class.json").read_text())
    data["grades"][0]["late_days"] = 2
    (folder / "class.json").write_text(json.dumps(data))
    shutil.copytree(
        folder, folder.parent / "2", ignore=shutil.ignore_patterns("class.json")
    )  # it was stopped
    spent = policy_of(Project(course), "next", course / "runs").spent
    assert +spent == {data["grades"][0]["student"]["key"]: 2}


def test_a_new_answer_is_marked_anew(course, folder):
    mark_class(folder, Policy())
    fill(course / "runs" / "tiny" / "marking" / "w-all.csv", [["x", "x", "", ""]] * 5)
    mark_class(folder, Policy())
    (course / "class" / "s3.ipynb").write_text(essay("Another reason.", q2="answer = 1.0"))
    done = mark_class(grade(course).folder, Policy())
    assert (done.questions[0].marked, done.questions[0].answers, done.replaced) == (4, 5, 1)


def test_what_was_handed_in_before_is_known(course, folder):
    (course / "class" / "s3.ipynb").write_text(essay("Because of reason 3."))
    again = grade(course).folder
    run, page = report_again(again, Policy())
    (results,) = run.attempts.values()
    assert [result.score for result in results] == [7, 10]
    assert json.loads((again / "class.json").read_text())["attempts"] == {"name:s3": [7, 10]}
    assert "1 handed in more than once" in page.read_text()
    assert report_again(folder, Policy())[0].attempts == {}  # an earlier run knows nothing of later ones
    shutil.copytree(again, course / "kept")
    assert report_again(course / "kept", Policy())[0].attempts == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda rows: rows[1].__setitem__(1, "2.5"),
            "w-all.csv:2: 2.5 points for 'names the bound', which gives 0 to 2",
        ),
        (lambda rows: rows[1].__setitem__(1, "-1"), "w-all.csv:2: -1 points"),
        (lambda rows: rows[1].__setitem__(1, "nan"), "w-all.csv:2: nan points"),
        (lambda rows: rows[1].__setitem__(1, "two"), "w-all.csv:2: 'two' is no number of points"),
        (lambda rows: rows[2].__setitem__(3, "4"), "w-all.csv:3: 4 points for 'w', which gives 0 to 3"),
        (
            lambda rows: rows[2].__setitem__(slice(1, 4), ["x", "x", "2"]),
            "w-all.csv:3: the items add up to 3, `points` says 2",
        ),
        (
            lambda rows: rows[3].__setitem__(slice(0, 4), ["12345", "x", "", ""]),
            "w-all.csv:4: there is no answer '12345' to w",
        ),
        (lambda rows: rows.append([rows[1][0], "x", "", "", ""]), "is marked twice; first in w-all.csv:2"),
        (lambda rows: rows[4].__setitem__(4, "hm"), "has a comment and no points"),
        (
            lambda rows: (rows[1].__setitem__(4, "two\nlines"), rows[2].__setitem__(3, "4")),
            "w-all.csv:4: 4 points for 'w', which gives 0 to 3",
        ),
        (
            lambda rows: rows[0].__setitem__(1, "bound"),
            "w-all.csv:1: the columns should be answer, names the bound (2)",
        ),
    ],
)
def test_a_mistake_has_its_line_and_costs_no_other_mark(marked, change, says):
    folder, table = marked
    fill(table, [["x", "", "", "good"]] + [[""] * 4] * 4)
    with table.open(newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    typed = table.read_bytes()
    done = mark_class(folder, Policy())
    assert says in " ".join(map(str, done.wrong))
    assert table.read_bytes() == typed  # What was typed and not read stays as it is.


def test_no_spreadsheet_takes_an_answers_id_for_a_number_or_a_date(course, folder):
    mark_class(folder, Policy())
    with (course / "runs" / "tiny" / "marking" / "w-all.csv").open(newline="") as file:
        ids = [row[0] for row in list(csv.reader(file))[1:]]
    assert len(set(ids)) == len(ids) == 5
    assert all(len(one) == 10 and one.isalpha() for one in ids)


def test_semicolons_and_commas_of_a_spreadsheet_are_read(course, folder):
    mark_class(folder, Policy())
    table = course / "runs" / "tiny" / "marking" / "w-all.csv"
    with table.open(newline="") as file:
        head, *rows = csv.reader(file)
    with table.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=";").writerows([head, *([row[0], "1,5", "x", "", "gut"] for row in rows)])
    assert mark_class(folder, Policy()).read == 5
    assert {one.points for one in read_given(course / "runs" / "tiny")} == {2.5}


def test_graders_split_the_answers_and_agree_or_not(course, folder):
    done = mark_class(folder, Policy(), ["ada", "bob", "cy"], overlap=1.0)
    for name, points in (("ada", "1"), ("bob", "2"), ("cy", "1")):
        path = done.folder / f"w-{name}.csv"
        with path.open(newline="") as file:
            rows = list(csv.reader(file))[1:]
        fill(path, [["", "", points, f"by {name}"]] * len(rows))
    done = mark_class(folder, Policy())
    (one,) = done.questions
    assert (done.read, one.marked, one.twice) == (10, 5, 5)
    both = [
        set(share(given.answer, ["ada", "bob", "cy"], 1.0)) for given in read_given(course / "runs" / "tiny")
    ]
    with_bob = sum("bob" in pair for pair in both) / 2
    assert one.equal == 5 - with_bob
    assert one.apart == with_bob / 5
    run, _ = report_again(folder, Policy())
    assert {grade.written for grade in run.grades} <= {0.0, 1.0, 1.5}


def test_the_split_is_even_and_moves_little():
    answers = [f"{i:x}" for i in range(3000)]
    two = [share(one, ["ada", "bob"], 0.2) for one in answers]
    assert 0.45 < sum(pair[0] == "ada" for pair in two) / 3000 < 0.55
    assert 0.17 < sum(len(pair) == 2 for pair in two) / 3000 < 0.23
    three = [share(one, ["ada", "bob", "cy"], 0.0) for one in answers]
    moved = [new[0] for old, new in zip(two, three, strict=True) if old[0] != new[0]]
    assert set(moved) == {"cy"}


def test_pages_show_no_names(course, folder):
    done = mark_class(folder, Policy(), ["ada", "bob"])
    pages = "".join(path.read_text() for path in done.folder.glob("*.html"))
    assert pages.count("Because of reason") == 5
    assert ".ipynb" not in pages
    assert not re.search(r">\s*s\d\s*<", pages)


@pytest.mark.slow
def test_marks_survive_being_killed_at_any_moment(course, folder):
    done = mark_class(folder, Policy())
    table = done.folder / "w-all.csv"
    fill(table, [["x", "x", "", "good"]] * 5)
    draw = random.Random(3)
    seen = 0
    for _ in range(8):
        ready, said = os.pipe()
        victim = os.fork()
        if not victim:
            try:
                os.write(said, b"!")
                while True:
                    mark_class(folder, Policy())
            finally:
                os._exit(1)
        os.read(ready, 1)
        time.sleep(draw.uniform(0, 0.15))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        os.close(ready)
        os.close(said)
        kept = len(read_given(course / "runs" / "tiny"))
        assert kept >= seen
        assert kept in (0, 5)
        seen = kept
        with table.open(newline="") as file:
            assert [row[1:3] for row in list(csv.reader(file))[1:]] in ([["x", "x"]] * 5, [["2", "1"]] * 5)
    mark_class(folder, Policy())
    assert len(read_given(course / "runs" / "tiny")) == 5


def test_written_answers_are_stored_with_their_result(folder):
    with open_store(folder) as store:
        found = [answer for answers in store.written().values() for answer in answers]
    assert sorted(answer.empty for answer in found) == [False] * 5 + [True]


def test_a_person_reads_the_notebook_that_is_graded(course):
    with zipfile.ZipFile(course / "class" / "s6.zip", "w") as archive:
        archive.writestr("lab/.ipynb_checkpoints/lab-checkpoint.ipynb", essay("An older text."))
        archive.writestr("lab/lab.ipynb", essay("A newer text."))
    with open_store(grade(course).folder) as store:
        shown = "".join(answer.html for answers in store.written().values() for answer in answers)
    assert ("A newer text." in shown, "An older text." in shown) == (True, False)
