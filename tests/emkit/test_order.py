import numpy as np
import pytest

from emkit.check import Hint
from emkit.order import Lines, check_lines, check_order, read_order

LINES = Lines(A="$a$", B="$b$", C="$c$", D="$d$")


@pytest.mark.parametrize(
    "answer",
    [["B", "A", "D"], ("b", " a ", "d"), np.array(["B", "A", "D"]), "BAD", "b, a, d", "[B -> A -> D]"],
)
def test_an_order_may_be_written_in_many_ways(answer):
    assert read_order("proof", answer, "ABCD", 3) == ["B", "A", "D"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "no value yet"),
        (..., "no value yet"),
        ([], "list of letters"),
        (3, "list of letters"),
        ({"A", "B", "C"}, "list of letters"),
        ({"A": 1}, "list of letters"),
        (["A", "B", "X"], "'X'; the lines are lettered A to D"),
        ([1, 2, 3], "'1'; the lines are lettered"),
        (["A", "B", "a"], "line A more than once"),
        (["A", "B"], "should have 3 lines; it has 2"),
        ("ABCD", "should have 3 lines; it has 4"),
        (["A" * 500, "B", "C"], r"'AAAAAAAAA\.\.\.'"),
    ],
)
def test_what_is_no_order_is_told_in_a_sentence(answer, says):
    with pytest.raises(Hint, match=says):
        read_order("proof", answer, "ABCD", 3)


@pytest.mark.parametrize("answer", ["BAD", "DAB", "ABD"])
def test_right_lines_in_any_order(answer):
    check_lines("proof", answer, "BAD", {"C": "It is false."})


def test_a_line_that_does_not_belong():
    with pytest.raises(Hint, match=r"line C does not belong to the argument\. It is false\."):
        check_lines("proof", "BCA", "BAD", {"C": "It is false."})


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("ABD", "line A cannot come first. Needs B."),
        ("BDA", "line D cannot follow line B. Needs A."),
        ("BAC", "line C cannot follow line A."),
    ],
)
def test_points_at_the_first_line_that_cannot_follow(answer, says):
    needs = {"A": "Needs B.", "B": "It is the start.", "C": "", "D": "Needs A."}
    with pytest.raises(Hint) as failure:
        check_order("proof", answer, "BAD", needs)
    assert str(failure.value) == f"`proof`: {says}"


def test_right_order_passes():
    check_order("proof", ["B", "A", "D"], "BAD", {"C": ""})


def test_lines_show_themselves():
    assert repr(LINES).splitlines()[1] == "B   $b$"
    assert LINES._repr_markdown_().splitlines()[3].endswith("$d$")
    assert list(LINES.in_order(["C", "A"])) == ["C", "A"]
    assert repr(LINES.in_order(...)).startswith("Your lines")
