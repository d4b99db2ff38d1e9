"""Figures of a one-dimensional Gaussian mixture: the components over the data, and the path of EM.

The curves come from the student's own functions; while those do not work yet, a sentence stands in for the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from . import COLOURS, DATA, LINES, describe, finite, new_axes, new_panels, not_yet, styled

Parameters = tuple[Any, Any, Any]


@styled
def before_and_after(
    x: Sequence[float],
    density: Callable[..., Any],
    run: Callable[..., Any],
    start: Parameters,
    n_iter: int,
) -> None:
    """Draw the data and both weighted components, at the start and after EM, on the same axes.

    Parameters
    ----------
    x : array_like, shape (n,)
        The data.
    density : callable
        `density(x, mean, var)` for numbers.
    run : callable
        `run(x, pi, mu, var, n_iter)` returning `(pi, mu, var, history)`.
    start : (pi, mu, var)
        Each of shape (K,).
    n_iter : int
        Iterations between the two panels.
    """
    grid = np.linspace(min(x) - 2.5, max(x) + 4.0, 200)
    try:
        fitted = run(np.array(x), *map(np.array, start), n_iter)[:3]
        curves = [_curves(grid, density, p) for p in (start, fitted)]
    except Exception as error:
        not_yet("`normal_pdf` and `run_em` work", error)
        return
    panels = new_panels("One data set, before and after EM", "x", "weighted density", 2)
    for panel, values, title in zip(
        panels, curves, ("at the start", f"after {n_iter} iterations"), strict=True
    ):
        panel.set_title(title)
        _draw(panel, grid, values, x)
    panels[0].legend(loc="upper left")
    means = [", ".join(f"{mean:.3g}" for mean in p[1]) for p in (start, fitted)]
    describe(
        panels[0],
        f"{len(x)} points and {len(curves[0])} weighted components: means {means[0]} at the start, {means[1]} after "
        f"{n_iter} iterations.",
    )


@styled
def log_likelihood_path(run: Callable[..., Any], x: Sequence[float], start: Parameters, n_iter: int) -> None:
    """Draw the log-likelihood against the iteration.

    Parameters
    ----------
    run, x, start, n_iter
        As for `before_and_after`.
    """
    try:
        history = finite(run(np.array(x), *map(np.array, start), n_iter)[3], "the history")
    except Exception as error:
        not_yet("`run_em` works", error)
        return
    falls = (np.diff(history) < -1e-9).any()
    title = "It falls somewhere: test both steps there" if falls else "The log-likelihood never falls"
    axes = new_axes(title, "iteration", "log-likelihood")
    axes.plot(range(len(history)), history, marker="o", color=COLOURS[0])
    axes.locator_params(axis="x", integer=True)
    describe(
        axes,
        f"{title}: {history[0]:.4g} at the start, {history[-1]:.4g} after {len(history) - 1} iterations.",
    )


def _curves(grid: Any, density: Callable[..., Any], parameters: Parameters) -> list[Any]:
    return [
        weight * np.array([float(density(float(g), mean, var)) for g in grid])
        for weight, mean, var in zip(*parameters, strict=True)
    ]


def _draw(panel: Axes, grid: Any, curves: list[Any], x: Sequence[float]) -> None:
    for number, (curve, colour, line) in enumerate(zip(curves, COLOURS, LINES, strict=False), start=1):
        panel.plot(grid, curve, color=colour, linestyle=line, label=f"component {number}")
    panel.plot(
        x, np.zeros(len(x)), "|", color=DATA, markersize=14, markeredgewidth=2, label="data", clip_on=False
    )
