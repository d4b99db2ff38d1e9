"""Figures of small black-and-white images: samples, pictures over the iterations, and the images in doubt.

What is drawn comes from the student's own functions; while those do not work yet, a sentence stands in for the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from . import COLOURS, DATA, describe, finite, new_axes, new_figure, not_yet, styled

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
    _mosaic(np.asarray(images, dtype=float), captions, title, n_columns)


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
        pictures = np.stack(stages, axis=1)
        finite(pictures.ravel(), "a picture")
    except Exception as error:
        not_yet("the functions above pass their checks", error)
        return
    times = ["start" if t == 0 else "1 iteration" if t == 1 else f"{t} iterations" for t in iterations]
    rows = [f"component {k + 1}" for k in range(len(pictures))]
    title = "Two images become two averages"
    _mosaic(pictures.reshape(-1, SIDE * SIDE), times * len(rows), title, len(times), rows)


@styled
def log_likelihood_path(history: Callable[[], Any]) -> None:
    """Draw how far the log-likelihood is from its last value, on a log scale: beside the first step all else is flat.

    Parameters
    ----------
    history : callable
        Returns the log-likelihoods, the start's first.
    """
    try:
        values = finite(history(), "the history")
        gaps = values[-1] - values[:-1]
        first = gaps[0]
    except Exception as error:
        not_yet("the functions above pass their checks", error)
        return
    title = "One large step, a pause, then a steady decline"
    axes = new_axes(title, "iteration", "log-likelihood below its last value")
    seen = gaps > 0
    axes.plot(np.flatnonzero(seen), gaps[seen], marker="o", color=COLOURS[0])
    axes.set_yscale("log")
    axes.locator_params(axis="x", integer=True)
    axes.annotate(f"start: {first:,.0f}", (0, first), xytext=(8, 0), textcoords="offset points", va="center")
    axes.annotate(f"last: {values[-1]:,.0f}", (1, 1), xycoords="axes fraction", ha="right", va="top")
    describe(
        axes, f"{title}. Distance from the last value, {values[-1]:.6g}, from {first:.4g} at the start on."
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
        doubt = finite(np.asarray(resp, dtype=float).max(axis=1), "the responsibilities")
        pixels = np.asarray(images, dtype=float).reshape(len(doubt), SIDE * SIDE)
        order = np.argsort(doubt, kind="stable")[:n_images]
        captions = [f"label {labels[i]}, {second} {resp[i][1]:.2f}" for i in order]
    except Exception as error:
        not_yet("the functions above pass their checks", error)
        return
    show_images(pixels[order], captions, "The images that the model is least sure of")


def _mosaic(
    images: Any, captions: Sequence[str], title: str, n_columns: int, rows: Sequence[str] = ()
) -> None:
    """Tile images on one pair of axes: axes of their own take twice as long to lay out."""
    figure = new_figure()
    axes = figure.subplots()
    axes.set_title(title)
    names = f" Rows: {', '.join(rows)}." if rows else ""
    describe(figure, f"{title}. {len(captions)} images: {', '.join(dict.fromkeys(captions))}.{names}")
    axes.set_axis_off()
    for number, (image, caption) in enumerate(zip(images, captions, strict=True)):
        left, top = 1.12 * (number % n_columns), -1.3 * (number // n_columns)
        extent = (left, left + 1, top - 1, top)
        axes.imshow(image.reshape(SIDE, SIDE), cmap="gray_r", vmin=0, vmax=1, extent=extent)
        axes.add_patch(Rectangle((left, top - 1), 1, 1, fill=False, edgecolor=DATA, linewidth=0.5))
        axes.text(left + 0.5, top - 1.05, caption, ha="center", va="top", fontsize=8)
    for number, row in enumerate(rows):
        axes.text(-0.06, -1.3 * number - 0.5, row, ha="right", va="center", rotation=90, fontsize=9)
    axes.set_xlim(-0.25 if rows else -0.05, 1.12 * n_columns - 0.07)
    axes.set_ylim(-1.3 * (-(-len(captions) // n_columns)), 0.05)
