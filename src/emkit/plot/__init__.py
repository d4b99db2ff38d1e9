"""The few figures of the notebooks, in one style; the only place that imports matplotlib.

Components 1, 2 and 3 are blue, vermillion and green, and differ by marker and line style too, so that no figure
depends on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73")
MARKERS = ("o", "s", "^")
LINES = ("-", "--", "-.")
HATCHES = ("", "////", "....")
DATA = "#000000"


# Read once: a notebook draws dozens of times.
_STYLE: Any = mpl.rc_params_from_file(Path(__file__).with_name("em.mplstyle"), use_default_template=False)


@contextmanager
def _styled() -> Iterator[None]:
    with plt.style.context(_STYLE):
        yield
        interactive = plt.isinteractive()
    # The first figure of a notebook chooses the backend and switches the interactive mode on; leaving the context
    # would switch it off again, and the notebook would show that one figure and no other.
    mpl.interactive(interactive)


class DescribedFigure(Figure):
    """A figure whose label is its alternative text; notebooks keep it in the output's metadata."""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        return {}, {"image/png": {"alt": str(self.get_label())}}


def describe(drawn: Figure | Axes, text: str) -> None:
    """Set the alternative text of a figure, or of that of some axes: what a reader who does not see it should know."""
    (drawn.figure if isinstance(drawn, Axes) else drawn).set_label(text)


def not_yet(condition: str, error: Exception | None = None) -> None:
    """Print the sentence that stands in for a figure, and what happened instead of one."""
    print(f"The figure appears here once {condition}.")
    if error is not None:
        print(f"For now: {type(error).__name__}: {error}")


def finite(values: Any, what: str) -> Any:
    """Return values in a row as a float array.

    Raises
    ------
    ValueError
        When there are none, or one is not finite: a figure of them would fail half-way.
    """
    found = np.asarray(values, dtype=float)
    if found.ndim != 1 or not found.size:
        raise ValueError(f"{what} has shape {found.shape}")
    if not np.isfinite(found).all():
        raise ValueError(f"{what} holds {found[~np.isfinite(found)][0]}")
    return found


# Decorates every function that draws: titles and legends take their look when they are made.
styled = _styled()


@styled
def new_figure(size: tuple[float, float] = (6.0, 3.5)) -> Figure:
    """Start an empty figure in the course's style, of a size in inches."""
    return plt.figure(FigureClass=DescribedFigure, figsize=size)


@styled
def new_axes(title: str, xlabel: str, ylabel: str) -> Axes:
    """Start a figure with one pair of axes; the arguments are those of `new_panels`."""
    axes = new_panels("", xlabel, ylabel, 1)[0]
    axes.set_title(title)
    describe(axes, f"{title}. {ylabel or 'Values'} against {xlabel}.")
    return axes


@styled
def new_panels(title: str, xlabel: str, ylabel: str, count: int) -> list[Axes]:
    """Start a figure of 6 x 3.5 inches in the course's style, with panels side by side that share both axes.

    Parameters
    ----------
    title : str
        The one message of the figure.
    xlabel, ylabel : str
        What the axes show, with units.
    count : int
        How many panels.
    """
    figure = new_figure()
    axes = figure.subplots(1, count, sharex=True, sharey=True, squeeze=False)
    describe(figure, f"{title}. {count} panels, {ylabel or 'values'} against {xlabel}.")
    panels: list[Axes] = list(axes[0])
    for panel in panels:
        panel.set_xlabel(xlabel)
    panels[0].set_ylabel(ylabel)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    return panels
