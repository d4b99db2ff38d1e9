"""A library that many submissions import is loaded once for them, and for nobody else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from emgrade.grade import Grader
from emgrade.grade.sandbox import linux
from emgrade.grade.sandbox.process import FORK_SERVER
from emgrade.imports import imports_of, libraries_of, statements

from .tiny import SECRET, answered, save

Servers = Callable[[], list[int]]
CELL = "import sys; loaded = {name!r} in sys.modules\nimport {name}"


def score(grader: Grader, folder: Path, name: str, *, loaded: bool) -> float:
    """Grade a notebook that imports a module and answers rightly if that was loaded before, or was not."""
    answer = f"answer = {SECRET} if loaded is {loaded} else 0"
    result = grader.grade(save(folder / "tiny.ipynb", answered(CELL.format(name=name), q2=answer)))
    assert (result.status, result.possible) == ("graded", 10), result
    return result.score


@pytest.fixture
def servers() -> Callable[[], list[int]]:
    """Return the fork servers below this process, each before its branches, without those of other tests."""

    def found() -> list[int]:
        below = linux.descendants(os.getpid())
        return [pid for pid in below if FORK_SERVER in linux.read(f"/proc/{pid}/cmdline")]

    others = found()
    return lambda: [pid for pid in found() if pid not in others]


@pytest.mark.slow
def test_the_second_submission_that_imports_a_library_finds_it_loaded(
    tiny_bundle: Path, tmp_path: Path, servers: Servers
) -> None:
    with Grader(tiny_bundle) as grader:
        found = [score(grader, tmp_path, "scipy.special", loaded=loaded) for loaded in (False, True, True)]
        assert found == [10, 10, 10]
        # One that imports nothing large does not see it, nor does one that imports another part.
        plain = answered("import sys", q2=f"answer = 0 if 'scipy' in sys.modules else {SECRET}")
        assert grader.grade(save(tmp_path / "tiny.ipynb", plain)).score == 10
        assert score(grader, tmp_path, "scipy.fft", loaded=False) == 10
        assert len(servers()) == 2
    assert servers() == []


@pytest.mark.slow
def test_a_killed_branch_costs_nobody_a_point(tiny_bundle: Path, tmp_path: Path, servers: Servers) -> None:
    with Grader(tiny_bundle) as grader:
        for loaded in (False, True):
            assert score(grader, tmp_path, "scipy.special", loaded=loaded) == 10
        branch = servers()[1]
        os.kill(branch, signal.SIGKILL)
        while branch in linux.descendants(os.getpid()):  # its memory goes first, its socket last
            time.sleep(0.01)
        assert score(grader, tmp_path, "scipy.special", loaded=False) == 10
        assert len(servers()) == 1


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("from scipy.stats import norm", {"scipy.stats"}),
        ("import scipy\nfrom scipy import stats as st", {"scipy.stats"}),
        ("from pandas import DataFrame", {"pandas"}),
        ("import numpy as np, sklearn.mixture, os", {"sklearn.mixture"}),
        ("%matplotlib inline\nimport matplotlib.pyplot as plt", {"matplotlib.pyplot"}),
        ("# no scipy here\nx = 'import pandas'", set()),
        ("import scipy.stats (", set()),
    ],
)
def test_libraries(source: str, want: set[str]) -> None:
    assert libraries_of([source]) == want


def test_a_file_of_the_student_comes_before_the_library() -> None:
    assert libraries_of(["import pandas, sympy"], ["pandas.py"]) == {"sympy"}
    assert libraries_of(["import pandas, sympy"], ["sympy/__init__.py"]) == {"pandas"}
    assert libraries_of(["import pandas", "%%writefile pandas.py\nx = 1"]) == set()


def test_magics_keep_the_rows_and_the_indentation_of_a_cell():
    cell = "\n\n%matplotlib inline\nif True:\n    !pip install x\n    import pandas"
    assert imports_of([cell]) == ["pandas"]
    assert [node.lineno for node in statements(cell)] == [6]
