"""EM one step at a time, for a mixture of Gaussians on a line: a page with buttons, and its static twin.

The page replays the numbers that the functions handed over here give. It also computes EM by itself: where both agree
to 1e-9, points and starting values can be dragged; where they do not, the page says at which iteration they part.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from . import COLOURS, DATA, HATCHES, LINES, MARKERS, describe, new_figure, not_yet, styled

Array = np.ndarray[Any, np.dtype[np.float64]]
Theta = tuple[Array, Array, Array]

_GROUPS = [-5.0, -4.6, -4.2, -0.4, 0.1, 0.5, 4.6, 5.0, 5.3, 5.7]
PRESETS = (
    {
        "name": "a bad start",
        "note": "Three groups, two components, both means at the far left: the run ends 1 below the best. ",
        "x": _GROUPS,
        "pi": [0.5, 0.5],
        "mu": [-6.0, -5.0],
        "variance": [1.0, 1.0],
    },
    {
        "name": "collapse",
        "note": "A narrow component near a single point, far from the others. ",
        "x": [*_GROUPS, 12.0],
        "pi": [0.5, 0.5],
        "mu": [0.0, 9.0],
        "variance": [20.0, 1.0],
    },
    {
        "name": "plateau",
        "note": "Two components that are much alike: thirty steps with next to no gain, then the climb. ",
        "x": _GROUPS,
        "pi": [0.5, 0.5],
        "mu": [0.1, 1.3],
        "variance": [17.0, 17.0],
    },
)
"""Three starts worth seeing, on points of their own."""


@dataclass(frozen=True)
class Moment:
    """What is known after `t` iterations: the parameters, the responsibilities there, the log-likelihood."""

    pi: Array
    mu: Array
    var: Array
    resp: Array
    log_likelihood: float


@dataclass(frozen=True)
class Stepper:
    """A recorded run of EM. The last line of a cell shows it; `save` writes the page to a file.

    Attributes
    ----------
    x : ndarray, shape (n,)
        The points.
    moments : list of Moment
        The start, and what each iteration led to.
    title : str
        The heading of the page.
    """

    x: Array
    moments: list[Moment]
    title: str

    def page(self) -> str:
        """Return one page of HTML that needs nothing else, from a network or from a folder."""
        numbers = {
            "x": self.x.tolist(),
            "presets": PRESETS,
            "recorded": [
                {
                    "theta": {"pi": m.pi.tolist(), "mu": m.mu.tolist(), "variance": m.var.tolist()},
                    "resp": m.resp.tolist(),
                    "height": m.log_likelihood,
                }
                for m in self.moments
            ],
        }
        here = Path(__file__)
        page = here.with_suffix(".html").read_text("utf-8")
        for name, text in (
            ("title", html.escape(self.title)),
            ("table", self.table()),
            ("data", json.dumps(numbers, allow_nan=False)),
            ("script", here.with_suffix(".js").read_text("utf-8")),
        ):
            page = page.replace("{{" + name + "}}", text)
        return page

    def save(self, path: str | Path) -> None:
        """Write the page to a file, which any browser opens."""
        Path(path).write_text(self.page(), "utf-8")

    def table(self) -> str:
        """Return the run as an HTML table: one row an iteration, from the start."""
        names = [f"{what} {k + 1}" for what in ("weight", "mean", "variance") for k in range(self._size)]
        head = "".join(f"<th scope='col'>{name}</th>" for name in ["iteration", *names, "log-likelihood"])
        rows = "".join(
            f"<tr><th scope='row'>{t}</th>{''.join(f'<td>{value:.4g}</td>' for value in _flat(m))}</tr>"
            for t, m in enumerate(self.moments)
        )
        return f"<table><caption>{html.escape(self.title)}</caption><tr>{head}</tr>{rows}</table>"

    @styled
    def figure(self) -> Figure:
        """Draw the static twin: responsibilities by iteration, both variances and the log-likelihood."""
        figure = new_figure((6.0, 4.6))
        top, left, right = figure.subplot_mosaic([["shares", "shares"], ["height", "var"]]).values()
        shown = sorted(
            {0, 1, 2, len(self.moments) // 2, len(self.moments) - 1} & set(range(len(self.moments)))
        )
        order = np.argsort(self.x, kind="stable")
        for place, t in enumerate(shown):
            low = np.zeros(len(self.x))
            for k in range(self._size):
                share = self.moments[t].resp[order, k]
                at = place * (len(order) + 1.5) + np.arange(len(order))
                colour, hatch = COLOURS[k % 3], HATCHES[k % 3]
                face = colour if hatch == "" else "white"
                label = f"component {k + 1}" if place == 0 else None
                top.bar(at, share, 0.8, low, color=face, edgecolor=colour, hatch=hatch, label=label)
                low += share
        centres = [place * (len(order) + 1.5) + (len(order) - 1) / 2 for place in range(len(shown))]
        top.set_xticks(centres, ["start" if t == 0 else f"iteration {t}" for t in shown])
        top.set_ylabel("responsibility")
        top.set_title(self.title, pad=20)
        top.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=self._size, borderaxespad=0.1)
        heights = [m.log_likelihood for m in self.moments]
        left.plot(heights, color=DATA, marker="o", markersize=3)
        left.set_xlabel("iteration")
        left.set_ylabel("log-likelihood")
        for k in range(self._size):
            values = [m.var[k] for m in self.moments]
            right.plot(values, LINES[k % 3], color=COLOURS[k % 3], marker=MARKERS[k % 3], markersize=3)
            right.annotate(f" {k + 1}", (len(values) - 1, values[-1]), va="center")
        right.set_yscale("log")
        right.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        right.yaxis.set_major_formatter("{x:g}")
        right.yaxis.set_minor_locator(NullLocator())
        right.set_xlabel("iteration")
        right.set_ylabel("variance")
        for axes in (left, right):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        last = self.moments[-1]
        variances = " and ".join(f"{value:.4g}" for value in last.var)
        describe(
            figure,
            f"{self.title}. Responsibilities of {len(self.x)} points, the log-likelihood from {heights[0]:.4g} to "
            f"{heights[-1]:.4g}, and the variances, in the end {variances}, over {len(heights) - 1} iterations.",
        )
        return figure

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str | bytes], dict[str, dict[str, str]]]:
        """Give a notebook the page, and the static twin wherever a page cannot be shown (print, untrusted)."""
        figure = self.figure()
        plt.close(figure)
        file = io.BytesIO()
        figure.savefig(file, format="png")
        # In a frame of its own: no name on the page meets one of the notebook's or of another stepper's.
        frame = (
            f'<iframe title="{html.escape(self.title)}" srcdoc="{html.escape(self.page())}" '
            'sandbox="allow-scripts" style="width: 100%; height: 760px; border: 0"></iframe>'
        )
        bundle: dict[str, str | bytes] = {
            "text/html": f"{frame}<details><summary>The run as a table</summary>{self.table()}</details>",
            "image/png": file.getvalue(),
            "text/plain": repr(self),
        }
        return bundle, {"image/png": {"alt": str(figure.get_label())}}

    def __repr__(self) -> str:
        names = [f"{what}{k + 1}" for what in ("pi", "mu", "var") for k in range(self._size)]
        rows = ["".join(f"{name:>11}" for name in ["t", *names, "loglik"])]
        rows += [f"{t:>11}" + "".join(f"{v:>11.4g}" for v in _flat(m)) for t, m in enumerate(self.moments)]
        return "\n".join(rows)

    @property
    def _size(self) -> int:
        return len(self.moments[0].pi)


def step_through(
    x: Sequence[float] | Array,
    start: tuple[Any, Any, Any],
    e_step: Callable[..., Any],
    m_step: Callable[..., Any],
    log_likelihood: Callable[..., Any],
    n_iter: int = 30,
    title: str = "EM, one step at a time",
) -> Stepper | None:
    """Record a run of EM and return it as a page with buttons E, M, run and back.

    Parameters
    ----------
    x : array_like, shape (n,)
        The points.
    start : (pi, mu, var)
        Each of shape (K,), K at most 3.
    e_step, m_step : callable
        `e_step(x, pi, mu, var)` returns the responsibilities, shape (n, K); `m_step(x, resp)` returns `(pi, mu, var)`.
    log_likelihood : callable
        `log_likelihood(x, pi, mu, var)`, a float.
    n_iter : int
        How many iterations are recorded; fewer where nothing moves any more, or a value is not finite.
    title : str
        The heading of the page.

    Returns
    -------
    Stepper, or None (with a printed sentence) while the functions do not work.
    """
    points, theta, moments = np.array(x, dtype=float), _as_theta(start), list[Moment]()
    try:
        for _ in range(n_iter + 1):
            resp = np.array(e_step(points.copy(), *(part.copy() for part in theta)), dtype=float)
            height = float(log_likelihood(points.copy(), *(part.copy() for part in theta)))
            if resp.shape != (len(points), len(theta[0])):
                raise ValueError(f"the responsibilities have shape {resp.shape}")
            if not (np.isfinite(resp).all() and np.isfinite(height)):
                break
            moments.append(Moment(*theta, resp, height))
            before, theta = theta, _as_theta(m_step(points.copy(), resp.copy()))
            if not all(np.isfinite(part).all() for part in theta) or theta[2].min() <= 1e-12:
                break
            if max(abs(a - b).max() for a, b in zip(before, theta, strict=True)) < 1e-9:
                break
        if not moments:
            raise ValueError("a responsibility or the log-likelihood at the start is not a finite number")
    except Exception as error:  # A student's unfinished function can fail in any way; its check says how.
        not_yet("the E-step, the M-step and the log-likelihood work", error)
        return None
    return Stepper(points, moments, title)


def _as_theta(parts: Any) -> Theta:
    pi, mu, var = (np.array(part, dtype=float) for part in parts)
    if not (pi.ndim == 1 and 1 <= len(pi) <= 3 and pi.shape == mu.shape == var.shape):
        raise ValueError("a start has weights, means and variances of 1 to 3 components")
    return pi, mu, var


def _flat(moment: Moment) -> list[float]:
    return [*moment.pi, *moment.mu, *moment.var, moment.log_likelihood]
