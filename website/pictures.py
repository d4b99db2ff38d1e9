"""Make docs/pictures: what the README shows, photographed from the sample pages in headless Chromium.

Run it after a change of those pages: `.venv/bin/python website/pictures.py`. `made-from.json` says which pages they
were; the site does not build with pictures of other pages.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from pathlib import Path

import gallery
import measured

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
SEEN = 600  # Characters of a page that are in its picture, about.
PAGES = {
    "feedback": "gallery/samples/em_exercise-feedback.html",
    "report": "gallery/samples/report.html",
    "stepper": "gallery/stepper-page.html",
}


def stale(pages: dict[str, bytes]) -> list[str]:
    """Return the names of pictures that were not made from these pages."""
    made_from = json.loads((PICTURES / "made-from.json").read_text("utf-8"))
    now = {name: pages[path] for name, path in PAGES.items()} | {"measured": measured.source(ROOT)}
    return [name for name, page in now.items() if made_from.get(name) != _digest(page)]


def main() -> None:
    """Photograph every page."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    pages = gallery.pages(ROOT)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as play, tempfile.TemporaryDirectory() as scratch:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, path in PAGES.items():
            page = browser.new_page(
                viewport={"width": 900, "height": 620 if name == "stepper" else 450}, color_scheme="light"
            )
            (Path(scratch) / "page.html").write_bytes(pages[path])
            page.goto((Path(scratch) / "page.html").as_uri())
            if name == "stepper":
                for key in "emememe":
                    page.keyboard.press(key)
            page.screenshot(path=Path(scratch) / "picture.png")
            picture = Image.open(Path(scratch) / "picture.png").quantize(64, dither=Image.Dither.NONE)
            picture.save(PICTURES / f"{name}.png", optimize=True)
            page.close()
        browser.close()
    measured.picture(ROOT, PICTURES / "measured.png")
    made_from = {name: _digest(pages[path]) for name, path in PAGES.items()}
    made_from["measured"] = _digest(measured.source(ROOT))
    (PICTURES / "made-from.json").write_text(json.dumps(made_from, indent=2) + "\n", "utf-8")


def _digest(page: bytes) -> str:
    # A report says when it was made, and of which version of the assignment; a picture shows the top of a page.
    text = re.sub(
        rb"(?s)<style>.*?</style>|<[^>]*>|\d{4}-\d\d-\d\d \d\d:\d\d UTC|version [0-9a-f]+", b" ", page
    )
    return hashlib.sha256(b" ".join(text.split())[:SEEN]).hexdigest()[:16]


if __name__ == "__main__":
    main()
