"""Every answer of the table gets its verdict, and an independent computation agrees."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from emkit.formula import check, read

from ..formulas.answers import GRADED
from ..formulas.digest import digest
from ..formulas.oracle import same
from ..formulas.table import CORRECT, STYLES, WRONG, invalid, styled

HOME = Path(__file__).parents[2]
# Of every verdict on the table, with its words. It changes whenever a sentence does: look at what changed.
DIGEST = "35bc82e351db66f8"

questions = pytest.mark.parametrize("name", GRADED)


@questions
def test_the_table_is_large_enough(name):
    typed = len(CORRECT[name]) + len(WRONG[name]) + len(invalid(GRADED[name].names))
    assert typed >= 200
    assert len(set(CORRECT[name] + WRONG[name])) == len(CORRECT[name]) + len(WRONG[name])


@questions
def test_an_independent_computation_confirms_the_lists(name):
    assert [text for text in CORRECT[name] if not same(text, GRADED[name])] == []
    assert [text for text in WRONG[name] if same(text, GRADED[name])] == []


@questions
def test_correct_answers_are_correct(name):
    question = GRADED[name]
    assert [text for text in CORRECT[name] if not check(text, question).correct] == []


@questions
def test_wrong_answers_are_wrong(name):
    question = GRADED[name]
    assert [text for text in WRONG[name] if check(text, question).status != "wrong"] == []


@questions
def test_looks_do_not_matter(name):
    question = GRADED[name]
    for formulas in (CORRECT[name], WRONG[name]):
        for pasted, typed in styled(formulas):
            assert check(pasted, question).status == check(typed, question).status, pasted


def test_every_look_is_tried_on_every_question():
    assert all(3 * len(CORRECT[name]) >= len(STYLES) for name in GRADED)


@questions
def test_invalid_answers_are_invalid(name):
    question = GRADED[name]
    for answer, kind, offset in invalid(question.names):
        verdict = check(answer, question)
        assert (verdict.status, verdict.kind, verdict.offset) == ("invalid", kind, offset), answer
        assert read(answer, question) == verdict, "the public check says the same"


@questions
def test_known_slips_get_their_sentence(name):
    question = GRADED[name]
    for wrong, sentence in question.slips:
        assert check(wrong, question).message == sentence


@questions
def test_most_wrong_answers_get_a_hint_of_their_own(name):
    question = GRADED[name]
    said = [check(text, question).message for text in WRONG[name]]
    assert sum(not message.startswith("Try it") for message in said) > 0.6 * len(said)


def test_the_verdicts_are_pinned():
    assert digest() == DIGEST


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_every_python_says_the_same(version):
    python = shutil.which(f"python{version}")
    if python is None or python == sys.executable:
        pytest.skip(f"there is no other Python {version} here")
    ran = subprocess.run(
        [python, "-m", "tests.formulas.digest"],
        cwd=HOME,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
    )
    if ran.returncode == 127:
        pytest.skip(f"Python {version} does not start here")
    assert ran.stdout.strip() == DIGEST
