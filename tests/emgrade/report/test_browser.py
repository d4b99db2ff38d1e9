"""The pages in headless Chromium: phone and desktop, light and dark, keyboard, print, nothing from a network."""

import pytest

from emgrade.bundle import QuestionInfo
from emgrade.report.pages import class_page, student_page
from tests.browser import CONTRAST

from .classes import large_class

QUESTIONS = (
    QuestionInfo(
        "q1", "Question 1.1 · A density $p(x)$", 2.0, formula=r"\frac{1}{\sqrt{2 \pi \sigma^2}} e^{-z^2/2}"
    ),
    QuestionInfo(
        "q2", "Question 1.2 · A rather long title for a narrow screen", 3.0, formula=r"x_1 + " * 40 + "x_n"
    ),
    QuestionInfo("q3", "", 1.0),
    QuestionInfo("q4", "", 4.0),
    QuestionInfo("q5", "By hand", 4.0, manual=True),
)
SAYS = {
    "q1": ["Is `a_very_long_name_without_any_blank_in_it_that_a_phone_could_not_hold_on_one_line` right?"]
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    run = large_class(QUESTIONS, SAYS)
    (folder / "class.html").write_text(class_page(run), "utf-8")
    (folder / "student.html").write_text(student_page(run, *run.graded[0]), "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["class", "student"])
def test_reads_well(browser, pages, name, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((pages / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []
    seen = page.evaluate(CONTRAST)
    assert len(seen) > 10
    assert [one for one in seen if one[0] < 4.5] == []
    assert [one for one in seen if one[1] < 12] == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(251, 251, 249)"
    assert dark == (scheme == "dark")
    assert page.locator("math").first.bounding_box()["height"] > 8
    context.close()


@pytest.mark.slow
def test_by_keyboard(browser, pages):
    page = browser.new_page()
    page.goto((pages / "class.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#first")
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"
    page.close()


@pytest.mark.slow
def test_what_a_screen_reader_is_told(browser, pages):
    page = browser.new_page()
    page.goto((pages / "class.html").as_uri())
    assert page.get_by_role("img", name="Score distribution").count() == 1
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("navigation", name="Sections").count() == 1
    for name in ("Questions to look at first", "Scores", "Slips, question by question"):
        assert page.get_by_role("region", name=name, exact=True).count() == 1
    assert page.get_by_role("rowheader").count() > 10
    page.close()


@pytest.mark.slow
def test_prints_light_and_whole(browser, pages):
    page = browser.new_page(color_scheme="dark")
    page.goto((pages / "class.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav").is_visible()
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    page.close()
