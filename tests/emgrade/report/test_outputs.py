"""CSV files, JSON and pages."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from emgrade.bundle import CaseInfo, QuestionInfo
from emgrade.classroom.store import Store
from emgrade.gradebook import Entry, Student
from emgrade.grades import Policy, with_grades
from emgrade.model import CaseResult, Result
from emgrade.report import tables
from emgrade.report.pages import class_page, student_page
from emgrade.report.plain import class_data
from emgrade.report.text import math, prose, title
from emgrade.report.write import write_exports, write_report

from .classes import SLIP, entry, large_class, small_class, student


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def run_of(*entries, **results):
    base = small_class()
    known = {one.id: results.get(one.id) for one in entries if one.id in results}
    return with_grades(replace(base, entries=entries, results=known), Policy(), {})


class Page(HTMLParser):
    """Collects what must hold for a page: closed tags, unique ids, known link targets, no address."""

    VOID = frozenset({"meta", "link", "br", "rect", "line", "img", "hr"})

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.targets, self.headings, self.addresses = [], [], [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in facts:
            self.ids.append(facts["id"])
        for name, value in attrs:
            if name in ("href", "src") and value.startswith("#"):
                self.targets.append(value[1:])
            elif name in ("href", "src", "action", "srcset", "data"):
                self.addresses.append(value)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize(
    "text", [class_page(small_class()), class_page(large_class(small_class().questions, {}))]
)
def test_the_class_page_stands_alone(text):
    page = Page(text)
    assert page.addresses == ["data:,"]
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    assert page.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert "<script" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_the_class_page_says_what_was_computed():
    text = class_page(small_class())
    assert "0.69" in text
    assert "2 of 5" in text
    assert str(prose(SLIP)) in text
    assert "<msub>" in text  # The title of q2 holds a formula.


def test_any_name_of_a_question_makes_an_anchor():
    names = ("Task 1", "q1.0", "a:b", "a b")
    page = Page(class_page(large_class(tuple(QuestionInfo(name, "", 2.0) for name in names), {})))
    assert {"Task_20_1", "q1.0", "a_3a_b", "a_20_b"} <= set(page.ids)
    assert set(page.targets) <= set(page.ids)
    assert not any(set(one) & {" ", ":"} for one in page.ids)


def test_an_empty_class_has_a_page():
    assert "Nothing was graded." in class_page(small_class({}))


def test_student_text_is_escaped_and_never_read_as_latex():
    evil = "<img src=x onerror=alert(1)> $\\href{javascript:1}{x}$ `<b>`"
    assert str(prose(evil)).count("<") == 2  # <code> and </code>
    assert "<math" not in prose(evil)
    run = small_class()
    key = run.entries[0].id
    name = replace(run.entries[0], students=(replace(student("x"), name=evil),), notes=(evil,))
    text = class_page(replace(run, entries=(name, *run.entries[1:])))
    assert "<img" not in text
    assert "onerror=alert(1)&gt;" in text
    assert "<img" not in student_page(run, name, run.results[key])


@pytest.mark.parametrize("latex", [r"\href{javascript:x}{y}", r"\frac{", "x" * 3000, r"\undefined{x}"])
def test_odd_latex_does_no_harm(latex):
    assert "href=" not in math(latex)


def test_latex_becomes_mathml():
    assert "<mi>&#x003BC;</mi>" in title(r"The mean $\mu$ of `x`")
    assert "<code>x</code>" in title(r"The mean $\mu$ of `x`")
    assert "(3)" not in math(r"x \tag{3}")


def test_feedback_shows_public_sentences_and_no_hidden_ones():
    run = small_class()
    for one, result in run.graded:
        page = student_page(run, one, result)
        Page(page)
        assert "hidden words" not in page
        assert "Error at line" not in page
    dee = next(one for one in run.entries if one.label == "dee")
    assert str(prose(SLIP)) in student_page(run, dee, run.results[dee.id])


def test_a_student_reads_times_on_the_courses_clock():
    one = entry("ada", submitted_at="2025-03-30T01:30:00+00:00")
    run = replace(small_class(), entries=(one,))
    assert "handed in 2025-03-30 01:30 UTC" in student_page(run, one, None)
    abroad = with_grades(run, Policy(zone=ZoneInfo("Europe/Berlin")), {})
    assert "handed in 2025-03-30 03:30 CEST" in student_page(abroad, one, None)
    assert "handed in" not in student_page(run, replace(one, submitted_at=""), None)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            "function",
            "passed on the public data. 2 of 2 further tests, on other data, did not: try inputs of your own",
        ),
        ("formula", "Your formula could be read. It gives other values than the right one"),
        ("number", "Your number could be read. It is not the right one, or not near enough to it."),
        ("text", "Your answer could be read. It is not right."),
        ("", "Your answer could be read. It is not right."),
    ],
)
def test_lost_points_without_a_sentence_have_one_that_fits_the_answer(answer, says):
    run = small_class()
    dee = next(one for one in run.entries if one.label == "dee")
    of_kind = replace(run, questions=tuple(replace(info, answer=answer) for info in run.questions))
    page = student_page(of_kind, dee, run.results[dee.id])
    assert says in page
    assert ("inputs of your own" in page) == (answer == "function")
    result = run.results[dee.id]
    alone = replace(
        result,
        questions=tuple(replace(q, cases=tuple(c for c in q.cases if c.hidden)) for q in result.questions),
    )
    page = student_page(of_kind, dee, alone)
    assert "2 of 2 tests did not pass." in page
    assert "could be read" not in page
    assert "public data" not in page


def test_scores_have_one_row_for_each_student():
    pair = entry(
        "pair", students=(student("bob"), student("cy")), submitted_at="2024-01-01T00:00:00", late=True
    )
    broken = entry("eve")
    unreadable = entry("fay", state="unreadable", reason="It is empty.")
    again = entry("fay2", students=(student("fay"),), state="unreadable", reason="It is a symbolic link.")
    old = entry("old", students=(student("bob"),), state="superseded", reason="pair counts")
    base = small_class()
    good = next(iter(base.results.values()))
    error = Result("x", "toy", "s1", status="refused", error="No notebook.")
    run = run_of(pair, broken, unreadable, again, old, **{pair.id: good, broken.id: error})
    head, *body = rows(tables.scores(run))
    assert [row[0] for row in body] == ["bob", "cy", "eve", "fay"]
    assert body[0][head.index("late")] == "late"
    assert body[0][head.index("score")] == "6"
    assert body[2][head.index("score")] == ""
    assert body[2][head.index("for a person")] == "No notebook."
    assert body[0][head.index("automatic")] == "6"
    states = {row[0]: row[2] for row in rows(tables.found(run))[1:]}
    assert list(states.values()) == ["graded", "not graded", "unreadable", "unreadable", "superseded"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\r=1"])
def test_a_spreadsheet_runs_no_name(name):
    one = Entry("x-1", name, students=(Student("k", name, name, name, name, name, name, "file name"),))
    good = replace(next(iter(small_class().results.values())))
    run = run_of(one, **{"x-1": good})
    for text in (tables.scores(run), tables.found(run), tables.canvas(run), tables.moodle(run, NOW)):
        assert len(rows(text)) > 1
        for row in rows(text):
            assert not any(
                cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row
            )


@pytest.mark.parametrize("text", ["name;=1+1;", "a\t@x", "a; \tb;-2", "x\n=1", "a;＝1"])
def test_no_formula_where_lists_are_separated_by_semicolons(text):
    (cell,) = rows(tables.to_csv([[text]]))[0]
    parts = [part.strip() for part in re.split("[;\t\r\n]", cell)]
    assert not any(part.startswith(("=", "+", "-", "@", "＝")) for part in parts)
    assert cell.replace("'", "") == text


NOW = datetime(2025, 3, 20, 12, tzinfo=timezone.utc)


def canvas_import(text, people, assignments):
    """The rules of Canvas' `gradebook_importer.rb`: who and which assignment are found, or made anew.

    `people` holds (number, SIS id, login, name), `assignments` number -> title. A person is looked for by each of these in
    this order, an assignment by the number in brackets behind its title, then by the title.
    """
    head, *body = rows(text)
    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    title = re.fullmatch(r"(.+?)(?: \((\d+)\))?", head[5])
    known = {
        **{name: number for number, name in assignments.items()},
        **{number: number for number in assignments},
    }
    where = known.get(title[2]) or known.get(title[1]) or f"new: {head[5]}"
    if re.match(r"\s*Points Possible", body[0][0]):
        assert float(body[0][5]) > 0
        body = body[1:]
    found = {}
    for name, number, sis, login, _, grade in body:
        facts = [number, sis, login, name]
        fits = [p[0] for place, fact in enumerate(facts) if fact for p in people if p[place] == fact]
        found[fits[0] if fits else f"unknown: {name}"] = float(grade)
    return where, found


def test_canvas_gradebook():
    """The columns and the row of points are those that Canvas' own importer asks for."""
    ours = entry("doe", students=(Student("canvas:77", "doejane", canvas="77", identified_by="Canvas"),))
    other, none = entry("bob"), entry("cy")
    good = next(iter(small_class().results.values()))
    run = run_of(ours, other, none, **{ours.id: good, other.id: good})
    head, points, *body = rows(tables.canvas(run))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Toy"]
    assert points == ["    Points Possible", "", "", "", "", "6"]
    assert body == [["bob", "", "id-bob", "bob@example.edu", "", "6"], ["doejane", "77", "", "", "", "6"]]
    title = rows(tables.canvas(run, "4711"))[0][-1]
    assert re.fullmatch(r"(.+) \((\d+)\)", title).groups() == ("Toy", "4711")
    # Found by Canvas' own number, and by the institution's where that is not known; the column by its number.
    people = [("77", "s1", "x", "Doe, Jane"), ("88", "id-bob", "b", "Bob"), ("99", "s3", "doejane", "cy")]
    text = tables.canvas(run, "4711")
    assert canvas_import(text, people, {"4711": "Renamed", "1": "Toy"}) == ("4711", {"77": 6.0, "88": 6.0})
    assert canvas_import(tables.canvas(run), people, {"1": "Toy"})[0] == "1"
    assert canvas_import(tables.canvas(run), people, {"1": "Other"})[0] == "new: Toy"


def moodle_import(text, before):
    """The rules of Moodle's `process_import_grades`: which rows change a grade, given (grade, time of change)."""
    head, *body = rows(text)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(head)
    assert "Feedback comments" not in head  # An empty one would overwrite what a grader wrote.
    taken = {}
    for row in body:
        facts = dict(zip(head, row, strict=True))
        number = facts["Identifier"].removeprefix("Participant ")
        modified = datetime.fromisoformat(facts["Last modified (grade)"])
        grade, changed = before.get(number, (None, None))
        stale = changed is not None and changed > modified + timedelta(seconds=60)
        if facts["Grade"] and not stale and grade != float(facts["Grade"]):
            taken[number] = float(facts["Grade"])
    return taken


def test_moodle_worksheet():
    ours = entry("doe", students=(Student("moodle:5", "Jane Doe", moodle="5", identified_by="Moodle name"),))
    none = entry("roe", students=(Student("moodle:6", "Roe", moodle="6", identified_by="Moodle name"),))
    good = next(iter(small_class().results.values()))
    run = run_of(ours, none, **{ours.id: good})
    assert moodle_import(tables.moodle(run, NOW), {}) == {"5": 6.0}
    uploaded = {"5": (4.0, NOW - timedelta(days=1)), "6": (3.0, NOW)}
    assert moodle_import(tables.moodle(run, NOW), uploaded) == {"5": 6.0}  # a second upload is not skipped


def test_everything_is_written_and_plain(tmp_path):
    run = large_class(small_class().questions, {})
    write_exports(run, tmp_path, lambda key: {"tests": [], "score": 1}, {})
    page = write_report(run, tmp_path)
    assert page.read_text("utf-8") == class_page(run)
    data = json.loads((tmp_path / "class.json").read_text("utf-8"))
    assert data == json.loads(json.dumps(class_data(run)))
    assert len(data["entries"]) == len(run.entries)
    folders = {path.name for path in (tmp_path / "students").iterdir()}
    assert folders == {one.id for one in run.entries if one.students}
    broken = json.loads((tmp_path / "students" / "zed-1" / "gradescope.json").read_text())
    assert broken["score"] == 0
    assert "symbolic" in broken["output"]
    assert not list(tmp_path.rglob(".*"))


def test_results_survive_the_database(tmp_path):
    run = small_class()
    graded = [entry for entry in run.entries if entry.id in run.results]
    with Store(tmp_path / "run.sqlite") as store:
        store.note("bundle", "of these tests")
        store.save_all((entry, run.results[entry.id], ()) for entry in graded)
        assert {entry.id: store.one(entry.id)[0] for entry in graded} == run.results


@pytest.mark.parametrize("where", ["c/", "a/submissions.zip: ", "submissions.zip: c/"])
def test_feedback_files_in_the_layouts_of_moodle_and_canvas(tmp_path, where):
    moodle = entry(
        "doe", students=(Student("moodle:5", "Jane _Doe", moodle="5", identified_by="Moodle name"),)
    )
    told = Student("canvas:340934", "roe", canvas="340934", identified_by="Canvas file name")
    canvas = Entry("roe-1", f"{where}roe_LATE_340934_208490284_toy-1.ipynb", (told,), digest="x")
    good = next(iter(small_class().results.values()))
    run = run_of(moodle, canvas, entry("bob"), **{moodle.id: good, canvas.id: good})
    write_exports(run, tmp_path, lambda key: {"tests": []}, {})
    with zipfile.ZipFile(tmp_path / "feedback-moodle.zip") as archive:
        (name,) = archive.namelist()
        # As Moodle's importer cuts it: name, participant, plugin's subtype, its type, the file.
        assert name.split("_", 4)[1:] == ["5", "assignsubmission", "file", "feedback.html"]
        assert b"Jane _Doe" in archive.read(name)
    with zipfile.ZipFile(tmp_path / "feedback-canvas.zip") as archive:
        assert archive.namelist() == ["roe_LATE_340934_208490284_toy-1.html"]
    merged = rows((tmp_path / "mail-merge.csv").read_text("utf-8"))
    assert [row[0] for row in merged[1:]] == ["bob", "Jane _Doe", "roe"]
    assert all(Path(row[-1]).is_file() for row in merged[1:])


def test_pages_for_after_the_due_date_tell_more(tmp_path):
    tests = (CaseInfo("t0", "at_once"), CaseInfo("t1", "at_once"), CaseInfo("t2", "after_due_date"))
    run = small_class({"ada": (0, 3, 1), "bob": (2, 0, 1)})
    cases = (
        CaseResult("a", False, True, 0),
        CaseResult("b", True, False, 1, "Hint: 7.25", "7.25", told="Look at the `sum`."),
        CaseResult("c", True, False, 1, "Hint: x", "x", told="Divide by <n>."),
    )
    results = {
        key: replace(
            result, questions=(replace(result.questions[0], cases=cases, score=0.0), *result.questions[1:])
        )
        for key, result in run.results.items()
    }
    told = replace(
        run, results=results, questions=(replace(run.questions[0], tests=tests), *run.questions[1:])
    )
    write_exports(told, tmp_path, lambda key: {"tests": []}, {})
    for home in (tmp_path / "students").iterdir():
        now, later = ((home / f"feedback{end}.html").read_text() for end in ("", "-after-due-date"))
        assert "Look at the <code>sum</code>." in now
        assert "Divide by" not in now
        assert "Look at the <code>sum</code>." in later
        assert "Divide by &lt;n&gt;." in later
        assert "7.25" not in now + later
        Page(later)
    merged = rows((tmp_path / "mail-merge.csv").read_text("utf-8"))
    assert merged[0][-2:] == ["attachment", "after the due date"]
    assert all(Path(row[-1]).name == "feedback-after-due-date.html" for row in merged[1:])
    assert all(Path(row[-1]).is_file() for row in merged[1:])


def test_a_class_of_files_has_no_such_archives(tmp_path):
    write_exports(small_class(), tmp_path, lambda key: {"tests": []}, {})
    assert not list(tmp_path.glob("*.zip"))


def test_a_caret_keeps_its_place():
    """The lines below a sentence are shown as they stand, escaped, in a fixed width."""
    shown = str(prose("Put * between `2` and x.\n    2 <x\n      ^"))
    assert shown == ('Put * between <code>2</code> and x.<span class="typed">    2 &lt;x\n      ^</span>')
    style = (resources.files("emgrade") / "report" / "templates" / "style.css").read_text("utf-8")
    assert re.search(r"\.typed \{[^}]*white-space: pre;[^}]*monospace", style)
