"""What a question may say, what travels, and what a badly written one is told."""

import math
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from emkit import formula
from emkit.check import Hint, require_formula, require_readable
from emkit.formula import Question, check, read
from emkit.formula.compare import prepared

from ..formulas.questions import ALL

PACKAGE = Path(formula.__file__).parent
MEAN = ALL["mean"]
BARE = {"scaled": (), "shifted": (), "exchanged": ()}


def test_nothing_that_travels_holds_an_answer():
    sources = " ".join(path.read_text() for path in PACKAGE.glob("*.py")).replace(" ", "")
    for question in ALL.values():
        for text in (question.reference, *question.slips):
            assert len(text) < 12 or text.replace(" ", "") not in sources


def test_the_public_check_compares_nothing():
    right, wrong = read(MEAN.reference, MEAN.names), read("x_1", MEAN.names)
    assert right.status == wrong.status == "readable"
    assert right.message == wrong.message
    assert not right.correct


def test_a_question_is_a_constant():
    with pytest.raises(FrozenInstanceError):
        MEAN.reference = "x_1"
    again = replace(MEAN)
    assert again == MEAN
    assert hash(again) == hash(MEAN)
    assert prepared(again) is prepared(MEAN), "points are drawn once"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reference": ""}, "q3_1: a question needs a reference"),
        ({"reference": "x_1 x_2"}, "q3_1: 'x_1 x_2' cannot be read: Put . between"),
        ({"slips": {"x_3": "No."}}, "q3_1: 'x_3' cannot be read"),
        (
            {"reference": "x_1", "slips": {"2*x_1/2": "No."}},
            r"q3_1: the slip '2\*x_1/2' equals the reference",
        ),
        (
            {**BARE, "names": {"a": (1, 2), "b": "c", "c": "a"}},
            "q3_1: b is computed from c, which has no value yet",
        ),
        ({**BARE, "names": {"a": (1, 2), "b": ("a", "d")}}, "q3_1: b stands for d, which is not offered"),
        ({"reference": "x_1 - x_1"}, "q3_1: the reference is too small or too large"),
        ({"reference": "log(-1)"}, "q3_1: the reference is too small or too large"),
        ({"reference": "x_1 - x_1"}, "lies between 0.05 and 50"),
        (
            {**BARE, "names": {"a": 2.0, "b": "1/a"}, "reference": "a"},
            "q3_1: at least one name needs a range",
        ),
        ({"functions": ["exp", "sin"]}, "q3_1: there is no function sin; there are exp, ln, log, sqrt, abs"),
    ],
)
def test_a_badly_written_question_is_refused(changes, reason):
    with pytest.raises(ValueError, match=reason):
        check("x_1", replace(MEAN, **{"name": "q3_1", **changes}))


def test_every_function_can_be_offered_alone():
    for name in formula.FUNCTIONS:
        question = Question("one", {"x": (0.5, 2)}, functions=[name], reference=f"{name}(x) + 1")
        assert check(f"1 + {name}(x)", question).correct
        other = next(other for other in formula.FUNCTIONS if other != name)
        assert check(f"{other}(x)", question).kind == "unknown name"
    logs = Question("logs", {"x": (0.5, 2)}, reference="log(x) + 1")
    assert check("1 + ln(x)", logs).correct
    assert read("abs(x)", ["x"])._repr_latex_() == r"$\displaystyle \left|x\right|$"
    assert read("ln(x)", ["x"])._repr_latex_() == r"$\displaystyle \ln\left(x\right)$"


def test_a_constant_has_its_value():
    circle = Question("circle", {"r": (0.5, 2), "pi": math.pi}, reference="pi*r^2")
    assert check("3.141592653589793*r*r", circle).correct
    assert check("3.14*r^2", circle).status == "wrong"
    assert "pi =" not in check("r^2 + pi*r^3", circle).message, "a constant is no point to try"


def test_a_known_slip_keeps_its_part_of_the_points():
    slips = {"a*x^2": ("Look at the power.", 2), "a + x": ("A product.", 1), "a - x": "A sum?"}
    question = Question("parts", {"a": (1, 2), "x": (1, 2)}, reference="a*x", slips=slips)
    for text, keeps in (("a*x*x", 2), ("x + a", 1), ("a - x", 0), ("a/x", 0)):
        assert check(text, question).keeps == keeps
        for least in (1, 2):
            if keeps >= least:
                require_formula("f", text, question, keeps=least)
            else:
                with pytest.raises(Hint):
                    require_formula("f", text, question, keeps=least)
        with pytest.raises(Hint) as caught:
            require_formula("f", text, question)
        assert caught.value.kind == check(text, question).general
    require_formula("f", "x*a", question, keeps=1)
    require_readable("f", "a^x", question.names)


@pytest.mark.parametrize("name", ALL)
def test_points_are_spread_over_the_domain(name):
    question = ALL[name]
    key = prepared(question)
    assert len(key.reference) == 24
    assert all(0.05 <= abs(value) <= 50 for value in key.reference)
    for name, (low, high) in question.drawn.items():
        values = key.samples.columns[name]
        assert all(low < value < high for value in values)
        assert max(values) - min(values) > 0.6 * (high - low)


@pytest.mark.parametrize(("low", "high"), [(0.001, 0.01), (0.01, 0.03), (3.0, 3.2), (0.05, 0.95), (-1, 1)])
def test_points_to_show_lie_inside_of_the_range_and_differ(low, high):
    shown = prepared(Question("narrow", {"x": (low, high)}, reference="1 + x^2")).tidy.columns["x"]
    assert all(low < value < high for value in shown)
    assert len(set(shown)) > 2
    assert all(len(repr(value)) <= len("0.0012") for value in shown)


def test_what_is_shown_is_what_was_computed_with():
    question = Question("wide", {"x": (1000, 9000)}, reference="x/1000")
    verdict = check("exp(log(x)*1.1)/1000", question)
    shown, value = re.fullmatch(r"Try it at x = (.*): yours gives (.*?)\. Work .*", verdict.message).groups()
    assert f"{float(shown) ** 1.1 / 1000:.3g}" == value
    assert float(shown) in prepared(question).tidy.columns["x"]


def test_dependent_names_are_computed():
    columns = prepared(ALL["posterior"]).samples.columns
    k = prepared(ALL["posterior"]).samples.k
    assert set(k) == {1, 2}
    for row, component in enumerate(k):
        assert columns["pi_2"][row] == 1 - columns["pi_1"][row]
        assert columns["pi_k"][row] == columns[f"pi_{component}"][row]
        assert columns["N_k"][row] == columns[f"N_{component}"][row]
    columns = prepared(ALL["variance"]).samples.columns
    for g_1, g_2, x_1, x_2, mean in zip(
        *(columns[name] for name in ("gamma_k1", "gamma_k2", "x_1", "x_2", "hatmu_k")), strict=True
    ):
        assert math.isclose(mean, (g_1 * x_1 + g_2 * x_2) / (g_1 + g_2))


def test_what_follows_from_a_relation_is_accepted():
    assert check("pi_k*N_k/(pi_1*N_1 + (1 - pi_1)*N_2)", ALL["posterior"]).correct
    moment = "(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2) - hatmu_k^2"
    assert check(moment, ALL["variance"]).correct
    untied = replace(ALL["variance"], names={**ALL["variance"].names, "hatmu_k": (-3, 3)})
    assert check(moment, untied).status == "wrong", "without the relation it is another function"


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
