"""An answer that stands in prose, comments, code or figures is found by what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from emgrade.leaks import find_told
from emgrade.leaks.formulas import typed
from emgrade.source import read_assignment

from .conftest import TINY, make_project
from .test_formulas import SOURCE as MOTION

CHOICE = TINY.replace("return float(np.sum(x) / len(x))", 'best = "B"').replace("9.875", "12.345678")


def told(root: Path, source: str) -> list[str]:
    return [str(error) for error in find_told(read_assignment(make_project(root, source).source("tiny")))]


def with_text(source: str, text: str) -> str:
    """Put a text below the heading of the first question."""
    heading = "### Question 1 · The mean `3 points`\n" if "Question 1" in source else "How fast?"
    assert heading in source
    return source.replace(heading, f"{heading}\n{text}\n", 1)


def with_code(source: str, code: str) -> str:
    return source.replace(
        '# %% [raw]\nr"""\n# BEGIN QUESTION', f'# %%\n{code}\n\n# %% [raw]\nr"""\n# BEGIN QUESTION', 1
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is 12.345678.", True),
        ("It is -12.3, roughly.", True),
        ("It is 12.35.", True),
        ("It is 12.4, or 12, or 12.36.", False),
        ("It is 120.3 or 1.23.", False),
    ],
)
@pytest.mark.parametrize(
    "put",
    [
        with_text,
        lambda source, text: with_code(source, f"x = 3  # {text}"),
        lambda source, text: with_code(source, f'print("{text}")'),
        lambda source, text: with_code(source, f'print(f"{{1}} {text}")'),
    ],
)
def test_a_number_is_found_with_all_its_digits_and_with_three(
    tmp_path: Path, put, text: str, found: bool
) -> None:
    source = put(CHOICE, text)
    lines = told(tmp_path, source)
    assert [
        f":{source[: source.index(text)].count(chr(10)) + 1}: q1: a value of its answer is told here: 12.345678"
        in line
        for line in lines
    ] == [True] * found


@pytest.mark.parametrize(
    ("expected", "text", "found"),
    [
        ("25 / 3", "It is 8.33.", True),
        ("-25 / 3", "It is -8.3333333.", True),
        ("[2 / 7 * 10**2, 1.0]", "It is 28.57.", True),
        ("2 * np.log(5)", "It is 3.219.", True),
        ("math.sqrt(2 * math.pi)", "It is 2.507.", True),
        ("4.62", "It is 4.62.", True),
        ("25 / 3", "It is 8.3, or 8, or 8.34.", False),
        ("1 / 3", "It is 0.333.", False),
        ("4.5", "It is 4.50.", False),
        ("1 / 0", "It is 1.00.", False),
        ("10.0 ** 999", "It is 1.00.", False),
    ],
)
def test_an_expected_value_may_be_an_expression(
    tmp_path: Path, expected: str, text: str, found: bool
) -> None:
    source = CHOICE.replace("12.345678", expected)
    for number, put in enumerate((with_text, lambda source, text: with_code(source, f"x = 3  # {text}"))):
        lines = told(tmp_path / str(number), put(source, text))
        assert ["q1: a value of its answer is told here" in line for line in lines] == [True] * found


def test_what_public_code_holds_is_given(tmp_path: Path) -> None:
    source = with_code(with_text(CHOICE, "The start is 12.345678."), "start = 12.345678")
    assert told(tmp_path, source) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("Try 4.25, 8.5, 19.75 and 7.", True), ("Try (4.25, 8.5).", False), ("Try 1, 2, 3.", False)],
)
def test_hidden_data_in_prose_are_found(tmp_path: Path, text: str, found: bool) -> None:
    lines = told(tmp_path, with_text(TINY, text))
    assert bool(lines) is found
    assert all("q1: data of a hidden test are told here: 4.25, 8.5, 19.75, 7" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(The answer is B.)", True),
        ("The right one is **B**.", True),
        ("B is correct.", True),
        ("Solution: it is (B)", True),
        ("The answer is A.", False),
        ("The answer is Bayes' rule.", False),
        ("Answer with one letter: A, B or C.", False),
        ("B is a matrix.", False),
    ],
)
def test_a_letter_is_found(tmp_path: Path, text: str, found: bool) -> None:
    lines = told(tmp_path, with_text(CHOICE, text))
    assert ["q1: its letter is told here" in line for line in lines] == [True] * found


@pytest.mark.parametrize("tell", ["at_once", "after_due_date"])
def test_a_sentence_told_at_once_is_searched_too(tmp_path: Path, tell: str) -> None:
    says = 'close("mean", call("mean", mean, np.array([4.25, 8.5, 19.75, 7.0])), 12.345678, otherwise="Is it A? B is right.")'
    start = CHOICE.index('    close("mean", call("mean", mean, np.array([4.25')
    source = CHOICE[:start] + f"    {says}" + CHOICE[CHOICE.index("\n", start) :]
    lines = told(tmp_path, source.replace("hidden: true", f"hidden: true\ntell: {tell}"))
    assert ["its letter is told here" in line for line in lines] == [True] * (tell == "at_once")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A speed is way over time, `s/t`.", True),
        ("It is $s t^{-1}$.", True),
        ("It is $$v = \\frac{2s}{t + t}. \\tag{1}$$", True),
        ("With $T = 2t$ it is $v = 2 s / T$.", True),
        ('Type "(s/t)".', True),
        ("It is not `s*t`, nor $\\frac{t}{s}$.", False),
        ("It is $v$, from `s` and `t`.", False),
        ("It is $\\frac{s}{$.", False),
    ],
)
def test_a_formula_is_found_by_its_meaning(tmp_path: Path, text: str, found: bool) -> None:
    assert [
        ": q1: its answer is told here as a formula:" in line
        for line in told(tmp_path, with_text(MOTION, text))
    ] == [True] * found


@pytest.mark.parametrize(
    ("code", "found"),
    [("def v(s, t):\n    return np.exp(np.log(s)) / t", True), ("v = t / s", False), ("%pip x", False)],
)
def test_a_formula_is_found_in_code(tmp_path: Path, code: str, found: bool) -> None:
    assert bool(told(tmp_path, with_code(MOTION, code))) is found


def test_a_figure_and_another_assignment_are_looked_at(tmp_path: Path) -> None:
    figure = tmp_path / "assignments" / "tiny" / "v.svg"
    project = make_project(tmp_path, MOTION.replace("title: Motion", "title: Motion\nfiles: [v.svg]"))
    figure.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text x="3">v = $s/t$</text></svg>')
    motion = read_assignment(project.source("tiny"))
    assert [(Path(error.path).name, error.line) for error in find_told(motion)] == [("v.svg", 0)]
    other = read_assignment(make_project(tmp_path / "other", with_text(TINY, "It is `s/t`.")).source("tiny"))
    figure.write_text("<svg/>")
    assert [Path(error.path) for error in find_told(motion, [other])] == [other.path]


@pytest.mark.parametrize(("text", "found"), [("12.346", True), ("12.35", False)])
def test_few_digits_in_another_assignment_are_chance(tmp_path: Path, text: str, found: bool) -> None:
    choice = read_assignment(make_project(tmp_path / "a", CHOICE).source("tiny"))
    other = read_assignment(make_project(tmp_path / "b", with_text(TINY, f"It is {text}.")).source("tiny"))
    assert bool(find_told(choice, [other])) is found


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (
            r"\frac{\pi_k \, \mathcal{N}(x_i; \mu_k, \sigma_k^2)}{\sum_j \pi_j N_j}",
            "((pi_k*N_k)/((pi_1*N_1 + pi_2*N_2)))",
        ),
        (
            r"\frac{1}{n} \sum_{i} \gamma_{ki} \left(x_i - \hat\mu_k\right)^2",
            "((1)/(2))*(gamma_k1*(x_1-hatmu_k)^(2) + gamma_k2*(x_2-hatmu_k)^(2))",
        ),
        (r"\tfrac12 \ln(2\pi) - \sqrt{x}", "((1)/(2))*ln((2*pi))-sqrt(x)"),
        (r"a \cdot b / c", "a*b/c"),
    ],
)
def test_latex_is_read_as_it_would_be_typed(latex: str, text: str) -> None:
    assert typed(latex) == text
