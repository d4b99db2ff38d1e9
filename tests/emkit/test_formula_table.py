"""Every answer of the table gets its verdict, and an independent computation agrees."""

import re

import pytest

from emkit.check import Hint, require_formula
from emkit.formula import check, read

from ..formulas.oracle import same
from ..formulas.questions import ALL
from ..formulas.table import CORRECT, WRONG, invalid, styled
from ..formulas.verdicts import GOLDEN, verdicts

questions = pytest.mark.parametrize("name", CORRECT)


@questions
def test_an_independent_computation_confirms_the_lists(name):
    assert [text for text in CORRECT[name] if not same(text, ALL[name])] == []
    assert [text for text in WRONG[name] if same(text, ALL[name])] == []


@questions
def test_correct_answers_are_correct(name):
    question = ALL[name]
    assert [text for text in CORRECT[name] if not check(text, question).correct] == []


@questions
def test_wrong_answers_are_wrong(name):
    question = ALL[name]
    assert [text for text in WRONG[name] if check(text, question).status != "wrong"] == []


@questions
def test_looks_do_not_matter(name):
    question = ALL[name]
    for formulas in (CORRECT[name], WRONG[name]):
        for pasted, typed in styled(formulas):
            assert check(pasted, question).status == check(typed, question).status, pasted


@questions
def test_invalid_answers_are_invalid(name):
    question = ALL[name]
    for answer, kind, offset in invalid(tuple(question.names)):
        verdict = check(answer, question)
        assert (verdict.status, verdict.kind, verdict.offset) == ("invalid", kind, offset), answer
        assert read(answer, question.names) == verdict, "the public check says the same"


@pytest.mark.parametrize("name", ALL)
def test_known_slips_get_their_sentence(name):
    question = ALL[name]
    for wrong, told in question.slips.items():
        sentence, keeps = (told, 0) if isinstance(told, str) else told
        assert not same(wrong, question), "an independent computation says so, too"
        verdict = check(wrong, question)
        assert (verdict.message, verdict.keeps) == (sentence, keeps)


@questions
def test_most_wrong_answers_get_a_hint_of_their_own(name):
    question = ALL[name]
    said = [check(text, question).message for text in WRONG[name]]
    assert sum(not message.startswith("Try it") for message in said) > 0.6 * len(said)


def test_no_verdict_changes_unseen():
    """After a change on purpose: `python -m tests.formulas.verdicts`, then read `git diff tests/golden`."""
    assert verdicts().splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


@questions
def test_what_may_be_told_of_a_hidden_test_holds_no_number_of_its_grid(name):
    question, told = ALL[name], 0
    authors = [says if isinstance(says, str) else says[0] for says in question.slips.values()]
    for text in WRONG[name]:
        with pytest.raises(Hint) as caught:
            require_formula("answer", text, question)
        says = caught.value.told
        told += bool(says)
        if says not in authors:
            assert re.findall(r"\d+", re.sub(r"k = \d|\w*[A-Za-z_]\w*", "", says)) == [], says
    assert told > 0.6 * len(WRONG[name])  # and most of them are told something
