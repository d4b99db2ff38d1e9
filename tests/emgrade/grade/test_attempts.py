"""How often hidden scores are shown: by the times of all submissions, and never at the cost of the grade."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from emgrade.bundle import Attempts
from emgrade.grade.gradescope import EARLIER, held_back, shown_again
from emgrade.grade.results import error_report

from .tiny import answered, save, write_bundle

START = datetime(2025, 3, 10, 9, 0, tzinfo=timezone(timedelta(hours=-7)))


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def shown(attempts: Attempts, minutes: list[float]) -> list[bool]:
    """Which of the submissions show their scores, each asked with those before and after it."""
    times = [at(one) for one in minutes]
    return [
        shown_again(attempts, time, [other for other in times if other is not time]) is None for time in times
    ]


@pytest.mark.parametrize(
    ("rule", "minutes", "expected"),
    [
        ({}, [0, 1, 2], [True, True, True]),
        (
            {"shown_per_day": 2},
            [0, 1, 2, 1439, 1440, 1441, 1442],
            [True, True, False, False, True, True, False],
        ),
        ({"cool_down_minutes": 60}, [0, 30, 59, 60, 61, 121], [True, False, False, True, False, True]),
        (
            {"shown_per_day": 2, "cool_down_minutes": 60},
            [0, 30, 60, 200, 1440, 1450],
            [True, False, True, False, True, False],
        ),
    ],
)
def test_which_submissions_show_their_scores(
    rule: dict[str, float], minutes: list[float], expected: list[bool]
) -> None:
    assert shown(Attempts(**rule), minutes) == expected


def test_no_window_of_a_day_shows_more_than_the_rule() -> None:

    draw = random.Random(4)
    for _ in range(200):
        most, wait = draw.randrange(1, 4), draw.choice([0, 20, 300])
        minutes = sorted(draw.uniform(0, 4000) for _ in range(12))
        found = shown(Attempts(shown_per_day=most, cool_down_minutes=wait), minutes)
        times = [one for one, here in zip(minutes, found, strict=True) if here]
        assert all(sum(one <= other < one + 1440 for other in times) <= most for one in times)
        assert all(later - one >= wait for one, later in itertools.pairwise(times))
        for one, here in zip(minutes, found, strict=True):
            if not here:  # and none is held back without need
                day = [other for other in times if one - 1440 < other <= one]
                assert len(day) >= most or any(other > one - wait for other in day)


def test_the_message_names_a_moment_that_shows_again() -> None:
    rule = Attempts(shown_per_day=2, cool_down_minutes=30)
    earlier = [at(0), at(40), at(50)]
    again = shown_again(rule, at(60), earlier)
    assert again == at(1440)
    assert shown_again(rule, again, [*earlier, at(60)]) is None
    assert shown_again(rule, again - timedelta(seconds=1), [*earlier, at(60)]) == again


RESULTS: dict[str, Any] = {
    "tests": [
        {"name": "Public Tests", "visibility": "visible", "output": "q1 passed"},
        {
            "name": "q1",
            "score": 1.0,
            "max_score": 2.0,
            "visibility": "visible",
            "output": "Hidden tests passed: 1 of 2",
        },
        {"name": "q1: what to look at", "visibility": "visible", "output": "You divided by n."},
        {"name": "q2", "score": 0.0, "max_score": 3.0, "visibility": "hidden", "output": "secret"},
    ]
}


def metadata(
    now: datetime, before: list[datetime], results: object = None, **facts: object
) -> dict[str, Any]:
    previous: list[dict[str, Any]] = [
        {"submission_time": one.isoformat(), "score": 1.0, "autograder_error": False} for one in before
    ]
    if previous:
        previous[-1]["results"] = results
    assignment = {"due_date": "2025-03-20T23:59:00-07:00"}
    return {
        "created_at": now.isoformat(),
        "assignment": assignment,
        "previous_submissions": previous,
        **facts,
    }


def seen(results: dict[str, Any]) -> str:
    shown = [one for one in results["tests"] if one["visibility"] == "visible"]
    return json.dumps([results.get("output"), shown])


def test_held_back_scores_count_and_the_last_ones_stay_in_sight() -> None:
    rule = Attempts(cool_down_minutes=60)
    first = held_back(RESULTS, metadata(at(0), []), rule)
    assert first == RESULTS
    better = json.loads(json.dumps(RESULTS))
    better["tests"][1].update(score=2.0, output="Hidden tests passed: 2 of 2")
    second = held_back(better, metadata(at(20), [at(0)], first), rule)
    assert "q1: 1 of 2" in seen(second)
    assert "2 of 2" not in seen(second)
    assert "You divided" not in seen(second)
    assert "after 10 March, 10:00 (UTC-0700)" in second["output"]
    assert "q1 passed" in seen(second)
    assert [one.get("score") for one in second["tests"] if "score" in one] == [2.0, 0.0]
    assert [one["visibility"] for one in second["tests"] if one["name"] in ("q1", "q2")] == [
        "after_due_date",
        "hidden",
    ]
    third = held_back(better, metadata(at(40), [at(0), at(20)], second), rule)
    assert "q1: 1 of 2" in seen(third)  # carried on through a submission that showed nothing
    assert [one["name"] for one in third["tests"]].count(EARLIER) == 1
    assert held_back(better, metadata(at(60), [at(0), at(20), at(40)], third), rule) == better


def test_without_a_due_date_scores_come_when_they_are_published() -> None:
    found = held_back(RESULTS, metadata(at(1), [at(0)], assignment=None), Attempts(shown_per_day=1))
    assert "after_published" in [one["visibility"] for one in found["tests"]]


def test_an_attempt_that_the_autograder_failed_does_not_count() -> None:
    facts = metadata(at(1), [at(0)])
    facts["previous_submissions"][0]["autograder_error"] = True
    assert held_back(RESULTS, facts, Attempts(shown_per_day=1)) == RESULTS


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"created_at": None},
        {"created_at": "yesterday", "previous_submissions": 3},
        {
            "created_at": START.isoformat(),
            "previous_submissions": [None, {}, {"submission_time": "x", "results": []}],
        },
    ],
)
def test_metadata_of_another_form_hold_nothing_back(facts: dict[str, Any]) -> None:
    assert held_back(RESULTS, facts, Attempts(shown_per_day=1)) == RESULTS


def test_odd_earlier_results_do_no_harm() -> None:
    odd = {
        "tests": [
            None,
            {"name": "q1", "score": "1", "max_score": 2, "visibility": "visible"},
            {"name": "q2", "score": 1, "max_score": "two", "visibility": "visible"},
            {"name": "q3", "score": 0, "max_score": 0, "visibility": "visible"},
        ]
    }
    found = held_back(RESULTS, metadata(at(1), [at(0)], odd), Attempts(shown_per_day=1))
    assert EARLIER not in [one["name"] for one in found["tests"]]


def test_an_upload_that_was_refused_has_shown_nothing() -> None:
    rule = Attempts(shown_per_day=1)
    refused = error_report("notes.txt: neither a notebook (.ipynb), ...")
    assert held_back(RESULTS, metadata(at(1), [at(0)], refused), rule) == RESULTS
    facts = metadata(at(2), [at(0), at(1)], refused)
    facts["previous_submissions"][0]["results"] = RESULTS
    found = held_back(RESULTS, facts, rule)
    assert "q1: 1 of 2" in next(one["output"] for one in found["tests"] if one["name"] == EARLIER)


@pytest.mark.slow
def test_as_gradescope_runs_it(tmp_path: Path) -> None:
    write_bundle(tmp_path / "source", attempts={"shown_per_day": 1})
    (tmp_path / "submission").mkdir()
    save(tmp_path / "submission" / "tiny.ipynb", answered(q2="answer = 1"))
    before = {"tests": [{"name": "q2", "score": 3, "max_score": 3, "visibility": "visible"}]}
    (tmp_path / "submission_metadata.json").write_text(json.dumps(metadata(at(5), [at(0)], before)))
    subprocess.run([sys.executable, "-m", "emgrade.grade.gradescope", str(tmp_path)], check=True, timeout=120)
    found = json.loads((tmp_path / "results" / "results.json").read_text())
    assert sum(one.get("score", 0) for one in found["tests"]) == 7
    assert "q2: 3 of 3" in seen(found)
    assert not any("max_score" in one for one in found["tests"] if one["visibility"] == "visible")
