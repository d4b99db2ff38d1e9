import sys
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from ipywidgets import Output

from emkit.plot import bound, styled


@pytest.fixture(autouse=True)
def _no_screen():
    mpl.use("Agg")
    yield
    plt.close("all")


def steps(n_steps=3):
    """A parabola climbed under flatter and flatter parabolas that touch it."""
    return bound.climb(
        log_likelihood=lambda t: -(t**2),
        bound=lambda t, at: -(t**2) - (t - at) ** 2,
        improve=lambda at: at / 2,
        start=4.0,
        grid=np.linspace(-5, 5, 21),
        n_steps=n_steps,
    )


def test_each_step_starts_where_the_last_one_ended():
    path = steps()
    assert [s.at for s in path] == [4.0, 2.0, 1.0]
    assert [s.best for s in path] == [2.0, 1.0, 0.5]
    for step in path:
        assert (step.bound <= step.log_likelihood).all()
        assert step.best_height == pytest.approx(step.bound.max(), abs=0.3)


def test_panels_share_their_axes_and_tell_curves_apart_without_colour():
    panels = bound.show_steps(steps(), "t")
    assert len({panel.get_ylim() for panel in panels}) == 1
    assert len({(line.get_linestyle(), line.get_marker()) for line in panels[0].lines}) == 4
    assert list(panels[0].figure.get_size_inches()) == [6.0, 3.5]


@pytest.mark.parametrize("broken", [lambda *_: None, lambda *_: [1.0, 2.0], lambda *_: 1 / 0])
def test_unfinished_functions_give_a_sentence(broken, capsys):
    assert bound.climb(broken, broken, broken, 0.0, [0.0, 1.0], 2) == []
    assert bound.gap_figure({"q": np.ones(2)}, broken, broken) is None
    assert capsys.readouterr().out.count("pass their checks") == 2
    assert bound.show_steps([], "t") == []
    assert not plt.get_fignums()


@pytest.mark.parametrize("bad", [np.nan, -np.inf, np.inf])
def test_a_number_that_cannot_be_drawn_gives_a_sentence(bad, capsys):
    def at(*_):
        return 1.0

    def none(*_):
        return bad

    assert bound.gap_figure({"q": 0.0}, none, at) is None
    assert bound.gap_figure({"q": 0.0}, at, none) is None
    assert bound.climb(none, at, at, 0.0, [0.0, 1.0], 2) == []
    assert bound.climb(at, none, at, 0.0, [0.0, 1.0], 2) == []
    assert capsys.readouterr().out.count("pass their checks") == 4
    assert not plt.get_fignums()


def test_a_bound_may_have_no_floor_at_the_edge():
    edge = {-5.0: -np.inf}
    path = bound.climb(
        log_likelihood=lambda t: -(t**2),
        bound=lambda t, at: edge.get(t, -(t**2) - (t - at) ** 2),
        improve=lambda at: at / 2,
        start=4.0,
        grid=np.linspace(-5, 5, 21),
        n_steps=1,
    )
    bound.show_steps(path, "t")
    bound.show_gaps(path, "t")
    assert len(plt.get_fignums()) == 2


def test_bars_end_at_the_log_likelihood():
    axes = bound.gap_figure({"a": 0.0, "b": 2.0}, lambda q: -5.0 - q, lambda q: np.array([q / 2, q / 2]))
    assert [bar.get_x() + bar.get_width() for bar in axes.patches] == [-5.0, -5.0]


@pytest.mark.parametrize(("function", "above"), [(np.square, True), (np.log, False)])
def test_chord(function, above):
    axes = bound.jensen_chord(function, 0.5, 4.0, 0.5, "title")
    heights = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) == 1]
    assert bool(heights[0] > heights[1]) is above


def test_slider_changes_the_picture(monkeypatch):
    monkeypatch.setattr(bound, "sys", SimpleNamespace(modules={"ipykernel": None}))
    slider, picture = bound.slide_steps(steps(), "t").children
    first = picture.value
    slider.value = slider.max
    last = picture.value
    slider.value = 1
    assert (slider.max, first[:4], picture.value) == (3, b"\x89PNG", first)
    assert last != first
    assert not plt.get_fignums()
    # nbclient may wait for ever for a cell that shows one of these.
    assert not any(isinstance(it, Output) for it in (slider, picture))


def test_slider_is_silent_without_ipywidgets(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert bound.slide_steps(steps(), "t") is None
    assert capsys.readouterr().out == ""
    assert not plt.get_fignums()


def test_style_keeps_the_interactive_mode_that_a_backend_switches_on():
    @styled
    def first_figure():
        mpl.interactive(True)

    try:
        first_figure()
        assert plt.isinteractive()
    finally:
        mpl.interactive(False)


def test_the_gap_is_zero_where_the_bound_touches_and_nowhere_below():
    path = steps()
    axes = bound.show_gaps(path, "t")
    curves = [line for line in axes.lines if len(line.get_xdata()) > 1]
    for step, curve in zip(path, curves, strict=True):
        np.testing.assert_allclose(curve.get_ydata(), (step.grid - step.at) ** 2)
    assert bound.show_gaps([], "t") is None


def test_every_figure_says_what_it_shows():
    drawn = [
        bound.jensen_chord(np.square, -1, 3, 0.5, "title"),
        bound.gap_figure({"a": 0.0, "b": 2.0}, lambda q: -5.0 - q, lambda q: np.array([q / 2, q / 2])),
        bound.show_steps(steps(), "t")[0],
        bound.show_gaps(steps(), "t"),
    ]
    said = [axes.figure._repr_mimebundle_()[1]["image/png"]["alt"] for axes in drawn]
    for fact, text in zip(
        ("f(X) is 5", "b: bound -7.00, divergence 2.00", "4, 2, 1, 0.5", "zero at 4, 2, 1"), said, strict=True
    ):
        assert fact in text


def test_several_points_have_their_mean_inside_of_their_polygon():
    axes = bound.jensen_points(np.square, [-1.5, -0.5, 1, 2], [0.1, 0.3, 0.3, 0.3], "title")
    heights = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) == 1]
    assert heights == pytest.approx([0.1 * 2.25 + 0.3 * (0.25 + 1 + 4), 0.6**2])
    assert "f(X) is 1.8, f at the mean of X is 0.36" in axes.figure.get_label()
