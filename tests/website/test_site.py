"""The site: every link leads somewhere, every picture has words, axe finds nothing, no page asks a network."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Page(HTMLParser):
    """Ids, links, sources of scripts, styles and pictures, and pictures without words."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.silent: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.ids.add(facts.get("id") or "")
        if tag == "a" and facts.get("href"):
            self.links.append(facts["href"])
        elif tag in ("script", "img", "iframe", "source") and facts.get("src"):
            self.loads.append(facts["src"])
        elif tag == "link" and facts.get("rel") in ("stylesheet", "icon", "preload"):
            self.loads.append(facts["href"])
        if tag == "img" and not (facts.get("alt") or "").strip():
            self.silent.append(facts["src"][:60])


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """Build the site once, however many processes share the tests."""
    pytest.importorskip("furo")
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site.built").exists():
            done = subprocess.run(
                [sys.executable, ROOT / "website/build.py"], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr[-3000:]
            (shared / "site.built").touch()
    return ROOT / "build/site"


@pytest.fixture(scope="session")
def pages(site) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in site.rglob("*.html")}


def test_every_link_leads_somewhere(site, pages):
    assert len(pages) > 30
    dead = []
    for path, page in pages.items():
        for link in page.links + page.loads:
            url = urlsplit(link)
            if url.scheme:
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if not target.is_file() or (
                url.fragment and target in pages and unquote(url.fragment) not in pages[target].ids
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert dead == []


def test_every_picture_has_words_and_nothing_is_loaded_from_a_host(pages):
    assert [silent for page in pages.values() for silent in page.silent] == []
    loads = [load for page in pages.values() for load in page.loads]
    assert [load for load in loads if urlsplit(load).scheme not in ("", "data")] == []


def test_the_words_of_pictures_are_true(site):
    """What stands beside the photographs in README and on the first page is on the photographed pages."""
    feedback, report = (site / f"gallery/samples/{name}.html" for name in ("em_exercise-feedback", "report"))
    for words in ("Question 1.1", "too wide or too narrow"):
        assert words in feedback.read_text("utf-8")
    for words in ("Mean score", "Median", "Reliability", "Questions to look at first"):
        assert words in report.read_text("utf-8")


def test_is_light(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 15e6


# Contrast takes milliseconds for each element, so axe measures one of each kind: the same size and colour, the same
# backgrounds behind it. What is folded is opened, and all colours change at once.
PREPARE = """() => {
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-kind]'}]});
  document.querySelectorAll('details').forEach(one => { one.open = true; });
  document.head.insertAdjacentHTML('beforeend', '<style>* { transition: none !important; }</style>');
}"""
FIND = """async only => {
  const kinds = new Set();
  for (const node of document.querySelectorAll('body *')) {
    node.removeAttribute('data-kind');
    if (![...node.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !node.checkVisibility()) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(node);
    const { left, right } = node.getBoundingClientRect();
    const kind = [color, fontSize, fontWeight, textShadow, right > 0 && left < innerWidth];
    for (let up = node; up; up = up.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(up);
      if (!/, 0\\)$/.test(backgroundColor) || backgroundImage !== 'none' || opacity !== '1')
        kind.push(backgroundColor, backgroundImage, opacity);
    }
    if (!kinds.has(kind.join())) node.setAttribute('data-kind', kinds.add(kind.join()).size);
  }
  const options = { iframes: false, resultTypes: ['violations'], ...only };
  const { violations } = await axe.run(document, options);
  return violations.map(one => `${one.id}: ${one.nodes[0].target}`);
}"""


def findings(page) -> list[str]:
    """What axe finds in a page: everything in light, and contrast in dark, for only that depends on the scheme."""
    page.evaluate(PREPARE)
    found = page.evaluate(FIND, {})
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in page.evaluate(FIND, {"runOnly": ["color-contrast"]})]
    page.emulate_media(color_scheme="light")
    return found


@pytest.fixture(scope="module")
def seen(browser):
    """A page that has axe in it, and the addresses that it asked for."""
    axe = pytest.importorskip("axe_playwright_python")
    # Narrow, so that wide tables and formulas scroll whatever fonts a machine has.
    context = browser.new_context(viewport={"width": 600, "height": 900}, color_scheme="light")
    context.add_init_script((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    context.close()


def test_axe_finds_nothing(site, pages, seen):
    page, asked = seen
    found = []
    for path in pages:
        page.goto(path.as_uri())
        found += [f"{path.relative_to(site.resolve())}: {one}" for one in findings(page)]
    assert found == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_axe_would_find_what_is_wrong_in_one_scheme(site, seen):
    page, _ = seen
    page.goto((site / "glossary.html").as_uri())
    body = '<p id="pale" style="background:white;color:{}">pale</p><details><img src="x.png"></details>'
    for colour, where in (("#eee", ["", "dark: "]), ("light-dark(black, #eee)", ["dark: "])):
        page.evaluate(
            "html => { document.querySelector('article').innerHTML = html; }",
            "<style>html { color-scheme: light dark }</style>" + body.format(colour),
        )
        found = findings(page)
        assert [one for one in found if "contrast" in one] == [f"{one}color-contrast: #pale" for one in where]
        assert any("image-alt" in one for one in found)


def test_search_works_without_a_server(site, browser):
    page = browser.new_page()
    page.goto((site / "search.html").as_uri() + "?q=responsibilities")
    page.wait_for_selector("#search-results li", timeout=20_000)
    assert page.locator("#search-results li").count() > 2
    page.close()


def test_the_stepper_is_alive_in_its_page(site, browser):
    page = browser.new_page()
    page.goto((site / "gallery/stepper.html").as_uri())
    frame = page.frame_locator("iframe.stepper")
    frame.get_by_role("button", name="E-step").click()
    assert "bound touches" in frame.locator("[data-status]").inner_text()
    page.close()
