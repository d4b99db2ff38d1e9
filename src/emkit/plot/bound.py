"""Pictures of the bound: the Jensen chord, the gap, and the bound that touches, step by step.

Everything is drawn from functions and arrays that the notebook hands over. A picture of functions that are not
written yet is a sentence instead, so a notebook runs from top to bottom at any stage.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from emkit.plot import COLOURS, DATA, LINES, MARKERS, describe, finite, new_axes, new_panels, not_yet, styled

Array = np.ndarray[Any, np.dtype[np.float64]]
Curve = Callable[[float], Any]

_WORKS = "the functions above pass their checks"


@dataclass(frozen=True)
class Step:
    """One iteration along a line in parameter space.

    Attributes
    ----------
    at, best : float
        Where the bound is built, and where the next iteration goes.
    height, best_height : float
        The log-likelihood at `at`, and the bound at `best`.
    grid, log_likelihood, bound : ndarray
        The two curves.
    """

    at: float
    best: float
    height: float
    best_height: float
    grid: Array
    log_likelihood: Array
    bound: Array


@styled
def jensen_chord(
    function: Callable[[Array], Any], left: float, right: float, weight: float, title: str
) -> Axes:
    """Draw a function, its chord between two values of X, and the two sides of Jensen's inequality.

    Parameters
    ----------
    function : callable
        Takes an array.
    left, right : float
        The two values.
    weight : float
        The probability of `left`.
    title : str
        What the picture says.
    """
    axes = new_axes(title, "x", "f(x)")
    margin = 0.15 * (right - left)
    grid = np.linspace(left - margin, right + margin, 200)
    ends = np.array([left, right])
    heights = np.asarray(function(ends), dtype=float)
    mean = float(weight * left + (1 - weight) * right)
    on_chord = float(np.interp(mean, ends, heights))
    on_curve = float(np.asarray(function(np.array([mean])), dtype=float)[0])
    with np.errstate(all="ignore"):  # The margin may leave the domain: a gap in the curve is right there.
        axes.plot(grid, function(grid), color=DATA, label="f")
    axes.plot(ends, heights, LINES[1], color=COLOURS[1], marker=MARKERS[1], label="chord")
    axes.plot([mean, mean], [on_chord, on_curve], ":", color=COLOURS[2])
    for height, marker, colour, text in (
        (on_chord, MARKERS[2], COLOURS[1], "mean of f(X)"),
        (on_curve, MARKERS[0], COLOURS[0], "f at the mean of X"),
    ):
        axes.plot(mean, height, marker, color=colour, markersize=8)
        offset = 8 if height >= max(on_chord, on_curve) else -8
        # The label stands off the curve: outside the dotted segment, on the side away from the chord's slope.
        rising = heights[1] >= heights[0]
        side = "right" if (offset > 0) == rising else "left"
        axes.annotate(
            text,
            (mean, height),
            (-8 if side == "right" else 8, offset),
            textcoords="offset points",
            ha=side,
            va="bottom" if offset > 0 else "top",
            color=colour,
        )
    axes.legend()
    describe(
        axes,
        f"{title}. From x = {left:g} to {right:g} the chord runs "
        f"{'above' if on_chord > on_curve else 'below'} the curve: "
        f"the mean of f(X) is {on_chord:.3g}, f at the mean of X is {on_curve:.3g}.",
    )
    return axes


@styled
def jensen_points(
    function: Callable[[Array], Any], points: Sequence[float], weights: Sequence[float], title: str
) -> Axes:
    """Draw Jensen's inequality for several values of X: their weighted mean lies in the polygon that they span.

    Parameters
    ----------
    function : callable
        Takes an array.
    points, weights : sequence of float
        The values, at least two, and their probabilities.
    title : str
        What the picture says.
    """
    axes = new_axes(title, "x", "f(x)")
    at = np.array(points, dtype=float)
    heights = np.asarray(function(at), dtype=float)
    mean, mean_height = float(np.dot(weights, at)), float(np.dot(weights, heights))
    height = float(np.asarray(function(np.array([mean])), dtype=float)[0])
    margin = 0.15 * float(np.ptp(at))
    grid = np.linspace(at.min() - margin, at.max() + margin, 200)
    with np.errstate(all="ignore"):  # The margin may leave the domain: a gap in the curve is right there.
        axes.plot(grid, function(grid), color=DATA, label="f")
    axes.fill(
        at, heights, facecolor="none", edgecolor=COLOURS[1], hatch="//", linewidth=1, linestyle=LINES[1]
    )
    axes.plot(at, heights, MARKERS[1], color=COLOURS[1], label="the values of X")
    axes.plot([mean, mean], [mean_height, height], ":", color=COLOURS[2])
    axes.plot(mean, mean_height, MARKERS[2], color=COLOURS[1], markersize=9, label="mean of f(X)")
    axes.plot(mean, height, MARKERS[0], color=COLOURS[0], markersize=8, label="f at the mean of X")
    axes.legend()
    describe(
        axes,
        f"{title}. {len(at)} values with weights {', '.join(f'{weight:g}' for weight in weights)}: the mean of f(X) is "
        f"{mean_height:.3g}, f at the mean of X is {height:.3g}.",
    )
    return axes


@styled
def gap_figure(
    choices: Mapping[str, Any], bound: Callable[[Any], Any], gap: Callable[[Any], Any]
) -> Axes | None:
    """Draw, for several q, the bound and the divergence that fills the gap up to the log-likelihood.

    Parameters
    ----------
    choices : mapping of str to array
        A name and a distribution for each row of the picture.
    bound, gap : callable
        Take a distribution and give the bound and the divergence (a number, or one number for each data point).

    Returns
    -------
    Axes, or None while the functions are not ready.
    """
    try:
        bounds = finite([float(bound(q)) for q in choices.values()], "the bound")
        gaps = finite([np.sum(np.asarray(gap(q), dtype=float)) for q in choices.values()], "the divergence")
    except Exception as error:  # A student's unfinished function can fail in any way; its check says how.
        not_yet(_WORKS, error)
        return None
    axes = new_axes("Bound plus divergence always ends at the same line", "nats", "")
    rows = np.arange(len(bounds))[::-1]
    span = max(gaps) or 1.0
    axes.barh(rows, gaps, left=bounds, height=0.35, color="white", edgecolor=COLOURS[1], hatch="///")
    axes.plot(bounds, rows, MARKERS[0], color=COLOURS[0], markersize=8)
    for row, low, width in zip(rows, bounds, gaps, strict=True):
        axes.annotate(
            f"KL {width:.2f}",
            (low, row),
            (-9, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=9,
        )
    top = bounds[0] + gaps[0]
    axes.axvline(top, color=DATA)
    axes.annotate(
        "log-likelihood", (top, rows[0] + 0.62), (5, 0), textcoords="offset points", va="center", fontsize=9
    )
    axes.plot([], [], MARKERS[0], color=COLOURS[0], label="bound")
    axes.legend(loc="upper left")
    axes.set_yticks(rows, list(choices))
    axes.set_ylim(-0.6, rows[0] + 0.7)
    axes.set_xlim(min(bounds) - 0.3 * span, top + 0.12 * span)
    rows_said = "; ".join(
        f"{name}: bound {low:.2f}, divergence {width:.2f}"
        for name, low, width in zip(choices, bounds, gaps, strict=True)
    )
    describe(axes, f"Bound plus divergence ends at the log-likelihood {top:.2f} for every q. {rows_said}.")
    return axes


@styled
def climb(
    log_likelihood: Curve,
    bound: Callable[[float, float], Any],
    improve: Curve,
    start: float,
    grid: Sequence[float] | Array,
    n_steps: int,
) -> list[Step]:
    """Follow one parameter through `n_steps` iterations and keep both curves of each.

    Parameters
    ----------
    log_likelihood : callable
        `log_likelihood(value)`.
    bound : callable
        `bound(value, at)`, the bound built at `at`.
    improve : callable
        `improve(at)`, where the next iteration goes.
    start : float
        The first value.
    grid : sequence of float
        Where the curves are drawn.
    n_steps : int
        How many iterations.

    Returns
    -------
    list of Step, empty (with a printed sentence) while the functions are not ready.
    """
    values = np.asarray(grid, dtype=float)
    steps, at = [], float(start)
    try:
        curve = finite([float(log_likelihood(value)) for value in values], "the log-likelihood")
        for _ in range(n_steps):
            best = float(improve(at))
            height, best_height = finite([float(log_likelihood(at)), float(bound(best, at))], "a step")
            below = np.array([float(bound(value, at)) for value in values])
            finite(below[below != -np.inf], "the bound")  # at the edge of the domain it may have no floor
            steps.append(Step(at, best, float(height), float(best_height), values, curve, below))
            at = best
    except Exception as error:  # A student's unfinished function can fail in any way; its check says how.
        not_yet(_WORKS, error)
        return []
    return steps


@styled
def show_steps(steps: Sequence[Step], xlabel: str) -> list[Axes]:
    """Draw the steps side by side on the same axes.

    Parameters
    ----------
    steps : sequence of Step
        What `climb` returned; nothing is drawn when it is empty.
    xlabel : str
        The name of the parameter.
    """
    if not steps:
        return []
    panels = new_panels("Touch, climb, touch again", xlabel, "nats", len(steps))
    for i, (panel, step) in enumerate(zip(panels, steps, strict=True)):
        _draw(panel, step, _limits(steps))
        panel.set_title(f"Iteration {i + 1}", fontsize=9)
    figure = panels[0].figure
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    path = ", ".join(f"{value:.3g}" for value in [*(step.at for step in steps), steps[-1].best])
    describe(
        panels[0],
        f"In each of {len(steps)} iterations the bound touches the log-likelihood at the current {xlabel} and lies "
        f"below it elsewhere; its maximum is the next: {path}.",
    )
    return panels


@styled
def show_gaps(steps: Sequence[Step], xlabel: str) -> Axes | None:
    """Draw how far the log-likelihood lies above each step's bound, for which the axis of `show_steps` is too long.

    Parameters
    ----------
    steps : sequence of Step
        What `climb` returned; nothing is drawn when it is empty.
    xlabel : str
        The name of the parameter.
    """
    if not steps:
        return None
    axes = new_axes(
        "The gap is zero where the bound touches, and above zero elsewhere",
        xlabel,
        "log-likelihood minus bound",
    )
    for number, step in enumerate(steps):
        k = number % len(COLOURS)
        gap = np.maximum(step.log_likelihood - step.bound, 0)
        axes.plot(step.grid, gap, LINES[k], color=COLOURS[k], label=f"iteration {number + 1}")
        axes.plot(step.at, 0, MARKERS[k], color=COLOURS[k], markersize=8, clip_on=False, zorder=3)
    # On a scale of roots a hundredth and a hundred can both be seen, and so can the zero.
    axes.set_yscale("function", functions=(np.sqrt, np.square))
    top = max(float((step.log_likelihood - step.bound).max()) for step in steps)
    axes.set_yticks([tick for tick in (0, 0.1, 1, 5, 20, 50, 100, 200) if tick <= top] or [0, top])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylim(0, None)
    axes.legend()
    touches = ", ".join(f"{step.at:.3g}" for step in steps)
    describe(
        axes,
        f"Log-likelihood minus bound against {xlabel}: zero at {touches}, one touch an iteration, else above.",
    )
    return axes


@styled
def slide_steps(steps: Sequence[Step], xlabel: str) -> Any:
    """Return the steps one at a time under a slider, where a live notebook and ipywidgets are there; else None.

    The pictures that `show_steps` draws hold the same content.
    """
    if not steps or "ipykernel" not in sys.modules:
        return None
    try:
        import ipywidgets  # type: ignore[import-untyped]
    except ImportError:
        return None

    @styled
    def png(iteration: int) -> bytes:
        step = steps[iteration - 1]
        axes = new_axes(f"Iteration {iteration}: {step.at:.3f} to {step.best:.3f}", xlabel, "nats")
        _draw(axes, step, _limits(steps))
        axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        file = io.BytesIO()
        plt.savefig(file, format="png")
        plt.close()
        return file.getvalue()

    # An image, not an output widget, which `interact` makes: where nbclient runs a notebook, it answers one of these
    # on the channel on which it waits for the cell's end, and in about one run of thirty it then waits for ever.
    slider = ipywidgets.IntSlider(1, 1, len(steps), description="iteration", continuous_update=False)
    picture = ipywidgets.Image(value=png(1), format="png")
    slider.observe(lambda change: picture.set_trait("value", png(change["new"])), "value")
    return ipywidgets.VBox([slider, picture])


def _limits(steps: Sequence[Step]) -> tuple[float, float]:
    """Return the same vertical limits for every step: all of the log-likelihood, and no more of the bounds."""
    low = min(float(step.log_likelihood.min()) for step in steps)
    high = max(float(step.log_likelihood.max()) for step in steps)
    margin = 0.08 * (high - low)
    return low - 4 * margin, high + margin


def _draw(axes: Axes, step: Step, limits: tuple[float, float]) -> None:
    axes.plot(step.grid, step.log_likelihood, LINES[0], color=DATA, label="log-likelihood")
    axes.plot(step.grid, step.bound, LINES[1], color=COLOURS[0], label="bound")
    axes.plot(step.at, step.height, MARKERS[0], color=DATA, markersize=8, label="touches here")
    axes.plot(
        step.best, step.best_height, MARKERS[2], color=COLOURS[1], markersize=9, label="maximum of the bound"
    )
    axes.annotate(
        "",
        (step.best, limits[0]),
        (step.at, limits[0]),
        arrowprops={"arrowstyle": "->", "color": COLOURS[1], "linewidth": 1.5},
    )
    axes.set_ylim(*limits)
