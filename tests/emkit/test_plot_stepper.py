"""The page with buttons: its arithmetic against NumPy's, what its keys do, and its static twin."""

from __future__ import annotations

import html
from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

from emkit.plot.stepper import PRESETS, step_through
from tests.browser import CONTRAST

X = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
START = ([0.5, 0.5], [6.0, 7.0], [1.0, 4.0])
TOLERANCE = {"rtol": 1e-9, "atol": 1e-9}


def log_joint(x, pi, mu, var):
    return np.log(pi) + norm.logpdf(np.asarray(x)[:, None], mu, np.sqrt(var))


def log_likelihood(x, pi, mu, var):
    return logsumexp(log_joint(x, pi, mu, var), axis=1).sum()


def e_step(x, pi, mu, var):
    joint = log_joint(x, pi, mu, var)
    return np.exp(joint - logsumexp(joint, axis=1, keepdims=True))


def m_step(x, resp):
    n_k = resp.sum(axis=0)
    mu = resp.T @ x / n_k
    return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k


def bound(x, resp, theta):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nansum(resp * (log_joint(x, *theta) - np.log(resp)))


def stepper(x=X, start=START, m_step=m_step, **options):
    return step_through(x, start, e_step, m_step, log_likelihood, **options)


@pytest.fixture(autouse=True)
def _no_screen():
    mpl.use("Agg")
    yield
    plt.close("all")


@pytest.fixture
def opened(browser, tmp_path) -> Iterator:
    """Give a function that opens a stepper's page, and watch that it asks a network for nothing."""
    context = browser.new_context(viewport={"width": 900, "height": 800})
    asked, errors = [], []

    def opens(one):
        one.save(tmp_path / "page.html")
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield opens
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []


def state(page):
    return page.evaluate("document.getElementById('stepper').stepper.state()")


def theta_of(found):
    return found["theta"]["pi"], found["theta"]["mu"], found["theta"]["variance"]


def random_case(seed):
    draw = np.random.default_rng(seed)
    size = draw.integers(1, 4)
    x = np.round(draw.normal(0, 3, 12), 2)
    return x, (draw.dirichlet(np.ones(size)), draw.normal(0, 3, size), draw.uniform(0.5, 9, size))


@pytest.mark.slow
@pytest.mark.parametrize("recorded", [0, 3, 30])
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_every_number_is_numpys(opened, seed, recorded):
    """With 0 recorded iterations the page computes all, with 30 it shows what it was given."""
    x, theta = random_case(seed)
    page = opened(stepper(x, theta, n_iter=recorded))
    last = -np.inf
    for _ in range(6):
        page.keyboard.press("e")
        found, resp = state(page), e_step(x, *theta)
        np.testing.assert_allclose(found["resp"], resp, **TOLERANCE)
        np.testing.assert_allclose(found["height"], log_likelihood(x, *theta), **TOLERANCE)
        np.testing.assert_allclose(found["bound"], found["height"], **TOLERANCE)  # It touches.
        page.keyboard.press("m")
        found, theta = state(page), m_step(x, resp)
        for seen, right in zip(theta_of(found), theta, strict=True):
            np.testing.assert_allclose(seen, right, **TOLERANCE)
        np.testing.assert_allclose(found["bound"], bound(x, resp, theta), **TOLERANCE)
        assert found["bound"] <= found["height"] + 1e-12
        assert found["height"] >= last - 1e-12
        last = found["height"]


@pytest.mark.slow
def test_numbers_that_are_not_those_of_em_are_named_and_not_mixed_with_others(opened):
    def divides_by_n(x, resp):
        pi, mu, var = m_step(x, resp)
        return pi, mu * pi * len(mu), var

    page = opened(stepper(m_step=divides_by_n, n_iter=4))
    assert state(page)["leaves"] == 1
    for key in "em":
        page.keyboard.press(key)
    assert "From iteration 1 on" in page.inner_text("[data-status]")
    np.testing.assert_allclose(theta_of(state(page))[1], divides_by_n(X, e_step(X, *START))[1], **TOLERANCE)
    assert page.get_by_role("slider").count() == 0
    for key in "emememememem":
        page.keyboard.press(key)
    assert state(page)["t"] == 4
    for name in ("E-step", "M-step", "Run"):
        assert page.get_by_role("button", name=name).get_attribute("aria-disabled") == "true"


@pytest.mark.slow
def test_by_keyboard_and_mouse(opened):
    page = opened(stepper())
    page.keyboard.press("m")  # Nothing yet: the E-step comes first.
    assert state(page)["t"] == 0
    page.get_by_role("button", name="E-step").press("Enter")
    page.get_by_role("button", name="M-step").press("Enter")
    assert state(page)["t"] == 1
    page.keyboard.press("b")
    page.keyboard.press("b")
    assert (state(page)["t"], state(page)["resp"]) == (0, None)
    mean = page.get_by_role("slider", name="mean of component 1")
    mean.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    np.testing.assert_allclose(state(page)["theta"]["mu"], [4.9, 7.0], **TOLERANCE)
    assert page.evaluate("document.activeElement.getAttribute('data-handle')") == "mu0"
    page.get_by_role("slider", name="standard deviation of component 2").press("ArrowRight")
    np.testing.assert_allclose(state(page)["theta"]["variance"], [1.0, 2.1**2], **TOLERANCE)
    point = page.get_by_role("slider", name="point 4").locator("circle").last
    box = point.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 65, box["y"] + 5, steps=4)
    page.mouse.up()
    x = state(page)["x"]
    assert x[:4] == [-1, 0, 4, 5]
    assert 6.4 < x[4] < 7.5
    page.keyboard.press("e")
    np.testing.assert_allclose(state(page)["resp"], e_step(x, *theta_of(state(page))), **TOLERANCE)
    begin = page.get_by_label("Begin with")
    assert begin.locator("option:checked").inner_text() == "your own start"
    begin.select_option("the given start")
    assert theta_of(state(page)) == tuple(START)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 900])
def test_reads_well(browser, tmp_path, width, scheme):
    stepper().save(tmp_path / "page.html")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    for key in "eme":
        page.keyboard.press(key)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [one for one in page.evaluate(CONTRAST) if one[0] < 4.5 or one[1] < 12] == []
    assert (
        page.get_by_role("img", name="The bound").or_(page.get_by_role("img", name="Log-likelihood")).count()
        >= 2
    )
    assert page.locator("[data-table=parameters] tr").count() == 3
    # JupyterLab gives a frame its width after its script has run, without a resize event.
    page.evaluate("document.getElementById('stepper').style.maxWidth = '388px'")
    page.wait_for_function("document.querySelector('svg').getAttribute('viewBox').startsWith('0 0 36')")
    page.close()


@pytest.mark.slow
def test_several_on_one_page_do_not_meet(browser, tmp_path):
    frames = [stepper()._repr_mimebundle_()[0]["text/html"] for _ in range(2)]
    (tmp_path / "notebook.html").write_text("<!doctype html><title>n</title>" + "".join(frames), "utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "notebook.html").as_uri())
    first, second = page.frame_locator("iframe").nth(0), page.frame_locator("iframe").nth(1)
    first.get_by_role("button", name="E-step").click()
    assert "bound touches" in first.locator("[data-status]").inner_text()
    assert "E shares" in second.locator("[data-status]").inner_text()
    page.close()


def test_presets_do_what_they_say():
    def run(preset, n_iter=200):
        x, theta = np.array(preset["x"]), (preset["pi"], preset["mu"], preset["variance"])
        one = stepper(x, theta, n_iter=n_iter)
        return np.array([m.log_likelihood for m in one.moments]), one.moments[-1]

    bad, collapse, plateau = PRESETS
    best = run(plateau)[0][-1]
    assert run(bad)[0][-1] == pytest.approx(best - 1, abs=0.1)
    heights, last = run(collapse)
    assert len(heights) < 6  # The run ends where a variance is 0.
    assert last.var.min() < 0.1
    heights = run(plateau)[0]
    assert heights[30] - heights[1] < 0.2
    assert heights[-1] - heights[30] > 5


def test_the_static_twin_says_the_same():
    one = stepper()
    bundle, metadata = one._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG")
    last = one.moments[-1]
    for said in (metadata["image/png"]["alt"], one.table(), bundle["text/plain"], bundle["text/html"]):
        assert f"{last.log_likelihood:.4g}" in said
        assert f"{last.var[0]:.4g}" in said
    shares = one.figure().axes[0].containers
    assert {bar.patches[0].get_hatch() for bar in shares} == {"", "////"}
    assert [bar.patches[0].get_height() for bar in shares[:2]] == pytest.approx(e_step(X, *START)[0])


def test_a_title_is_text(tmp_path):
    title = "</title></script><b>EM</b>"
    page = stepper(title=title).page()
    assert title not in page
    assert page.count(html.escape(title)) == 3
    assert "{{" not in page


def test_the_functions_get_arrays_of_their_own():
    def in_place(x, resp):
        theta = m_step(x, resp)
        x += 1
        resp *= 2
        return theta

    assert stepper(m_step=in_place).table() == stepper().table()


@pytest.mark.parametrize(
    "broken", [lambda *a: None, lambda *a: ..., lambda *a: 1 / 0, lambda *a: np.ones((2, 5))]
)
def test_a_sentence_until_the_functions_work(broken, capsys):
    assert step_through(X, START, broken, m_step, log_likelihood) is None
    assert step_through(X, START, e_step, m_step, broken) is None
    assert stepper(m_step=broken) is None
    assert capsys.readouterr().out.count("appears here once") == 3


@pytest.mark.parametrize("start", [([0.5, 0.5], [1.0], [1.0, 1.0]), (0.5, 1.0, 1.0), ([0.25] * 4,) * 3])
def test_a_start_that_is_none(start):
    with pytest.raises(ValueError, match="1 to 3 components"):
        stepper(start=start)
