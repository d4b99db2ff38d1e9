"""Figures of Gaussian mixtures in the plane: ellipses, shared points, paths of the log-likelihood.

The figures take what the student has written so far; while a piece is missing they print a sentence instead.
A point's colour mixes the colours of the components in the proportions of its responsibilities; its marker tells the
component that holds the largest share, so that a figure also reads in grey.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse

from . import COLOURS, DATA, LINES, MARKERS, describe, finite, new_axes, new_panels, not_yet, styled

Array = np.ndarray[Any, np.dtype[np.float64]]
Fit = Callable[..., Any]
"""A student's `fit_gmm(X, pi, mu, Sigma, tol, max_iter)`, which returns None until it is written."""


@styled
def show_iterations(
    X: Any,
    fit_gmm: Fit,
    e_step: Callable[..., Any],
    start: tuple[Any, Any, Any],
    updates: Sequence[int],
    title: str,
    xlabel: str = "first coordinate",
    ylabel: str = "second coordinate",
) -> None:
    """Draw a fit in the plane after each number of updates in `updates`, side by side on the same axes."""
    try:
        stages = [(count, *_state(X, fit_gmm, e_step, start, count)) for count in updates]
    except Exception as error:
        return not_yet("`e_step` and `fit_gmm` work", error)
    panels = _panels(title, xlabel, ylabel, len(stages))
    for axes, (count, resp, mu, Sigma) in zip(panels, stages, strict=True):
        if len(stages) > 1:
            axes.set_title(
                "start" if count == 0 else f"{count} update{'s' if count > 1 else ''}", fontsize=10
            )
        _draw_points(axes, X, resp)
        _draw_components(axes, mu, Sigma)
    _name_ellipses(panels[-1])
    means = "; ".join(
        f"after update {count} " + " and ".join(f"({mean[0]:.3g}, {mean[1]:.3g})" for mean in mu)
        for count, _, mu, _ in stages
    )
    describe(
        panels[0],
        f"{title}. Ellipses of {len(stages[0][2])} components over {len(stages[0][1])} points; means {means}.",
    )
    return None


@styled
def show_clusterings(
    X: Any,
    groupings: Mapping[str, Any],
    title: str,
    xlabel: str = "first coordinate",
    ylabel: str = "second coordinate",
) -> None:
    """Draw several clusterings of the same points in the plane side by side; labels count from 0."""
    if any(_is_missing(z) for z in groupings.values()):
        return not_yet("you have labels to draw")
    try:
        codes = {name: _codes(z, len(X)) for name, z in groupings.items()}
    except Exception as error:
        return not_yet("you have labels to draw", error)
    panels = _panels(title, xlabel, ylabel, len(groupings))
    for axes, (label, z) in zip(panels, codes.items(), strict=True):
        if len(groupings) > 1:
            axes.set_title(label, fontsize=10)
        _draw_points(axes, X, np.eye(int(z.max()) + 1)[z])
    sizes = "; ".join(f"{name}: groups of {', '.join(map(str, np.bincount(z)))}" for name, z in codes.items())
    describe(panels[0], f"{title}. {len(X)} points. {sizes}.")
    return None


@styled
def show_sets(sets: Mapping[str, Any], title: str) -> None:
    """Draw several sets of points in the plane side by side, in black."""
    panels = _panels(title, "first coordinate", "second coordinate", len(sets))
    for axes, (label, X) in zip(panels, sets.items(), strict=True):
        axes.set_title(label, fontsize=10)
        points = np.asarray(X, dtype=float)
        axes.plot(points[:, 0], points[:, 1], "o", color=DATA, ms=2.5, alpha=0.5, mew=0)
    describe(panels[0], f"{title}. Points of {', '.join(sets)} in the plane.")


@styled
def show_points(X: Any, title: str, xlabel: str, ylabel: str) -> None:
    """Draw points in the plane, in black."""
    points = np.asarray(X, dtype=float)
    axes = new_axes(title, xlabel, ylabel)
    axes.plot(points[:, 0], points[:, 1], "o", color=DATA, ms=4, alpha=0.5, mew=0)


@styled
def show_fits(
    X: Any, fit_gmm: Fit, starts: Sequence[tuple[Any, Any, Any]], title: str, margin: float = 0.01
) -> None:
    """Draw the log-likelihood of one fit per start against the number of updates."""
    try:
        histories = [finite(fit_gmm(X, *start)["history"], "the history") for start in starts]
    except Exception as error:
        return not_yet("`fit_gmm` works", error)
    return show_paths(histories, title, margin)


@styled
def show_paths(histories: Sequence[Sequence[float]], title: str, margin: float = 0.01) -> None:
    """Draw the log-likelihood of every restart against the number of updates, the best ones in blue.

    Parameters
    ----------
    histories : sequence of sequences of float
        One path per restart; they may differ in length.
    title : str
        The message of the figure.
    margin : float
        How far below the best final value a path may end and still count as one of the best.
    """
    if _is_missing(histories):
        return not_yet("you have the histories")
    axes = new_axes(title, "updates", "log-likelihood")
    ends = np.array([path[-1] for path in histories])
    best = ends >= ends.max() - margin
    width = 0.9 if best.size > 10 else 1.8
    for path, good in zip(histories, best, strict=True):
        k = 0 if good else 1
        axes.plot(range(len(path)), path, LINES[k], color=COLOURS[k], lw=width, alpha=0.7)
        axes.plot(len(path) - 1, path[-1], MARKERS[k], color=COLOURS[k], ms=4)
    # The first value of a poor start is far below everything that can be told apart.
    pad = max(ends.max() - ends.min(), 1.0)
    axes.set_ylim(ends.min() - pad, ends.max() + 0.25 * pad)
    labels = f"best value: {best.sum()} of {best.size}", f"stuck below: {(~best).sum()} of {best.size}"
    handles = [
        Line2D([], [], color=COLOURS[k], ls=LINES[k], marker=MARKERS[k], ms=4, lw=1, label=labels[k])
        for k in (0, 1)
    ]
    axes.legend(handles=handles, frameon=False, fontsize=9, loc="lower right")
    describe(axes, f"{title}. Log-likelihood against updates of {best.size} runs. {labels[0]}; {labels[1]}.")
    return None


@styled
def show_growth(variances: Sequence[float], height: Callable[[float], Any], title: str) -> None:
    """Draw the log-likelihood `height(s)` against a variance s that shrinks, from left to right."""
    try:
        heights = [float(height(float(s))) for s in variances]
    except Exception as error:
        return not_yet("`log_gaussian` works", error)
    axes = new_axes(title, "variance of component 1, shrinking", "log-likelihood")
    axes.plot(variances, heights, "o-", color=COLOURS[0], ms=4)
    axes.set_xscale("log")
    axes.invert_xaxis()
    describe(
        axes,
        f"{title}. The log-likelihood goes from {heights[0]:.4g} to {heights[-1]:.4g} while the variance goes from "
        f"{variances[0]:.3g} to {variances[-1]:.3g}.",
    )
    return None


@styled
def show_curves(curves: Mapping[str, Any], title: str, xlabel: str, ylabel: str) -> None:
    """Draw values against 1, 2, 3, ..., one curve for each name, with the smallest value of all ringed."""
    if any(_is_missing(values) for values in curves.values()):
        return not_yet("you have the values")
    axes = new_axes(title, xlabel, ylabel)
    points = []
    for k, (label, values) in enumerate(curves.items()):
        heights = [float(value) for value in values]
        places = range(1, len(heights) + 1)
        axes.plot(places, heights, LINES[k], marker=MARKERS[k], color=COLOURS[k], ms=5, label=label)
        points += [(height, place, label) for height, place in zip(heights, places, strict=True)]
    low, place, best = min(points)
    axes.plot(place, low, "o", mfc="none", mec=DATA, ms=13)
    axes.set_xticks(sorted({place for _, place, _ in points}))
    axes.legend(frameon=False, fontsize=9)
    describe(
        axes, f"{title}. {ylabel} against {xlabel}; the smallest value is {low:.4g}, of {best} at {place}."
    )
    return None


def _codes(labels: Any, count: int) -> Any:
    """Return labels as integers; raise ValueError unless there is one for each point, and a colour for each label."""
    found = finite(labels, "the labels")
    if found.shape != (count,) or not np.isin(found, range(len(COLOURS))).all():
        raise ValueError(f"there should be {count} labels, each from 0 to {len(COLOURS) - 1}")
    return found.astype(int)


def _is_missing(value: Any) -> bool:
    return value is None or value is ...


def _panels(title: str, xlabel: str, ylabel: str, n_panels: int) -> list[Axes]:
    if n_panels == 1:
        return [new_axes(title, xlabel, ylabel)]
    return list(new_panels(title, xlabel, ylabel, n_panels))


def _state(
    X: Any, fit_gmm: Fit, e_step: Callable[..., Any], start: tuple[Any, Any, Any], count: int
) -> tuple[Array, Array, Array]:
    """Return responsibilities, means and covariances after `count` updates."""
    theta = start
    if count:
        # No rise and no fall is below this tolerance, so the fit goes on until `count` updates are over.
        fit = fit_gmm(X, *start, -np.inf, count)
        theta = fit["pi"], fit["mu"], fit["Sigma"]
    resp, mu, Sigma = (np.array(part, dtype=float) for part in (e_step(X, *theta), *theta[1:]))
    return resp, mu, Sigma


def _draw_points(axes: Axes, X: Any, resp: Any) -> None:
    points, shares = np.asarray(X, dtype=float), np.asarray(resp, dtype=float)
    palette = np.array([to_rgb(COLOURS[k]) for k in range(shares.shape[1])])
    mixed = np.clip(shares @ palette, 0, 1)
    holder = shares.argmax(axis=1)
    for k in range(shares.shape[1]):
        mine = holder == k
        axes.scatter(
            points[mine, 0], points[mine, 1], s=11, c=mixed[mine], marker=MARKERS[k], linewidths=0, alpha=0.6
        )


def _draw_components(axes: Axes, mu: Any, Sigma: Any) -> None:
    for k, (mean, cov) in enumerate(
        zip(np.asarray(mu, dtype=float), np.asarray(Sigma, dtype=float), strict=True)
    ):
        for radius, width in ((1, 2.0), (2, 1.1)):
            curve = _ellipse(mean, cov, radius, color=COLOURS[k], linestyle=LINES[k], linewidth=width)
            # A white rim keeps the curve visible over points of its own colour.
            curve.set_path_effects([patheffects.withStroke(linewidth=width + 2, foreground="white")])
            axes.add_patch(curve)
        label = axes.text(
            mean[0], mean[1], str(k + 1), ha="center", va="center", weight="bold", color=COLOURS[k]
        )
        label.set_path_effects([patheffects.withStroke(linewidth=3, foreground="white")])
    axes.autoscale_view()


def _ellipse(mean: Array, cov: Array, radius: float, **style: Any) -> Ellipse:
    """Return the curve at `radius` standard deviations: axes along the eigenvectors of the covariance."""
    variances, directions = np.linalg.eigh(cov)
    width, height = 2 * radius * np.sqrt(np.maximum(variances, 0))
    angle = float(np.degrees(np.arctan2(directions[1, 0], directions[0, 0])))
    return Ellipse(
        (float(mean[0]), float(mean[1])), float(width), float(height), angle=angle, fill=False, **style
    )


def _name_ellipses(axes: Axes) -> None:
    axes.legend(
        handles=[
            Line2D([], [], color="black", lw=2.0, label="1 sd"),
            Line2D([], [], color="black", lw=1.1, label="2 sd"),
        ],
        frameon=False,
        fontsize=9,
        loc="lower right",
        handlelength=1.2,
    )
