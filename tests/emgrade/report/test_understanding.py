"""What the report says of slips, choices, cells, attempts and students: counted by hand, or against a plain count."""

import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from emgrade.bundle import CaseInfo, RubricItem
from emgrade.gradebook import WrittenQuestion
from emgrade.model import CaseResult, Note
from emgrade.report import grid as picture
from emgrade.report.cells import failed_cells
from emgrade.report.choices import choices_of
from emgrade.report.followed import followed, slips_by_student
from emgrade.report.grid import grid
from emgrade.report.pages import class_page
from emgrade.report.plain import class_data
from emgrade.report.slips import slips_of
from emgrade.report.statistics import uncertain

from .classes import QUESTIONS, small_class


def answered(question, typed="", says="", hidden=True, told=None, full=False):
    """An answer to one question: what was typed, and what a test said."""
    told = says if told is None else told
    cases = (
        CaseResult(
            "p",
            False,
            not says or hidden,
            0,
            "",
            "" if hidden else says,
            kind="" if hidden else says,
            told=told,
        ),
        CaseResult(
            "h",
            True,
            full,
            1,
            "",
            says if hidden else "",
            kind=says if hidden else "",
            told=told if hidden else "",
        ),
    )
    score = question.possible if full else 0.0
    return replace(question, score=score, cases=cases, typed={"answer": typed} if typed else {})


def with_first(run, answers):
    """The run, with the answers to the first question replaced in the order of the entries."""
    results = {
        entry.id: replace(result, questions=(answer(result.questions[0]), *result.questions[1:]))
        for (entry, result), answer in zip(run.graded, answers, strict=True)
    }
    return replace(run, results=results)


def test_formulas_are_grouped_by_meaning_whatever_was_typed():
    sd = "The standard deviation stands where the variance should."
    typed = ["sqrt(v)", "v^0.5", "v ^ 0.5", "sqrt(v)", "1/v"]
    says = [sd, sd, sd, sd, "Look again at what belongs above the bar and what below."]
    answers = [lambda q, t=t, s=s: answered(q, t, s) for t, s in zip(typed, says, strict=True)]
    run = with_first(small_class(), answers)
    slips, silent = slips_of(run, QUESTIONS[0])
    assert [(slip.sentence, slip.count, slip.ways, slip.hidden) for slip in slips] == [
        (sd, 4, 2, True),
        (says[4], 1, 1, True),
    ]
    assert silent == 5  # nothing of these is told in a class whose tests never tell
    tells = replace(QUESTIONS[0], tests=(CaseInfo("p", "at_once"), CaseInfo("h", "after_due_date")))
    assert slips_of(run, tells)[1] == 0
    page = class_page(run)
    assert "4 of 5" in page
    assert "Typed in 2 ways." in page
    assert "(hidden test)" in page


def test_who_handed_in_again_is_counted_by_what_was_wrong_before():
    run = small_class({"ada": (2, 3, 1), "bob": (2, 2, 0), "cy": (0, 0, 0)})
    slip = "You divided by n."
    first = run.results["ada-1"].questions[0]
    wrong = replace(run.results["ada-1"], questions=(answered(first, says=slip, hidden=False),))
    other = replace(wrong, questions=(answered(first, says="Another one.", hidden=False),))
    right = replace(wrong, questions=(answered(first, full=True),))
    found = replace(
        with_first(run, [lambda q: answered(q, says=slip, hidden=False)] * 3),
        attempts={"a": (wrong, right), "b": (wrong, wrong, right), "c": (other, wrong)},
    )
    slips, _ = slips_of(found, QUESTIONS[0])
    assert [(one.sentence, one.retried, one.mended) for one in slips] == [(slip, 3, 2)]
    assert "The next submission was right 2 of 3 times." in class_page(found)
    assert "3 handed in more than once, 2.3 times on average" in class_page(found)


def test_letters_by_third_add_up_and_the_right_one_is_marked():
    draw = random.Random(2)
    run = small_class({f"s{i:02d}": (0, draw.randrange(4), draw.randrange(2)) for i in range(31)})
    letters = [draw.choice("AABC") for _ in run.graded]
    answers = [lambda q, x=x: answered(q, x, "" if x == "B" else "No.", full=x == "B") for x in letters]
    (choice,) = choices_of(with_first(run, answers))
    assert {option.letter: option.count for option in choice.options} == Counter(letters)
    sizes = [sum(option.counts[third] for option in choice.options) for third in range(3)]
    assert sum(sizes) == 31
    assert max(sizes) - min(sizes) <= 1
    assert [option.right for option in choice.options] == [False, True, False]
    rest = [result.score - result.questions[0].score for _, result in run.graded]
    ranked = sorted(range(31), key=lambda i: rest[i])  # stable, as is the order of entries
    lowest = Counter(letters[i] for i in ranked[:11])
    assert [option.counts[0] for option in choice.options] == [lowest[x] for x in "ABC"]
    assert choices_of(with_first(small_class(), [lambda q: answered(q, "A")] * 5)) == ()  # too few for thirds


def test_numbers_and_formulas_are_no_choices():
    run = small_class({f"s{i:02d}": (0, 1, 1) for i in range(20)})
    assert choices_of(with_first(run, [lambda q, i=i: answered(q, f"{i}") for i in range(20)])) == ()
    assert choices_of(with_first(run, [lambda q: answered(q, "a*b")] * 20)) == ()


def test_a_misconception_is_followed_over_questions_and_assignments():
    says = "The logarithm of a sum is not the sum of the logarithms."
    run = with_first(
        small_class(), [lambda q: answered(q, says=says)] * 2 + [lambda q: answered(q, says="x", told="")] * 3
    )
    keys = [entry.students[0].key for entry, _ in run.graded]
    assert followed(run) == ()  # one place is no way to follow
    before = {"first": {keys[0]: {"a1": says, "a2": says}, "name:zoe": {"a1": says}}}
    (one,) = followed(replace(run, elsewhere=before))
    assert one.places == (("first", "a1", 2), ("first", "a2", 1), ("toy", "q1", 2))
    assert (one.students, one.again) == (3, 1)
    assert slips_by_student(run)[keys[4]] == {}  # what was computed is no sentence to follow
    data = class_data(replace(run, elsewhere=before))
    assert data["slips"][keys[0]] == {"q1": says}
    page = re.sub(r"<[^>]*>", "", class_page(replace(run, elsewhere=before)))
    assert "first a1: 2, first a2: 1, q1: 2" in " ".join(page.split())


def test_cells_that_failed_are_counted_by_what_stands_in_them():
    what = "stopped with NameError"
    ended = "ended the process that runs the notebook"
    notes = [
        Note("cell error", f"6 {what}: name 'f' is not defined", 6, "x = f(1)", what),
        Note("cell error", f"9 {what}: name 'g' is not defined", 9, "x = f(1)", what),
        Note("cell time", "2", 2, "while True:", "ran longer than 60 s and was stopped"),
        Note("cell ended", "3", 3, "os._exit(1)", ended),
        Note("version", "This notebook is of version 1.", None),
    ]
    run = small_class()
    results = {key: replace(result, notes=tuple(notes)) for key, result in run.results.items()}
    found = failed_cells(replace(run, results=results))
    assert [(one.code, one.what, one.count) for one in found] == [
        ("os._exit(1)", "ended the process that runs the notebook", 5),
        ("while True:", "ran longer than 60 s and was stopped", 5),
        ("x = f(1)", "stopped with NameError", 5),
    ]


def test_the_picture_has_the_best_on_top_and_bars_as_high_as_the_share():
    found = grid(small_class())
    assert [name for _, name in found["rows"]] == ["ada", "cy", "bob", "eve", "dee"]
    assert [name for _, name in found["columns"]] == ["q1", "q2", "q3"]
    bars = found["bars"].split("z")[:-1]
    assert len(bars) == 3 + 3 + 2 + 3  # dee has no points, bob none in q3
    assert [bar.split("v-")[1].split("h")[0] for bar in bars[:4]] == ["14.0", "14.0", "14.0", "7.0"]


@pytest.mark.parametrize(("size", "together"), [(100, 1), (101, 2), (350, 4)])
def test_a_large_class_shares_rows(size, together):
    found = grid(small_class({f"s{i:03d}": (2, 3, 1) for i in range(size)}))
    assert found["together"] == together
    assert len(found["rows"]) <= picture.MOST_ROWS


def test_few_submissions_are_said_to_be_few():
    assert "Few submissions." in class_page(small_class())
    assert uncertain(0) is uncertain(30) is None
    share, correlation = uncertain(12)
    assert share == pytest.approx(0.283, abs=5e-4)
    assert correlation == pytest.approx(0.574, abs=5e-4)  # tables of the correlation give 0.576 for n = 12
    assert uncertain(3)[1] == 1


def test_items_of_a_rubric_have_their_mean():
    info = replace(QUESTIONS[0], name="w", manual=True)
    info = replace(info, points=3.0, rubric=(RubricItem(2.0, "names the bound"), RubricItem(1.0, "says why")))
    row = WrittenQuestion(info, 5, 5, 1.5, 3, 2, 0.5, (1.25, 0.25))
    page = class_page(replace(small_class(), written=(row,)))
    assert "1.25 of 2" in page
    assert "names the bound" in page
    assert "2 of 3 equal" in page
    assert "(few)" in page
