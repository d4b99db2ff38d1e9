"""Each kind of secret is found in each kind of file, with its place; what is public on purpose is no leak."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emgrade.leaks import find_leaks, find_telling_sentences
from emgrade.source import read_assignment

from .conftest import TINY, make_project

LINE = "return float(np.sum(x) / len(x))"


def book(*sources: str, **metadata: object) -> bytes:
    cells = [
        {"cell_type": "code", "source": s.splitlines(keepends=True), "metadata": metadata} for s in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def leaks(root: Path, student: dict[str, bytes], source: str = TINY) -> list[str]:
    return [
        str(error)
        for error in find_leaks(read_assignment(make_project(root, source).source("tiny")), student)
    ]


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        (
            "tiny.ipynb",
            book("x = 1", LINE),
            "q1: a line of the solution in what students get (tiny.ipynb, cell 2)",
        ),
        (
            "tiny.ipynb",
            book("x", test={"body": LINE}),
            "a line of the solution in what students get (tiny.ipynb, c",
        ),
        ("tiny.ipynb", book("return float( np.sum(x)/len(x) )"), "a line of the solution"),
        (
            "data/notes.txt",
            b"def test_hidden(mean):",
            "q1: the name of a hidden test in what students get (data/n",
        ),
        ("tests/q1.py", b"np.array([4.25, 8.5, 19.75, 7.0])", "q1: data of a hidden test"),
        (
            "data/x.csv",
            b"x\n4.250\n8.5\n19.75\n7\n",
            "q1: data of a hidden test in what students get (data/x.csv)",
        ),
        ("tiny.ipynb", book("about (-4.25, 8.5, 19.75, 7)"), "q1: data of a hidden test"),
        ("tiny.py", b"", "tiny.py is in what students get"),
        ("answers.toml", b"", "answers.toml is in what students get"),
        (
            "tiny.ipynb",
            book("Because the squared  distances are\nsmallest there."),
            "q2: a line of the solution",
        ),
    ],
)
def test_a_secret_is_found(tmp_path: Path, path: str, data: bytes, told: str) -> None:
    found = leaks(tmp_path, {path: data})
    assert any(told in line for line in found), found


def test_nothing_is_found_in_what_the_source_gives(tmp_path: Path) -> None:
    public = book("import numpy as np", 'def mean(x):\n    """Mean of a sample."""\n    ...')
    tests = b'close("mean", call("mean", mean, np.array([1.0, 2.0, 3.0])), 2.0, slips=slips)'
    assert (
        leaks(tmp_path, {"tiny.ipynb": public, "tests/q1.py": tests, "data/numbers.csv": b"x\n1\n2\n"}) == []
    )


def test_the_public_line_that_gives_it_away_is_named(tmp_path: Path) -> None:
    source = TINY.replace("import numpy as np\n", f"import numpy as np\n\ndef earlier(x):\n    {LINE}\n", 1)
    line = source.splitlines().index(f"    {LINE}") + 1
    found = leaks(tmp_path, {"tiny.ipynb": book(f"def earlier(x):\n    {LINE}")}, source)
    assert len(found) == 1
    assert f"tiny.py:{line}: q1: a line of the solution" in found[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12.3457", True),
        ("12.35", True),
        ("-12.345678", True),
        ("12.3", False),
        ("12.346", True),
        ("12.36", False),
    ],
)
def test_expected_values_are_found_in_rounded_form(tmp_path: Path, text: str, found: bool) -> None:
    source = TINY.replace("9.875", "12.345678")
    assert bool(leaks(tmp_path, {"tiny.ipynb": book(f"The answer is {text}.")}, source)) is found


def test_a_value_given_in_public_is_no_leak_but_one_in_a_table_of_slips_is(tmp_path: Path) -> None:
    source = TINY.replace("9.875", "12.345678")
    given = source.replace("# Tiny\n", "# Tiny\n\nIt is 12.345678.\n")
    assert leaks(tmp_path / "a", {"tiny.ipynb": book("It is 12.345678.")}, given) == []
    slip = source.replace("(6.0, ", "(12.345678, ")
    found = leaks(tmp_path / "b", {"tests/q1.py": b'slips = [(12.345678, "Divide.")]'}, slip)
    assert len(found) == 1
    assert "a value that a hidden test expects" in found[0]


def test_typed_answers_are_found(tmp_path: Path) -> None:
    source = TINY.replace("return float(np.sum(x) / len(x))", 'formula = "pi_1*N_1 / (a + b)"')
    assert any(
        "an answer" in line for line in leaks(tmp_path, {"tiny.ipynb": book("pi_1 * N_1/(a+b)")}, source)
    )


def test_a_sentence_that_gives_the_answer_away_is_found(tmp_path: Path) -> None:
    source = TINY.replace("9.875", "12.345678")
    good = read_assignment(make_project(tmp_path / "a", source).source("tiny"))
    assert find_telling_sentences(good) == []
    told = source.replace("Divide by the number of points.", "It is about 12.3.")
    found = find_telling_sentences(read_assignment(make_project(tmp_path / "b", told).source("tiny")))
    assert [error.line for error in found] == [told[: told.index("It is about")].count("\n") + 1]


def test_a_sentence_that_holds_hidden_data_is_found(tmp_path: Path) -> None:
    told = TINY.replace("Divide by the number of points.", "Try 4.25, 8.5, 19.75 and 7.0.")
    (error,) = find_telling_sentences(read_assignment(make_project(tmp_path, told).source("tiny")))
    assert "a sentence gives away" in str(error)


def test_a_solution_that_a_prompt_stands_in_for_is_secret(tmp_path: Path) -> None:
    source = TINY.replace("    # BEGIN SOLUTION\n", "").replace("    # END SOLUTION\n", "")
    assert any(
        "a line of the solution" in line for line in leaks(tmp_path, {"tiny.ipynb": book(LINE)}, source)
    )
