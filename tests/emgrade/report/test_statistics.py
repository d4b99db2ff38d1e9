"""The report's numbers against a class worked out by hand, and against independent routes."""

from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from emgrade.model import CaseResult, QuestionResult
from emgrade.report.advice import look_first
from emgrade.report.statistics import discrimination, histogram, reliability, summarise

from .classes import POINTS, SLIP, large_class, small_class


def test_by_hand():
    """Deviations of q1: .6 .6 -.4 -1.4 .6 (sum of squares 3.2); of q2 6.8; of q3 1.2; of the totals 20.8."""
    summary = summarise(small_class())
    assert summary.totals == (0, 4, 4, 5, 6)
    assert (summary.mean, summary.median, summary.possible) == (pytest.approx(3.8), 4, 6)
    assert summary.deviation == pytest.approx(sqrt(20.8 / 4))
    assert [item.difficulty for item in summary.items] == pytest.approx([7 / 10, 9 / 15, 3 / 5])
    # Rest scores: 4 2 4 0 2, then 3 2 2 0 3, then 5 4 4 0 3.
    by_hand = [3.2 / sqrt(3.2 * 11.2), 4.0 / sqrt(6.8 * 6), 2.4 / sqrt(1.2 * 14.8)]
    assert [item.discrimination for item in summary.items] == pytest.approx(by_hand)
    assert summary.reliability.alpha == pytest.approx(3 / 2 * (1 - (0.8 + 1.7 + 0.3) / 5.2))
    assert [(item.full, item.part, item.none) for item in summary.items] == [(3, 1, 1), (2, 2, 1), (3, 0, 2)]


def test_slips_are_counted_by_sentence():
    first, second, _ = summarise(small_class()).items
    assert [(slip.sentence, slip.count, slip.share) for slip in first.slips] == [(SLIP, 2, 0.4)]
    assert (first.silent, second.silent, second.slips) == (0, 3, ())


def test_alpha_is_that_of_the_mean_covariance():
    """k c / (v + (k - 1) c) with the mean variance v and the mean covariance c, in exact fractions."""
    rows = [[Fraction(value) for value in row] for row in POINTS.values()]
    n, k = len(rows), len(rows[0])
    means = [sum(row[j] for row in rows) / n for j in range(k)]

    def covariance(i, j):
        return sum((row[i] - means[i]) * (row[j] - means[j]) for row in rows) / (n - 1)

    v = sum(covariance(j, j) for j in range(k)) / k
    c = sum(covariance(i, j) for i in range(k) for j in range(k) if i != j) / (k * (k - 1))
    table = np.array(list(POINTS.values()), dtype=float)
    assert reliability(table).alpha == pytest.approx(float(k * c / (v + (k - 1) * c)))
    assert k * c / (v + (k - 1) * c) == Fraction(9, 13)


def test_discrimination_is_that_of_the_covariance_matrix():
    draw = np.random.default_rng(3)
    values = draw.integers(0, 5, (40, 4)).astype(float)
    for j in range(4):
        others = [i for i in range(4) if i != j]
        covariance = np.cov(values, rowvar=False)
        spread = covariance[j, j] * covariance[np.ix_(others, others)].sum()
        assert discrimination(values, j) == pytest.approx(covariance[j, others].sum() / np.sqrt(spread))


def test_the_interval_of_alpha_covers_the_truth_nineteen_times_in_twenty():
    """Five parallel questions with correlation 0.5: alpha is 5 * 0.5 / (1 + 4 * 0.5)."""
    draw = np.random.default_rng(1977)
    hits = 0
    for _ in range(400):
        items = np.sqrt(0.5) * draw.normal(size=(30, 1)) + np.sqrt(0.5) * draw.normal(size=(30, 5))
        found = reliability(items)
        hits += found.low <= 2.5 / 3 <= found.high
    assert 0.92 <= hits / 400 <= 0.98


@pytest.mark.parametrize(
    "points",
    [{}, {"ada": (2, 3, 1)}, {"ada": (2, 3, 1), "bob": (0, 0, 0)}, dict.fromkeys("abcd", (2, 3, 1))],
    ids=["nobody", "one", "two", "all alike"],
)
def test_what_is_not_defined_is_none(points):
    summary = summarise(small_class(points))
    assert summary.reliability.alpha is None
    assert all(item.discrimination is None for item in summary.items)


def test_a_question_with_one_score_for_all_has_no_discrimination_and_keeps_its_place_in_alpha():
    table = np.array([[1, 1, 1], [2, 3, 1], [3, 2, 1], [4, 4, 1]], dtype=float)
    assert discrimination(table, 2) is None
    two = reliability(table[:, :2]).alpha  # 2 (1 - S), so S = 1 - two / 2, and with c: 1.5 (1 - S)
    assert reliability(table).alpha == pytest.approx(1.5 * two / 2)


def test_histogram_holds_everybody():
    bins = histogram([0, 4.999, 5, 45, 45], 45)
    assert [count for _, _, count in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 2]
    assert sum(count for _, _, count in histogram([-1, 50], 45)) == 2


@pytest.mark.parametrize("possible", [0, 0.5, 1, 6, 10, 11, 45, 57, 100, 101.5])
def test_bars_hold_equally_many_whole_scores(possible):
    bins = histogram(list(range(int(possible) + 1)), possible)
    assert len(bins) <= 10
    assert bins[0][0] == 0
    assert bins[-1][1] >= possible
    assert bins[-1][0] < max(possible, 1)
    assert len({high - low for low, high, _ in bins}) == 1
    assert len({count for _, _, count in bins[:-1]}) <= 1


def test_what_was_typed_makes_no_slip_of_its_own():
    def result(typed):
        says = f"Put * between 2 and x.\n    {typed}\n      ^"
        case = CaseResult("a", False, False, 0, "", says, kind="There is no operator.")
        return QuestionResult("q1", 0, 2, (case,))

    run = small_class({"ada": (0, 0, 0), "bob": (0, 0, 0)})
    results = {
        key: replace(old, questions=(result(typed),))
        for (key, old), typed in zip(run.results.items(), ["2 x", "1 + 2 x"], strict=True)
    }
    (slip,) = summarise(replace(run, results=results)).items[0].slips
    assert (slip.sentence, slip.count) == ("There is no operator.", 2)


def test_what_to_look_at_first():
    run = large_class(small_class().questions, {"q2": ["Is it one?"]})
    advice = look_first(summarise(run).items)
    assert all(one.reasons for one in advice)
    assert [one.weight for one in advice] == sorted((one.weight for one in advice), reverse=True)
    assert any("made the same slip" in reason for one in advice for reason in one.reasons)


def test_a_question_that_good_students_fail_comes_first():
    points = {f"s{i}": (2 - 2 * (i > 2), 3 * (i > 2), int(i > 2)) for i in range(6)}
    first = look_first(summarise(small_class(points)).items)[0]
    assert first.item.info.name == "q1"
    assert "worse here" in first.reasons[0]


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (CaseResult("a", False, False, 0, "Error at line 3\nHint: Is it one?", "Is it one?"), "Is it one?"),
        (CaseResult("a", False, False, 0, "Error at line 3\nNameError: x"), "NameError: x"),
        (CaseResult("a", False, True, 0), ""),
        (CaseResult("a", True, False, 0, "hidden", "hidden"), ""),
    ],
)
def test_what_the_public_check_said(case, says):
    assert QuestionResult("q", 0, 1, (case,)).said == says


def test_an_untouched_answer_is_known_by_its_kind():
    case = CaseResult("a", False, False, 0, "", "`x` has no value yet.", unanswered=True)
    run = small_class({"ada": (0, 0, 0)})
    (key, result) = next(iter(run.results.items()))
    one = replace(result, questions=(QuestionResult("q1", 0, 2, (case,)),))
    assert summarise(replace(run, results={key: one})).items[0].slips[0].unanswered
