"""Sphinx's settings. `website/build.py` gathers the pages and runs it."""

import re
from pathlib import Path

from docutils.nodes import SkipNode

from emgrade.report.text import math

HERE = Path(__file__).parent

project = "EM course kit"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "EM course kit"
html_static_path = [str(HERE / "static")]
html_css_files = ["extra.css"]
html_extra_path = [str(HERE.parent / "build/site-extra")]
html_copy_source = html_show_sourcelink = False
html_show_sphinx = html_show_copyright = False
html_math_renderer = "mathml"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#00568a", "color-brand-content": "#00568a"},
    "dark_css_variables": {"color-brand-primary": "#7cc4f5", "color-brand-content": "#7cc4f5"},
}
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "a11y-high-contrast-dark"
myst_enable_extensions = ["dollarmath", "attrs_block"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
default_role = "code"
autodoc_default_options = {"exclude-members": "set"}


def setup(app):
    """Write every formula as MathML, which needs no script; a formula's number stands beside it."""

    def inline(translator, node):
        translator.body.append(str(math(node.astext())))
        raise SkipNode

    def block(translator, node):
        number = re.search(r"\\tag\{([^{}]*)\}", node.astext())
        tag = f'<span class="number">({number[1]})</span>' if number else ""
        formula = math(node.astext(), display=True)
        translator.body.append(f'<div class="formula" tabindex="0">{formula}{tag}</div>')
        raise SkipNode

    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
