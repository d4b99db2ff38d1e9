"""CSV files, JSON and pages."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from emgrade.gradebook import Entry, Student, result_from_dict, result_to_dict
from emgrade.model import Result
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
    return replace(
        base, entries=entries, results={one.id: results.get(one.id) for one in entries if one.id in results}
    )


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
    assert "2 of 2 further tests" in student_page(run, dee, run.results[dee.id])


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
    states = {row[0]: row[2] for row in rows(tables.found(run))[1:]}
    assert list(states.values()) == ["graded", "not graded", "unreadable", "unreadable", "superseded"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\r=1"])
def test_a_spreadsheet_runs_no_name(name):
    one = Entry("x-1", name, students=(Student("k", name, name, name, "file name"),))
    for write in (tables.scores, tables.found, tables.canvas, tables.moodle):
        for row in rows(write(run_of(one))):
            assert not any(
                cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row
            )


@pytest.mark.parametrize("text", ["name;=1+1;", "a\t@x", "a; \tb;-2", "x\n=1", "a;＝1"])
def test_no_formula_where_lists_are_separated_by_semicolons(text):
    (cell,) = rows(tables.to_csv([[text]]))[0]
    parts = [part.strip() for part in re.split("[;\t\r\n]", cell)]
    assert not any(part.startswith(("=", "+", "-", "@", "＝")) for part in parts)
    assert cell.replace("'", "") == text


def test_canvas_gradebook():
    canvas = Student("canvas:77", "doejane", sid="77", identified_by="Canvas file name")
    ours = entry("doe", students=(canvas,))
    other = entry("bob")
    good = next(iter(small_class().results.values()))
    head, points, *body = rows(tables.canvas(run_of(ours, other, **{ours.id: good, other.id: good})))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Toy"]
    assert points == ["    Points Possible", "", "", "", "", "6"]
    assert body == [["doejane", "77", "", "", "", "6"], ["bob", "", "id-bob", "bob@example.edu", "", "6"]]


def test_moodle_worksheet():
    moodle = Student("moodle:5", "Jane Doe", sid="5", identified_by="Moodle name")
    ours = entry("doe", students=(moodle,))
    good = next(iter(small_class().results.values()))
    head, row = rows(tables.moodle(run_of(ours, **{ours.id: good})))
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(head)
    assert row[head.index("Identifier")] == "Participant 5"
    assert row[head.index("Grade")] == "6"


def test_everything_is_written_and_plain(tmp_path):
    run = large_class(small_class().questions, {})
    write_exports(run, tmp_path, lambda key: {"tests": [], "score": 1})
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
    assert not list(tmp_path.rglob("*.new"))


def test_results_survive_json():
    for result in small_class().results.values():
        again = result_from_dict(json.loads(json.dumps(result_to_dict(result))), result.gradescope)
        assert again == result
