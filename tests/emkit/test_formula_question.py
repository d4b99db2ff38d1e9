"""What a question may say, what travels, and what a badly written one is told."""

import math
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from emkit import formula
from emkit.formula import MEAN, POSTERIOR, VARIANCE, Question, check, read

from ..formulas.answers import GRADED

TRAVELLING = [value for value in vars(formula).values() if isinstance(value, Question)]
PACKAGE = Path(formula.__file__).parent


def test_nothing_that_travels_holds_an_answer():
    assert len(TRAVELLING) == 8
    for question in TRAVELLING:
        assert (question.reference, question.relations, question.slips) == (None, (), ())
    sources = " ".join(path.read_text() for path in PACKAGE.glob("*.py")).replace(" ", "")
    for question in GRADED.values():
        for text in (question.reference, *dict(question.relations).values()):
            assert text.replace(" ", "") not in sources


def test_the_public_check_compares_nothing():
    right, wrong = read(GRADED["mean"].reference, MEAN), read("x_1", MEAN)
    assert right.status == wrong.status == "readable"
    assert right.message == wrong.message
    assert not right.correct


def test_the_public_check_reads_the_same_with_a_reference():
    assert read("x_1", GRADED["mean"]) == read("x_1", MEAN)


def test_a_question_is_a_constant():
    with pytest.raises(FrozenInstanceError):
        MEAN.reference = "x_1"
    assert MEAN.graded("x_1") == MEAN.graded("x_1")
    assert hash(MEAN.graded("x_1")) == hash(MEAN.graded("x_1"))


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (MEAN, "mean: a question needs a reference"),
        (MEAN.graded("x_1 x_2"), "mean: 'x_1 x_2' cannot be read: Put . between"),
        (MEAN.graded("x_1", slips={"x_3": "No."}), "mean: 'x_3' cannot be read"),
        (MEAN.graded("x_1", slips={"2*x_1/2": "No."}), r"mean: the slip '2\*x_1/2' equals the reference"),
        (
            MEAN.graded("x_1", relations={"x_9": "x_1"}),
            "mean: there is a relation for x_9, which is not offered",
        ),
        (MEAN.graded("x_1 - x_1"), "mean: the reference is too small or too large"),
        (MEAN.graded("log(-1)"), "mean: the reference is too small or too large"),
    ],
)
def test_a_badly_written_question_is_refused(question, reason):
    with pytest.raises(ValueError, match=reason):
        check("x_1", question)


@pytest.mark.parametrize("name", GRADED)
def test_points_are_spread_over_the_domain(name):
    question = GRADED[name]
    key = formula.prepared(question)
    assert len(key.reference) == 24
    assert all(0.05 <= abs(value) <= 50 for value in key.reference)
    dependent = {related for related, _ in question.relations} | set(question.running)
    for symbol in question.symbols:
        if symbol.name in dependent:
            continue
        values = key.points.columns[symbol.name]
        assert all(symbol.low < value < symbol.high for value in values)
        assert max(values) - min(values) > 0.6 * (symbol.high - symbol.low)


def test_dependent_names_are_computed():
    columns = formula.prepared(GRADED["posterior"]).points.columns
    k = formula.prepared(GRADED["posterior"]).points.k
    assert set(k) == {1, 2}
    for row, component in enumerate(k):
        assert columns["pi_2"][row] == 1 - columns["pi_1"][row]
        assert columns["pi_k"][row] == columns[f"pi_{component}"][row]
        assert columns["N_k"][row] == columns[f"N_{component}"][row]
    columns = formula.prepared(GRADED["variance"]).points.columns
    for g_1, g_2, x_1, x_2, mean in zip(
        *(columns[name] for name in ("gamma_k1", "gamma_k2", "x_1", "x_2", "hatmu_k")), strict=True
    ):
        assert math.isclose(mean, (g_1 * x_1 + g_2 * x_2) / (g_1 + g_2))


def test_what_follows_from_a_relation_is_accepted():
    assert check("pi_k*N_k/(pi_1*N_1 + (1 - pi_1)*N_2)", GRADED["posterior"]).correct
    moment = "(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2) - hatmu_k^2"
    assert check(moment, GRADED["variance"]).correct
    untied = VARIANCE.graded(GRADED["variance"].reference)
    assert check(moment, untied).status == "wrong", "without the relation it is another function"
    assert POSTERIOR.relations == ()


def test_the_package_is_light():
    """Standard library only, and quick to import once the interpreter has what a notebook always has."""
    script = (
        "import sys, time, dataclasses, functools, itertools, re, unicodedata\n"
        "before = set(sys.modules); start = time.process_time()\n"
        "import emkit.formula\n"
        "print(time.process_time() - start)\n"
        "print(*sorted(name for name in set(sys.modules) - before if not name.startswith('emkit')))"
    )
    env = {"PYTHONPATH": str(PACKAGE.parents[1])}
    runs = [
        subprocess.run(
            [sys.executable, "-S", "-c", script], env=env, capture_output=True, text=True, check=True
        )
        for _ in range(8)
    ]
    seconds = [float(run.stdout.split()[0]) for run in runs]
    assert min(seconds) < 0.025, "10 ms on an idle machine"
    others = set(runs[0].stdout.split()[1:])
    assert others <= set(sys.stdlib_module_names)
