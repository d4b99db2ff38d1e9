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


def test_is_light(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 15e6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site, pages, browser, scheme):
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    # Narrow, so that wide tables and formulas scroll whatever fonts a machine has.
    context = browser.new_context(viewport={"width": 600, "height": 900}, color_scheme=scheme)
    found, asked = [], []
    for path in pages:
        # Only contrast depends on the scheme. It takes longest, and the longest pages have no colours of their own.
        options: dict[str, object] = {"iframes": False}
        if path.stat().st_size > 120_000:
            options["rules"] = {"color-contrast": {"enabled": False}}
        if scheme == "dark":
            if "rules" in options:
                continue
            options["runOnly"] = ["color-contrast"]
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.evaluate(script)
        for one in page.evaluate("options => axe.run(document, options)", options)["violations"]:
            found.append(f"{path.relative_to(site.resolve())}: {one['id']}: {one['nodes'][0]['target']}")
        page.close()
    context.close()
    assert found == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


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
