"""The few figures of the notebooks, in one style; the only place that imports matplotlib.

Components 1, 2 and 3 are blue, vermillion and green, and differ by marker and line style too, so that no figure
depends on colour alone.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#D55E00", "#009E73")
MARKERS = ("o", "s", "^")
LINES = ("-", "--", "-.")
DATA = "#000000"

_STYLE = Path(__file__).with_name("em.mplstyle")


def new_axes(title: str, xlabel: str, ylabel: str, n_panels: int = 1) -> Axes | list[Axes]:
    """Start a figure of 6 x 3.5 inches in the course's style.

    Parameters
    ----------
    title : str
        The one message of the figure.
    xlabel, ylabel : str
        What the axes show, with units.
    n_panels : int
        Panels side by side that share both axes.

    Returns
    -------
    Axes, or a list of them when there is more than one panel.
    """
    with plt.style.context(_STYLE):
        figure, axes = plt.subplots(1, n_panels, sharex=True, sharey=True, squeeze=False)
        panels: list[Axes] = list(axes[0])
        for panel in panels:
            panel.set_xlabel(xlabel)
        panels[0].set_ylabel(ylabel)
        if n_panels == 1:
            panels[0].set_title(title)
            return panels[0]
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
        return panels
