"""Figures of small black-and-white images: samples, pictures over the iterations, and the images in doubt.

What is drawn comes from the student's own functions; while those do not work yet, a sentence stands in for the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from . import COLOURS, new_axes, styled

SIDE = 8


@styled
def show_images(images: Any, captions: Sequence[str], title: str, n_columns: int = 5) -> None:
    """Draw images in rows, dark where a pixel is on, with a caption under each.

    Parameters
    ----------
    images : array_like, shape (n, 64)
        Values from 0 to 1.
    captions : sequence of str
        One for each image.
    title : str
        The one message of the figure.
    n_columns : int
        Images in a row.
    """
    panels = _grid(title, -(-len(captions) // n_columns), n_columns)
    for panel in panels:
        panel.set_visible(False)
    for panel, image, caption in zip(panels, np.asarray(images, dtype=float), captions, strict=False):
        panel.set_visible(True)
        _draw(panel, image)
        panel.set_xlabel(caption, fontsize=9)


@styled
def pictures_over_iterations(pictures_after: Callable[[int], Any], iterations: Sequence[int]) -> None:
    """Draw one row of pictures for each component and one column for each number of iterations.

    Parameters
    ----------
    pictures_after : callable
        `pictures_after(n_iter)` returns the chances of all pixels, shape (K, 64).
    iterations : sequence of int
        The columns.
    """
    try:
        stages = [np.asarray(pictures_after(t), dtype=float).reshape(-1, SIDE * SIDE) for t in iterations]
    except Exception:
        print("The pictures appear here once Question 3.2 is answered.")
        return
    panels = _grid("Two images become two averages", len(stages[0]), len(stages))
    for number in range(len(stages[0])):
        for column, (stage, t) in enumerate(zip(stages, iterations, strict=True)):
            panel = panels[number * len(stages) + column]
            _draw(panel, stage[number])
            if column == 0:
                panel.set_ylabel(f"component {number + 1}")
            if number == len(stages[0]) - 1:
                panel.set_xlabel("start" if t == 0 else "1 iteration" if t == 1 else f"{t} iterations")


@styled
def log_likelihood_path(history: Callable[[], Any]) -> None:
    """Draw the log-likelihood against the iteration, and write the first and the last value beside the curve.

    Parameters
    ----------
    history : callable
        Returns the log-likelihoods, the start's first.
    """
    try:
        values = np.asarray(history(), dtype=float)
        first, last = values[0], values[-1]
    except Exception:
        print("The log-likelihood appears here once Question 3.2 is answered.")
        return
    axes = new_axes("Most of the climb happens in the first step", "iteration", "log-likelihood")
    axes.plot(range(len(values)), values, marker="o", color=COLOURS[0])
    axes.set_xticks(range(0, len(values), max(1, len(values) // 10)))
    axes.annotate(f"{first:,.0f}", (0, first), xytext=(8, 0), textcoords="offset points", va="center")
    axes.annotate(
        f"{last:,.0f}", (len(values) - 1, last), xytext=(0, -14), textcoords="offset points", ha="right"
    )


@styled
def unsure_images(answer: Callable[[], tuple[Any, Any, Any]], n_images: int, second: str) -> None:
    """Draw the images whose larger responsibility is smallest, least sure first.

    Parameters
    ----------
    answer : callable
        Returns the images (n, 64), their labels (n,) and the responsibilities (n, 2).
    n_images : int
        How many to draw.
    second : str
        What component 2 stands for.
    """
    try:
        images, labels, resp = answer()
        doubt = np.asarray(resp, dtype=float).max(axis=1)
        order = np.argsort(doubt, kind="stable")[:n_images]
        captions = [f"label {labels[i]}, {second} {resp[i][1]:.2f}" for i in order]
    except Exception:
        print("The images in doubt appear here once Question 3.3 is answered.")
        return
    show_images(np.asarray(images)[order], captions, "The images that the model is least sure of")


@styled
def _grid(title: str, n_rows: int, n_columns: int) -> list[Axes]:
    figure, axes = plt.subplots(n_rows, n_columns, squeeze=False)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    return list(axes.ravel())


def _draw(panel: Axes, image: Any) -> None:
    panel.imshow(image.reshape(SIDE, SIDE), cmap="gray_r", vmin=0, vmax=1)
    panel.set_xticks([])
    panel.set_yticks([])
    for spine in panel.spines.values():
        spine.set_visible(True)
        spine.set_linewidth(0.5)
