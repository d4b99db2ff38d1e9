"""The checks that students read: what passes, and the sentence for what does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from emkit import check
from emkit.check import Hint

SLIPS = [(3.0, "Divide."), (3.001, "Divide once."), ([1.0, 1.0], "Both?")]


@pytest.mark.parametrize(
    "work",
    [
        lambda: check.number("a", 1),
        lambda: check.number("a", np.float32(1)),
        lambda: check.number("a", np.array([[1.0]])),
        lambda: check.array("a", [1, 2], (2,)),
        lambda: check.array("a", pd.Series([1.0, 2.0]), (2,)),
        lambda: check.close("a", 2.0, 2.0),
        lambda: check.close("a", 2.0000001, 2.0),
        lambda: check.close("a", [1.0, 2.05], [1.0, 2.0], rtol=0, atol=0.06),
        lambda: check.close("a", [2.0], 2.0),
        lambda: check.one_of("a", " b ", "AB"),
        lambda: check.one_of("a", 1.0, (1, 2)),
        lambda: check.one_of("a", np.array([2]), (1, 2)),
        lambda: check.parts("a", (1, 2), 2),
        lambda: check.parts("a", np.ones((2, 3)), 2),
        lambda: check.labels("a", np.array([1.0, 2.0]), 2, (1, 2)),
        lambda: check.call("f", lambda: 0),
        lambda: check.require(1, "no"),
    ],
)
def test_an_honest_answer_passes_in_any_form(work: Callable[[], Any]) -> None:
    work()


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda: check.require_defined("a", ...), "`a` has no value yet. Replace the `...` with your answer"),
        (lambda: check.call("f", None), "`f` is not defined. Run the cell that defines it"),
        (lambda: check.call("f", 3), "`f` should be a function; it is a number."),
        (lambda: check.call("f", lambda: None), "`f` returned None. Replace the `...` with your code"),
        (lambda: check.call("f", lambda: 1 / 0), "`f` stopped with ZeroDivisionError: division by zero"),
        (lambda: check.number("a", "2"), "`a` should be a number; it is text."),
        (lambda: check.number("a", True), "`a` should be a number; it is True or False."),
        (lambda: check.number("a", [1, 2]), "`a` should be one number; it has shape (2,)."),
        (lambda: check.number("a", float("nan")), "`a` should be a finite number; it is nan."),
        (lambda: check.array("a", [1, 2], (3,)), "`a` should have shape (3,); it has shape (2,)."),
        (lambda: check.array("a", [[1], [1, 2]]), "should hold numbers, each row as long as the others"),
        (lambda: check.array("a", [1, np.inf]), "the entry at (1,) is inf."),
        (lambda: check.array("a", (i for i in "ab")), "`a` is a generator. Make an array of it"),
        (lambda: check.number("a", {2.0}), "`a` should be a number; it is a set."),
        (lambda: check.number("a", len), "it is a function that was not called."),
        (lambda: check.number("a", 10**400), "too large to compute with"),
        (lambda: check.array("a", np.array(["1", "2"])), "it is an array of something else."),
        (lambda: check.array("a", 1.0, (2,)), "`a` should have shape (2,); it is a single number."),
        (lambda: check.array("a", np.nan), "`a` should hold finite numbers; it is nan."),
        (lambda: check.close("resp of H", 5.0, 2.0), "`resp` of H should have another value"),
        (lambda: check.close("the area", 5.0, 2.0), "The area should have another value"),
        (lambda: check.close("f(2, 3)", 5.0, 2.0), "`f(2, 3)` should have another value"),
        (lambda: check.call("f", lambda: (_ for _ in ()).throw(ValueError("x" * 999))), "x..."),
        (lambda: check.close("a", 3.0, 2.0, slips=SLIPS), "Divide."),
        (lambda: check.close("a", 3.0011, 2.0, slips=SLIPS), "Divide once."),
        (lambda: check.close("a", [1.0, 1.0], [1.0, 2.0], slips=SLIPS), "Both?"),
        (lambda: check.close("a", 5.0, 2.0, slips=SLIPS, otherwise="Look again."), "Look again."),
        (lambda: check.close("a", 5.0, 2.0), "`a` should have another value than 5. Work it out by hand."),
        (lambda: check.close("a", [1.0, 5.0], [1.0, 2.0]), "another value at [1] than 5."),
        (lambda: check.close("a", 2.001, 2.0), "close, but not close enough"),
        (lambda: check.close("a", 2.001, 2.0), "off by at most 1e-06 of the value"),
        (lambda: check.close("a", 2.001, 2.0, rtol=0, atol=1e-4), "off by at most 0.0001."),
        (lambda: check.one_of("a", 3, (1, 2)), "`a` should be one of 1 or 2; it is 3."),
        (lambda: check.one_of("a", "F", "ABC"), "`a` should be one of A, B or C; it is 'F'."),
        (lambda: check.parts("a", (1, 2), 3), "`a` should return 3 things; it returns 2."),
        (
            lambda: check.labels("a", [1, 2, 3], 2, (1, 2)),
            "`a` should hold 2 labels in a row; it has shape (3,).",
        ),
        (lambda: check.labels("a", [1, 3], 2, (1, 2)), "`a[1]` should be one of 1 or 2; it is 3."),
    ],
)
def test_a_wrong_answer_reads_one_sentence(work: Callable[[], Any], said: str) -> None:
    with pytest.raises(Hint) as caught:
        work()
    assert said in str(caught.value)


@pytest.mark.parametrize("value", [3.0, 5.0, 2.001, 0.0, -2.0])
def test_no_sentence_gives_the_answer_away(value: float) -> None:
    with pytest.raises(Hint) as caught:
        check.close("a", value, 2.718281828)
    assert "2.7" not in str(caught.value)


def test_a_slip_is_named_only_where_the_answer_is_wrong() -> None:
    check.close("a", 2.0, 2.0, slips=[(2.0, "never")])
    check.close("a", 2.0005, 2.0, rtol=1e-3, slips=[(2.001, "never")])
