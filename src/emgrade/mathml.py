"""LaTeX as MathML, which browsers draw and screen readers speak."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

from latex2mathml.converter import convert
from markupsafe import Markup

_REWRITTEN = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (
            r"\\(begin|end)\{(?:align|alignat|flalign|eqnarray)(?:ed)?\*?\}(?:\[[tbc]\]|\{\d\})?",
            r"\\\1{split}",
        ),
        (r"\\(begin|end)\{(?:gather|gathered|multline)\*?\}(?:\[[tbc]\])?", r"\\\1{matrix}"),
        (r"\\(?:begin|end)\{equation\*?\}|\\label\{[^{}]*\}|\\(?:nonumber|notag)\b", ""),
        (r"\\tag\*?\{([^{}]*)\}", r"\\qquad (\1)"),
        (r"\\\\\[[^][]*\]", r"\\\\"),
        (r"\\operatorname\*?\{", r"\\mathrm{"),
        (r"\\arg(?![A-Za-z])", r"\\mathrm{arg}\\,"),
    ]
]
_KNOWN_TAGS = """
math mrow mi mo mn ms mtext mspace msub msup msubsup mfrac msqrt mroot mover munder
munderover mtable mtr mtd mlabeledtr mstyle mpadded mphantom menclose mmultiscripts mprescripts none"""
_KNOWN_ATTRIBUTES = """
xmlns display stretchy fence form separator lspace rspace width height depth mathvariant displaystyle
scriptlevel linethickness accent accentunder columnalign columnspacing columnlines rowlines rowspacing
notation movablelimits minsize maxsize largeop symmetric mathsize mathcolor voffset"""
_TAGS, _ATTRIBUTES = frozenset(_KNOWN_TAGS.split()), frozenset(_KNOWN_ATTRIBUTES.split())


def usual(latex: str) -> str:
    r"""Return LaTeX in the words that its readers know: one environment for aligned rows, one for centred rows.

    The number of an equation, which readers drop, stands behind it. Rows without an environment get one.
    """
    for pattern, replacement in _REWRITTEN:
        latex = pattern.sub(replacement, latex)
    bare = "\\\\" in latex and not re.search(r"\\(?:begin|substack)\b", latex)
    return rf"\begin{{split}}{latex}\end{{split}}" if bare else latex.strip()


@lru_cache(maxsize=512)
def math(latex: str, display: bool = False) -> Markup:
    """Return MathML; the LaTeX itself where it cannot be read or would do more than be drawn."""
    plain = usual(latex)
    try:
        found: str = convert(plain, display="block" if display else "inline") if len(plain) <= 2000 else ""
    except Exception:  # The library has no common class for what it cannot read.
        found = ""
    return Markup(found) if found and _is_plain(found) else Markup("<code>{}</code>").format(latex.strip())


def _is_plain(mathml: str) -> bool:
    """Whether markup is MathML that is drawn and does nothing else: no link, no style, no foreign element."""
    reader = _Reader()
    reader.feed(mathml)
    reader.close()
    return reader.plain


class _Reader(HTMLParser):
    plain = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.plain = self.plain and tag in _TAGS and all(name in _ATTRIBUTES for name, _ in attrs)

    def handle_comment(self, data: str) -> None:
        self.plain = False

    def handle_decl(self, decl: str) -> None:
        self.plain = False

    def handle_pi(self, data: str) -> None:
        self.plain = False
