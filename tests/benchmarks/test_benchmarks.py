"""What the benchmarks compute: spread, record, the work that nbgrader is given. That they run, they show themselves."""

from __future__ import annotations

import json
import sys
import time

import pytest
from click.testing import CliRunner

from benchmarks import others, record, timing
from benchmarks.__main__ import main
from emgrade.bundle import PROFILE, read_profile

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

BUNDLE = others.ROOT / "autograder/em_exercise"


def test_spread_is_median_smallest_largest():
    assert timing.spread([3.0, 1.0, 2.00049, 9.0, 2.0]) == [2.0, 1.0, 9.0]


def test_sides_take_turns_after_one_run_for_nothing():
    seen = []

    def side(name):
        def work():
            seen.append(name)
            return len(seen), 0.0

        return work

    rows = timing.in_turns("", 2, {"a": side("a"), "b": side("b")}, first=("b",))
    assert seen == ["b", "a", "b", "a", "b"]
    assert rows == {"a": [(2, 0.0), (4, 0.0)], "b": [(3, 0.0), (5, 0.0)]}


def test_time_and_memory_are_those_of_child_processes(tmp_path):
    code = "import time; block = bytearray(60_000_000); block[::4096] = b'x' * len(block[::4096])\nwhile time.process_time() < 0.3: pass"
    taken = []

    def work():
        taken.append(timing.timed(lambda: timing.run([sys.executable, "-c", code], tmp_path)))

    memory = timing.peak(work) - timing.peak(lambda: time.sleep(0.1))
    assert taken[0][0] >= 0.29
    assert 0.29 <= taken[0][1] < 3
    assert 60 <= memory < 150


def test_a_command_that_fails_says_what_it_said(tmp_path):
    with pytest.raises(SystemExit, match="no such thing"):
        timing.run([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)


def test_the_record_keeps_other_parts(tmp_path):
    path = tmp_path / "measured.toml"
    first = {
        "one": {"title": 'A – "b"', "runs": 5, "wall_s": {"two at a time": [1.5, 1.0, 2.0]}},
        "two": {"runs": 1},
    }
    record.write(path, first)
    record.write(path, {"two": {"runs": 2}})
    assert tomllib.loads(path.read_text("utf-8")) == {**first, "two": {"runs": 2}}


def test_nbgraders_cells_run_the_tests_of_the_bundle_on_the_notebooks_names():
    tests = sorted((BUNDLE / "tests").glob("*.py"))
    cells = {path.stem: others.test_cell(path.read_text("utf-8")) for path in tests}
    assert list(cells) == sorted(q.name for q in read_profile(BUNDLE / PROFILE).automatic)
    right = {"loglik_theta0": -10.6457}
    source = (BUNDLE / "tests/q1_1.py").read_text("utf-8")
    assert cells["q1_1"].count("@test_case") == source.count("@test_case")
    density = "import numpy as np\ndef normal_pdf(x, mean, var): return np.exp(-(x - mean) ** 2 / 2 / var) / np.sqrt(2 * np.pi * {})"
    exec(density.format("var") + "\n" + cells["q1_1"], dict(right))
    with pytest.raises(AssertionError):
        exec(density.format("1") + "\n" + cells["q1_1"], dict(right))
    with pytest.raises(AssertionError):
        exec(cells["q1_1"], {})


def test_a_notebook_without_its_checks_keeps_every_other_cell():
    path = others.ROOT / "solutions/em_exercise/em_exercise.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    asked = []

    def instead(name):
        asked.append(name)
        return {"cell_type": "code", "source": name}

    changed = others._without_grader(path, instead)
    assert asked == [q.name for q in read_profile(BUNDLE / PROFILE).automatic]
    assert len(changed["cells"]) == len(cells) - 2  # the first cell and the last
    assert len(others._without_grader(path)["cells"]) == len(cells) - 2 - len(asked)


def test_help_names_every_part():
    said = CliRunner().invoke(main, ["--help"]).output
    for part in ("notebooks", "class", "formula", "cluster", "--runs", "--nbgrader"):
        assert part in said
