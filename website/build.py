"""Build the site: gather docs/ and what is made (gallery, lectures, commands) in one folder, and run Sphinx on it.

`make site` writes build/site. It needs no network, and the pages need none either.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK, EXTRA, SITE = ROOT / "build/site-source", ROOT / "build/site-extra", ROOT / "build/site"
TREES = ROOT / "build/doctrees"
CONTENTS = {
    "Start": ["authoring"],
    "How to": [
        "howto/gradescope",
        "howto/canvas",
        "howto/moodle",
        "howto/colab",
        "howto/regrade",
        "howto/late",
        "howto/library",
        "howto/otter-course",
        "grading",
        "classroom",
    ],
    "Gallery": [
        "gallery/index",
        *(f"gallery/{name}" for name in ("em_exercise", "em_bound", "gmm_lab", "general_em")),
        "gallery/stepper",
        "gallery/reports",
    ],
    "Lectures": ["lectures/index"],
    "Reference": [
        "reference/commands",
        "reference/sources",
        "reference/emkit",
        "reference/emgrade",
        "notation",
        "reference/topics",
    ],
    "Explanation": [
        "explanation/processes",
        "architecture",
        "security",
        "explanation/proof",
        "explanation/formulas",
        "explanation/tests",
        "explanation/measured",
        "glossary",
    ],
    "Contributing": ["contributing"],
}


def main() -> None:
    """Gather, build, and leave nothing but the site and its cache."""
    # Here, since each process that grades the sample class reads the top of this file.
    import gallery
    import lectures
    import pictures
    import reference
    from sphinx.cmd.build import build_main

    # The read pages too: Sphinx would leave unchanged ones out of a search index that is not there any more.
    for folder in (WORK, EXTRA, SITE, TREES):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", WORK, ignore=shutil.ignore_patterns("__pycache__"))
    (WORK / "contributing.md").write_text(
        (ROOT / "CONTRIBUTING.md").read_text("utf-8").replace("](docs/", "]("), "utf-8"
    )
    page = WORK / "lectures/index.md"
    page.write_text(lectures.with_pictures(ROOT, page.read_text("utf-8")), "utf-8")
    made = gallery.pages(ROOT)
    if old := pictures.stale(made):
        raise SystemExit(
            f"docs/pictures: {', '.join(old)} show older pages. Run `.venv/bin/python website/pictures.py`."
        )
    for path, content in {**made, **reference.pages(), **lectures.pages(ROOT)}.items():
        target = (EXTRA if path.endswith((".html", ".pdf")) else WORK) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    contents = "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{chr(10).join(pages)}\n```\n"
        for caption, pages in CONTENTS.items()
    )
    with (WORK / "index.md").open("a", encoding="utf-8") as file:
        file.write(contents)
    settings = ["-q", "-W", "--keep-going", "-c", str(Path(__file__).parent), "-d", str(TREES)]
    failed = build_main([*settings, "-b", "html", str(WORK), str(SITE)])
    for page in SITE.rglob("*.html"):
        if page.parent.name != "samples":
            page.write_text(_accessible(page.read_text("utf-8")), "utf-8")
    raise SystemExit(failed)


def _accessible(page: str) -> str:
    """Add what the theme leaves out: levels of captions, names of landmarks, keyboard access to what scrolls."""
    for before, after in (
        ('role="heading">', 'role="heading" aria-level="2">'),
        ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Site">'),
        ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="This page">'),
        ("<pre>", '<pre tabindex="0">'),
        ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
        ('<th class="head"><p></p></th>', "<td></td>"),
        ('<div id="search-results">', '<h1>Search</h1>\n<div id="search-results">'),
    ):
        page = page.replace(before, after)
    return page


if __name__ == "__main__":
    main()
