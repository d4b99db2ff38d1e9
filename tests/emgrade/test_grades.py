"""Final grades: every part worked out by hand."""

from dataclasses import replace
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from emgrade.bundle import QuestionInfo
from emgrade.errors import AuthorErrors
from emgrade.gradebook import ClassRun, Entry, Mark, Student
from emgrade.grades import Policy, with_grades
from emgrade.model import QuestionResult, Result
from emgrade.roster import Person, Roster
from emgrade.settings import Late, read_course

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2025, 3, 14, 23, 59, tzinfo=BERLIN)
QUESTIONS = (QuestionInfo("q1", "", 10.0), QuestionInfo("w", "", 5.0, manual=True))


def entry(name, time="2025-03-10T10:00:00+00:00", **facts):
    return Entry(f"{name}-{time}", f"{name}.ipynb", (Student(f"k:{name}", name),), submitted_at=time, **facts)


def run_of(*entries, points=8.0):
    results = {
        one.id: Result(one.origin, "lab", "s", (QuestionResult("q1", points, 10.0),)) for one in entries
    }
    return ClassRun("lab", "Lab", "s", "1", "", QUESTIONS, entries, results)


def grade(one, policy, marks=(), points=8.0):
    return with_grades(run_of(one, points=points), policy, dict(marks)).grades[0]


@pytest.mark.parametrize(
    ("time", "rule", "late", "says"),
    [
        ("2025-03-14T22:59:00+00:00", Late(percent_per_day=10), 0, ""),  # 23:59 in Berlin
        ("2025-03-14T23:09:00+00:00", Late(percent_per_day=10, grace_minutes=10), 0, ""),
        ("2025-03-14T23:09:01+00:00", Late(percent_per_day=10, grace_minutes=10), -0.8, "11 minutes late"),
        ("2025-03-15T23:00:00+00:00", Late(percent_per_day=10), -1.6, "24 hours late: 20 % of 8 points"),
        ("2025-03-14T23:00:00+00:00", Late(percent_per_day=10), -0.8, "1 minute late"),
        ("2025-03-15T00:00:00+00:00", Late(percent_per_day=10), -0.8, "1 hour late"),
        ("2025-03-15T01:00:00+00:00", Late(percent_per_hour=2), -0.48, "2 hours late: 6 % of 8 points"),
        ("2025-03-30T12:00:00+00:00", Late(percent_per_day=10, floor=50), -4, "50 % of 8"),
        ("2025-03-15T12:00:00+00:00", Late(), 0, "13 hours late"),
        ("2025-03-15T12:00:00+00:00", Late(percent_per_day=10, free_days=3), 0, "1 late day spent"),
        ("2025-03-18T12:00:00+00:00", Late(percent_per_day=10, free_days=3), -0.8, "3 late days spent: 10 %"),
        ("2025-03-15T08:00:00", Late(percent_per_day=10), -0.8, "8 hours late"),  # a clock in no known zone
    ],
)
def test_late_work(time, rule, late, says):
    found = grade(entry("ada", time), Policy(DUE, BERLIN, rule))
    assert found.late == pytest.approx(late)
    assert says in found.late_reason
    assert found.total == pytest.approx(8 + late)


def test_the_clocks_go_forward_in_a_late_weekend():
    """A date without a time ends with that day in the course's zone; 24 hours are 24 hours in spite of the clock."""
    due = datetime(2025, 3, 29, 23, 59, tzinfo=BERLIN)  # The next night has 23 hours.
    for time in ("2025-03-30T22:00:00+00:00", "2025-03-31T00:00:00"):  # the second is the course's own clock
        found = grade(entry("ada", time), Policy(due, BERLIN, Late(percent_per_day=10)))
        assert found.late == pytest.approx(-0.8)


def test_late_days_spent_before_are_gone():
    policy = Policy(DUE, BERLIN, Late(percent_per_day=10, free_days=3), spent={"k:ada": 2})
    found = grade(entry("ada", "2025-03-16T12:00:00+00:00"), policy)
    assert (found.late_days, found.late) == (1, pytest.approx(-0.8))


def test_an_extension_and_points_by_agreement():
    person = Person(Student("k:ada", "ada"), extension=datetime(2025, 3, 20, tzinfo=BERLIN), extra=1.5)
    absent = Person(Student("k:zed", "Zed"))
    policy = Policy(DUE, BERLIN, Late(percent_per_day=10), Roster((person, absent)))
    run = with_grades(run_of(entry("ada", "2025-03-18T12:00:00+00:00")), policy, {})
    ada, zed = run.grades
    assert (ada.late, ada.total) == (0, 9.5)
    assert (zed.entry, zed.total, zed.possible) == (None, None, 10)


def test_late_work_takes_from_marks_too_and_never_below_nothing():
    one = entry("ada", "2025-03-15T12:00:00+00:00")
    policy = Policy(DUE, BERLIN, Late(percent_per_day=50))
    found = grade(one, policy, {(one.id, "w"): Mark(4.0)}.items())
    assert (found.automatic, found.written, found.late, found.total, found.possible) == (8, 4, -6, 6, 15)
    person = Person(Student("k:ada", "ada"), extra=-20)
    poor = grade(one, replace(policy, roster=Roster((person,))), {(one.id, "w"): Mark(0.0)}.items())
    assert poor.total == 4 - 20  # What was agreed is agreed.


def test_who_waits_for_a_mark_has_no_total_once_marking_began():
    ada, bob = entry("ada"), entry("bob")
    run = run_of(ada, bob)
    assert [one.total for one in with_grades(run, Policy(), {}).grades] == [8, 8]
    marked = with_grades(run, Policy(), {(ada.id, "w"): Mark(3.0)}).grades
    assert [(one.total, one.waiting, one.possible) for one in marked] == [(11, (), 15), (None, ("w",), 15)]


def test_the_best_submission_counts():
    first, second = entry("ada", "2025-03-10T10:00:00+00:00"), entry("ada", "2025-03-16T10:00:00+00:00")
    run = run_of(first, second)
    results = {
        first.id: run.results[first.id],
        second.id: replace(run.results[second.id], questions=(QuestionResult("q1", 9.0, 10.0),)),
    }
    policy = Policy(DUE, BERLIN, Late(percent_per_day=10, counts="best"))
    found = with_grades(replace(run, results=results), policy, {})
    assert [one.total for one in found.grades] == [8]  # 9 less 20 % is 7.2
    assert [one.state for one in found.entries] == ["counts", "superseded"]
    assert "more points" in found.entries[1].reason


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'time_zone = "Europe/Berln"',
            "1: `time_zone` should be a name such as Europe/Berlin; it is 'Europe/Berln'; did you mean",
        ),
        ("[due]\nlab = 3", "2: `lab` should be a date or a time"),
        ("[late]\npercent_per_day = 200", "2: `percent_per_day` should be a number of percent"),
        ("[late]\ngrace_minute = 3", "2: unknown key `grace_minute`; did you mean `grace_minutes`?"),
        ('[late]\ncounts = "newest"', "2: `counts` should be last or best"),
    ],
)
def test_mistakes_in_the_course_have_their_line(tmp_path, text, says):
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(AuthorErrors) as error:
        read_course(tmp_path / "course.toml")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2025-03-14", "2025-03-14T22:59:59"),
        ("2025-07-14", "2025-07-14T21:59:59"),
        ("2025-03-14T18:00:00", "2025-03-14T17:00:00"),
        ("2025-03-14T18:00:00-05:00", "2025-03-14T23:00:00"),
    ],
)
def test_dates_are_the_courses(tmp_path, value, utc):
    (tmp_path / "course.toml").write_text(f'time_zone = "Europe/Berlin"\n[due]\nlab = {value}\n')
    course = read_course(tmp_path / "course.toml")
    assert course.deadline("lab").astimezone(timezone.utc).isoformat()[:19] == utc
    assert course.deadline("other") is None
