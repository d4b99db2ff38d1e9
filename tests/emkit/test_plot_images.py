"""Figures of images: what they draw, and the sentence that stands in while the answers are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from emkit.plot import images

ROWS = np.linspace(0, 1, 3 * 64).reshape(3, 64)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def captions() -> list[str]:
    return [text.get_text() for text in plt.gcf().axes[0].texts]


def test_each_image_has_its_caption():
    images.show_images(ROWS, ["a", "b", "c"], "Three", n_columns=2)
    axes = plt.gcf().axes[0]
    assert captions() == ["a", "b", "c"]
    assert axes.get_title(loc="left") == "Three"
    np.testing.assert_array_equal(axes.images[1].get_array(), ROWS[1].reshape(8, 8))


def test_one_row_for_each_component():
    images.pictures_over_iterations(lambda t: ROWS[:2] * t / 2, (0, 1, 2))
    assert captions() == ["start", "1 iteration", "2 iterations"] * 2 + ["component 1", "component 2"]
    np.testing.assert_array_equal(plt.gcf().axes[0].images[5].get_array(), ROWS[1].reshape(8, 8))


def test_path_shows_what_is_left_to_climb():
    images.log_likelihood_path(lambda: [-1000.4, -20, -10])
    assert captions() == ["start: 990", "last: -10"]
    axes = plt.gca()
    assert axes.get_yscale() == "log"
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [990.4, 10])


def test_least_sure_comes_first():
    resp = np.array([[0.9, 0.1], [0.45, 0.55], [0.3, 0.7]])
    images.unsure_images(lambda: (ROWS, np.array([3, 8, 3]), resp), 2, "eight")
    assert captions() == ["label 8, eight 0.55", "label 3, eight 0.70"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: images.pictures_over_iterations(lambda t: ..., (0, 1)),
        lambda: images.log_likelihood_path(lambda: ...),
        lambda: images.pictures_over_iterations(lambda t: ROWS * np.nan, (0, 1)),
        lambda: images.log_likelihood_path(lambda: [-20, np.nan]),
        lambda: images.log_likelihood_path(list),
        lambda: images.unsure_images(lambda: (ROWS, [1, 2, 3], None), 2, "eight"),
        lambda: images.unsure_images(lambda: (ROWS[:2], [1, 2, 3], np.eye(3, 2)), 2, "eight"),
        lambda: images.unsure_images(lambda: (ROWS, [1], np.eye(3, 2)), 2, "eight"),
        lambda: images.unsure_images(lambda: (ROWS, [1, 2, 3], np.full((3, 2), np.nan)), 2, "eight"),
    ],
)
def test_a_sentence_until_the_answer_is_there(draw: Callable[[], None], capsys: pytest.CaptureFixture[str]):
    draw()
    assert "appear" in capsys.readouterr().out
    assert not plt.get_fignums()
