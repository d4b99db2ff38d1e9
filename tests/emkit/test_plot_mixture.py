"""The two figures of em_exercise: from functions that work, from functions that do not, and from a wrong path."""

from __future__ import annotations

import math
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from emkit.plot import COLOURS, gaussian, mixture

X = [-1.0, 0.0, 4.0, 5.0, 6.0]
START = ([0.5, 0.5], [6.0, 7.0], [1.0, 4.0])


@pytest.fixture(autouse=True)
def _no_windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    plt.switch_backend("Agg")
    yield
    plt.close("all")


def density(x: float, mean: float, var: float) -> float:
    return math.exp(-((x - mean) ** 2) / (2 * var)) / math.sqrt(2 * math.pi * var)


def run(x, pi, mu, var, n_iter):
    return pi, mu - n_iter, var, list(range(-10, -10 + n_iter + 1))


def test_both_panels_have_the_same_axes_and_every_component_its_own_line():
    mixture.before_and_after(X, density, run, START, n_iter=3)
    before, after = plt.gcf().axes
    assert before.get_xlim() == after.get_xlim()
    assert before.get_ylim() == after.get_ylim()
    assert [panel.get_title(loc="left") for panel in (before, after)] == [
        "at the start",
        "after 3 iterations",
    ]
    curves = before.get_lines()[:2]
    assert [line.get_color() for line in curves] == list(COLOURS[:2])
    assert len({line.get_linestyle() for line in curves}) == 2
    grid, top = curves[0].get_data()
    assert grid[np.argmax(top)] == pytest.approx(6.0, abs=0.03)
    assert top.max() == pytest.approx(0.5 * density(0, 0, 1), rel=1e-3)


@pytest.mark.parametrize(
    ("history", "title"), [([-3, -2, -2], "never falls"), ([-3, -2, -2.5], "falls somewhere")]
)
def test_the_title_is_true(history, title):
    mixture.log_likelihood_path(lambda *args: (None, None, None, history), X, START, n_iter=2)
    [axes] = plt.gcf().axes
    assert title in axes.get_title(loc="left")
    assert list(axes.get_lines()[0].get_ydata()) == history


@pytest.mark.parametrize(
    "broken", [lambda *args: None, lambda *args: 1 / 0, ..., lambda *args: ("a", "b", "c", "d")]
)
def test_a_sentence_stands_in_for_a_figure_that_cannot_be_drawn(broken, capsys):
    mixture.before_and_after(X, density, broken, START, n_iter=3)
    mixture.log_likelihood_path(broken, X, START, n_iter=3)
    assert capsys.readouterr().out.count("The figure appears here once") == 2
    assert not plt.get_fignums()


@pytest.mark.parametrize("history", [[], [-3, math.nan], 2.0, [[1, 2]]])
def test_a_history_that_cannot_be_drawn(history, capsys):
    mixture.log_likelihood_path(lambda *args: (None, None, None, history), X, START, n_iter=2)
    assert "The figure appears here once `run_em` works." in capsys.readouterr().out
    assert not plt.get_fignums()


@pytest.mark.parametrize("history", [[], [-3, math.nan]])
def test_a_fit_that_cannot_be_drawn(history, capsys):
    gaussian.show_fits(X, lambda *args: {"history": history}, [START], "Fits")
    assert "The figure appears here once `fit_gmm` works." in capsys.readouterr().out
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    "labels", [[0, 1], [0, 1, 2, 3], [0, 1, -1], [0, 1, 1.5], [0, 1, math.nan], "abc", []]
)
def test_labels_that_cannot_be_drawn(labels, capsys):
    points = np.arange(6.0).reshape(3, 2)
    gaussian.show_clusterings(points, {"yours": labels}, "Groups")
    assert "The figure appears here once you have labels to draw." in capsys.readouterr().out
    assert not plt.get_fignums()
    gaussian.show_clusterings(points, {"yours": [2.0, 0, 2]}, "Groups")
    assert plt.gcf().get_label() == "Groups. 3 points. yours: groups of 1, 0, 2."


def test_the_start_is_left_as_it_is():
    def in_place(x, pi, mu, var, n_iter):
        x += 1
        mu += 1
        return pi, mu, var, [0.0]

    x, start = np.array(X), tuple(map(np.array, START))
    mixture.before_and_after(x, density, in_place, start, n_iter=1)
    mixture.log_likelihood_path(in_place, x, start, n_iter=1)
    assert list(x) == X
    assert list(start[1]) == [6, 7]
