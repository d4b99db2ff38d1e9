"""The checks that students read: what passes, and the sentence for what does not."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from emkit import check, formula, order
from emkit.check import Hint
from emkit.formula import question

MASKED = np.ma.array([1, 99], mask=[False, True])
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
        lambda: check.one_of("a", "A", ["a", "b"]),
        lambda: check.one_of("a", 1.0, (1, 2)),
        lambda: check.one_of("a", np.array([2]), (1, 2)),
        lambda: check.close("a", np.array([True, False]), [1, 0]),
        lambda: check.close("a", np.ma.array([1, 2]), [1, 2]),
        lambda: check.parts("a", (1, 2), 2),
        lambda: check.parts("a", np.ones((2, 3)), 2),
        lambda: check.parts("a", pd.Series([[1.0], [2.0, 3.0]]), 2),
        lambda: check.labels("a", np.array([1.0, 2.0]), 2, (1, 2)),
        lambda: check.labels("a", [1, 1], 2, iter([1, 2])),
        lambda: check.call("f", lambda: 0),
        lambda: check.require(1, "no"),
        lambda: check.call_unchanged("f", len, np.array([1.0, np.nan])),
        lambda: check.call_unchanged("f", len, [[1.0, float("nan")], [2.0]]),
        lambda: check.call_unchanged("f", len, np.array([[1, 2], [3]], dtype=object)),
        lambda: check.call_unchanged("f", len, [object(), "a", None]),
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
        (lambda: check.close("a", np.float32(2.1) * np.float32(3.3), 6.93, rtol=1e-9), "in float32, which"),
        (lambda: check.close("a", 2.001, 2.0, rtol=0, atol=1e-4), "off by at most 0.0001."),
        (lambda: check.close("a", 2.0015, 2.0, rtol=1e-9, atol=1e-3), "off by at most 0.001."),
        (lambda: check.close("a", 2.001, 2.0, rtol=1e-4, atol=1e-9), "off by at most 0.0001 of the value."),
        (lambda: check.close("a", 1233, 1234), "`a` should have another value than 1233."),
        (lambda: check.close("a", [1233, 5], [1234, 5]), "`a` should have another value at [0] than 1233."),
        (lambda: check.one_of("a", 3, (1, 2)), "`a` should be one of 1 or 2; it is 3."),
        (lambda: check.one_of("a", "F", "ABC"), "`a` should be one of A, B or C; it is 'F'."),
        (lambda: check.one_of("a", ["A"], "AB"), "`a` should be one of A or B; it is a list."),
        (lambda: check.one_of("a", {"A"}, "AB"), "`a` should be one of A or B; it is a set."),
        (lambda: check.one_of("a", np.array(["A"]), "AB"), "`a` should be one of A or B; it is an array."),
        (lambda: check.one_of("a", len, "AB"), "one of A or B; it is a function that was not called."),
        (lambda: check.one_of("a", [True], (1, 2)), "`a` should be one of 1 or 2; it is a list."),
        (lambda: check.number("a", [True]), "`a` should be a number; it is a list."),
        (lambda: check.number("a", np.array(True)), "`a` should be a number; it is an array of something"),
        (
            lambda: check.number("a", np.array(["2.5"], dtype=object)),
            "`a` should be a number; it is an array",
        ),
        (lambda: check.array("a", pd.Series(["2.5", "3"])), "`a` should hold numbers; it is a Series."),
        (
            lambda: check.close("a", MASKED, [1, 99]),
            "`a` should hold finite numbers; the entry at (1,) is nan.",
        ),
        (lambda: check.array("z", [[1, 2], [1, ...]]), "`z` still holds `...`. Replace it with your answer."),
        (lambda: check.one_of("z", (...,), "AB"), "`z` still holds `...`."),
        (lambda: check.parts("a", np.array(2.0), 2), "2 things as a tuple; it returns a single number."),
        (lambda: check.parts("a", (1, 2), 3), "`a` should return 3 things; it returns 2."),
        (lambda: check.parts("a", pd.Series([1, 2]), 3), "`a` should return 3 things; it returns 2."),
        (lambda: check.parts("a", pd.DataFrame({"b": [1, 2]}), 2), "as a tuple; it returns a DataFrame."),
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


def test_a_wanted_value_near_zero_is_measured_by_its_own_size() -> None:
    for wrong in (0.0, 5e-10, 2e-12):
        with pytest.raises(Hint, match="another value"):
            check.close("p", wrong, 1.3e-12, slips=[(3e-12, "No.")])
    with pytest.raises(Hint, match="Twice"):
        check.close("p", [0.0, 2.6e-12], [0.0, 1.3e-12], slips=[([1e-30, 2.6e-12], "Twice.")])
    with pytest.raises(Hint, match="close, but"):
        check.close("p", 1.3001e-12, 1.3e-12)


@pytest.mark.parametrize(
    ("spoil", "argument"),
    [
        (lambda x: x.__setitem__(0, 9.0), np.array([1.0, np.nan])),
        (lambda x: x.__setitem__(0, np.nan), np.array([1.0, np.nan])),
        (lambda x: x[0].append(9.0), [[1.0, float("nan")], [2.0]]),
        (lambda x: x[1].__setitem__(0, 9), np.array([[1, 2], [3]], dtype=object)),
        (lambda x: x.append(1), [1]),
    ],
)
def test_a_changed_argument_is_seen(spoil: Callable[[Any], None], argument: Any) -> None:
    with pytest.raises(Hint, match="`f` changed the arrays"):
        check.call_unchanged("f", lambda x: [spoil(x), 1][1], argument)  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    "work",
    [
        lambda: check.require_defined("a", ...),
        lambda: check.call("f", None),
        lambda: check.call("f", lambda: None),
        lambda: check.number("a", None),
        lambda: check.array("a", [1, ...]),
        lambda: check.array("a", ([1, 2], [..., 2])),
        lambda: check.labels("a", [1, ...], 2, (1, 2)),
    ],
)
def test_what_is_not_answered_yet_is_a_kind_of_its_own(work: Callable[[], Any]) -> None:
    with pytest.raises(check.NotAnswered) as caught:
        work()
    assert caught.value.unanswered
    assert not Hint("a mistake").unanswered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda: check.close("a", 5.0, 2.0), lambda: check.close("a", 7.0, 2.0)),
        (lambda: check.one_of("a", "F", "AB"), lambda: check.one_of("a", "G", "AB")),
        (lambda: check.call("f", int, "x"), lambda: check.call("f", int, "y")),
    ],
)
def test_equal_mistakes_are_of_one_kind_whatever_was_typed(
    one: Callable[[], Any], other: Callable[[], Any]
) -> None:
    said = []
    for work in (one, other):
        with pytest.raises(Hint) as caught:
            work()
        said.append(caught.value)
    assert str(said[0]) != str(said[1])
    assert said[0].kind == said[1].kind
    assert type(said[0]) is Hint


@pytest.mark.parametrize("module", [check, formula, question, order])
def test_examples_are_true(module: ModuleType) -> None:
    failed, tried = doctest.testmod(module)
    assert tried > 0
    assert failed == 0


def test_a_typed_formula_has_a_value_whatever_its_names_are() -> None:
    assert check.formula_value("half", "1/2") == 0.5
    assert check.formula_value("f", "name/text", name=6, text=3) == 2


def test_pieces_stand_in_for_the_time_of_a_call() -> None:
    names: dict[str, Any] = {}
    exec("def half(x): return None\ndef f(x): return half(x) + other(x)", names)
    half = names["half"]
    f = check.with_pieces(names["f"], half=lambda x: x / 2, other=lambda x: 1)
    assert f(6) == 4
    assert names["half"] is half
    assert "other" not in names
    with pytest.raises(TypeError):
        check.with_pieces(names["f"], half=lambda x: x / 2, other=None)(6)
    assert names["half"] is half
    assert check.with_pieces(None, half=half) is None
