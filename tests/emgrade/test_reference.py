"""The page of keys and functions: it has all of them, its defaults are the ones that hold, its examples run."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import msgspec
import pytest
from otter.assign.question_config import QuestionConfig

from emgrade import formulas, lint
from emgrade.answers import KEYS
from emgrade.bundle import Limits
from emgrade.settings import Course, Grading, Late
from emgrade.source import TEST_KEYS
from emkit import check, formula

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/sources.md").read_text("utf-8")
TYPED = (ROOT / "docs/authoring.md").read_text("utf-8").partition("## Typed formulas")[2]
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def first_column(section: str) -> dict[str, str]:
    """Key -> the column after it."""
    return dict(re.findall(r"^\| `\[?(\w+)\]?` \| ([^|]*)\|", section, re.MULTILINE))


@pytest.mark.parametrize("model", [Grading, Late])
def test_the_defaults_of_settings_are_told(model):
    told = first_column(SECTIONS["course.toml"])
    for field in msgspec.structs.fields(model):
        shown = told[field.name].strip('`" ').replace("[]", "()").capitalize()
        assert shown == str(field.default).removesuffix(".0").capitalize(), field.name


def test_the_limits_are_told():
    page = (ROOT / "docs/grading.md").read_text("utf-8").partition("### Limits")[2].partition("### How")[0]
    limits = {field.name: f"{field.default:g}" for field in msgspec.structs.fields(Limits)}
    assert {key: told.strip() for key, told in first_column(page).items()} == limits


def test_every_key_has_its_row():
    assert {field.name for field in msgspec.structs.fields(Course)} < set(
        first_column(SECTIONS["course.toml"])
    )
    source = first_column(SECTIONS["A source"])
    assert set(source) > lint.OUR_KEYS | lint.OUR_QUESTION_KEYS
    assert lint._keys(QuestionConfig({"name": "q1"})) < set(source)
    assert set(source) > set(TEST_KEYS)
    keys = set(re.findall(r"`(\w+)`", SECTIONS["answers.toml"]))
    assert set.union(*KEYS.values()) <= keys
    assert set(KEYS) == set(re.findall(r"`\[\[q1\.(\w+)\]\]`", SECTIONS["answers.toml"]))
    declared = {field.name for field in msgspec.structs.fields(formulas._Declared)}
    assert declared < set(re.findall(r"`(\w+)`", TYPED))


def test_every_function_has_an_example():
    functions = {
        name
        for name, value in vars(check).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == check.__name__ and inspect.isroutine(value)
    } | {"Hint", "NotAnswered"}  # fmt: skip
    shown = {
        name
        for row in re.findall(r"^(?:>>>|\.\.\.) (.*)", PAGE, re.MULTILINE)
        for name in re.findall(r"\w+", row)
    }
    assert functions | set(formula.__all__) <= shown


def test_the_examples_of_the_guide_run():
    speed = formula.Question("q1", {"s": (1, 9), "t": (1, 5)}, reference="s/t")
    names = {**vars(check), **vars(formula), "speed": "s/t", "question": speed}
    rows = re.findall(r"^\| `(emkit\.[\w.]+)\([^|]*\| `([^`]*)`", TYPED, re.MULTILINE)
    assert len(rows) == 5
    for function, example in rows:
        assert example.startswith(function.rpartition(".")[2])
        eval(example, names)


def test_the_examples_are_true():
    text = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
    example = doctest.DocTestParser().get_doctest(text, {}, "sources.md", "sources.md", 0)
    assert len(example.examples) > 30
    said: list[str] = []
    assert doctest.DocTestRunner().run(example, out=said.append).failed == 0, "".join(said)
