"""Make docs/pictures: what the README shows, photographed from the sample pages in headless Chromium (and by pdftoppm).

Run it after a change of those pages: `.venv/bin/python website/pictures.py`. `made-from.json` says which pages they
were; the site does not build with pictures of other pages.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import gallery
import measured
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
SEEN = 600  # Characters of a page that are in its picture, about.
PAGES = {  # Where it is, and how much of it is shown.
    "feedback": ("gallery/samples/em_exercise-feedback.html", 560),
    "report": ("gallery/samples/report.html", 560),
    "stepper": ("gallery/stepper-page.html", 620),
}
SHEET = "gallery/samples/sheet.pdf"


def stale(pages: dict[str, bytes]) -> list[str]:
    """Return the names of pictures that were not made from these pages."""
    made_from = json.loads((PICTURES / "made-from.json").read_text("utf-8"))
    old = [name for name, digest in _digests(pages).items() if made_from.get(name) != digest]
    return old + measured.stale()


def main() -> None:
    """Photograph every page."""
    from playwright.sync_api import sync_playwright

    pages = gallery.pages(ROOT)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as play, tempfile.TemporaryDirectory() as scratch:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, height) in PAGES.items():
            page = browser.new_page(viewport={"width": 900, "height": height}, color_scheme="light")
            (Path(scratch) / "page.html").write_bytes(pages[path])
            page.goto((Path(scratch) / "page.html").as_uri())
            if name == "stepper":
                for key in "emememe":
                    page.keyboard.press(key)
            page.screenshot(path=Path(scratch) / "picture.png")
            _save(Path(scratch) / "picture.png", name)
            page.close()
        browser.close()
        (Path(scratch) / "sheet.pdf").write_bytes(pages[SHEET])
        top = ["-png", "-r", "110", "-H", "330", "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run(["pdftoppm", *top, "sheet.pdf", "sheet"], cwd=scratch, check=True)
        _save(Path(scratch) / "sheet.png", "sheet")
    measured.write()
    (PICTURES / "made-from.json").write_text(json.dumps(_digests(pages), indent=2) + "\n", "utf-8")


def _save(path: Path, name: str) -> None:
    """Keep a picture with few colours: a tenth of the size, and nothing to see of it."""
    from PIL import Image

    Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
        PICTURES / f"{name}.png", optimize=True
    )


def _digests(pages: dict[str, bytes]) -> dict[str, str]:
    shown = {name: pages[path] for name, (path, _) in PAGES.items()}
    shown["sheet"] = PdfReader(BytesIO(pages[SHEET])).pages[0].extract_text().encode()
    return {name: _digest(page) for name, page in shown.items()}


def _digest(page: bytes) -> str:
    # A report says when it was made, and of which version of the assignment; a picture shows the top of a page.
    text = re.sub(
        rb"(?s)<style>.*?</style>|<[^>]*>|\d{4}-\d\d-\d\d \d\d:\d\d UTC|version [0-9a-f]+", b" ", page
    )
    return hashlib.sha256(b" ".join(text.split())[:SEEN]).hexdigest()[:16]


if __name__ == "__main__":
    main()
