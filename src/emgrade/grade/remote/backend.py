"""A matplotlib backend like Jupyter's inline one, except that nothing is drawn unless it is saved."""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

FigureCanvas = FigureCanvasAgg
FigureManager = FigureManagerBase


def show(*args: Any, **kwargs: Any) -> None:
    """Close the figures, as the inline backend does once they are shown."""
    from matplotlib import pyplot

    pyplot.close("all")
