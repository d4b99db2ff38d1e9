"""What students see: cards in HTML, each with a twin in plain text. A mark and words say it; colour only helps."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from .run import PASSED, READABLE, UNANSWERED, WRONG

# Seen on white and on black: at least 3:1 on both.
_MARKS = {
    PASSED: ("✓", "#2f7fc1"),
    WRONG: ("✗", "#d55e00"),
    UNANSWERED: ("○", "#7f7f7f"),
    READABLE: ("•", "#2f7fc1"),
    "note": ("•", "#7f7f7f"),
}


@dataclass(frozen=True)
class Card:
    """One message.

    Attributes
    ----------
    state : str
        A state of a question, or "note".
    title : str
        The first line.
    lines : sequence of str
        Sentences; text in backquotes is code. What follows a line break inside one is shown as typed, for a caret.
    details : str
        What is folded away.
    rows : sequence of tuple of str
        A table; the first row is its head.
    link : str
        A file to download.
    """

    state: str
    title: str
    lines: Sequence[str] = ()
    details: str = ""
    rows: Sequence[tuple[str, ...]] = ()
    link: str = ""

    def __repr__(self) -> str:
        """Return the same words in plain text."""
        body = [*self.lines, *_columns(self.rows), self.link]
        return "\n".join(
            [f"{_MARKS[self.state][0]} {self.title}", *(textwrap.indent(line, "  ") for line in body if line)]
        )

    def summary(self, public_only: bool = True) -> str:
        """Return the plain text, as Otter's results do."""
        return repr(self)

    def _repr_html_(self) -> str:
        mark, colour = _MARKS[self.state]
        parts = [
            f'<p style="margin:0"><strong><span aria-hidden="true">{mark}</span> {_words(self.title)}</strong></p>'
        ]
        for line in self.lines:
            sentence, _, typed = line.partition("\n")
            parts.append(f'<p style="margin:.3em 0 0">{_words(sentence)}</p>')
            parts += (
                [f'<pre style="margin:.3em 0 0;font-family:monospace">{escape(typed)}</pre>'] if typed else []
            )
        parts += [_table(self.rows)] if self.rows else []
        if self.link:
            name = escape(self.link, quote=True)
            parts.append(
                f'<p style="margin:.3em 0 0"><a href="{name}" download="{name}">Download {name}</a></p>'
            )
        if self.details:
            parts.append(
                '<details style="margin:.3em 0 0"><summary>Details of the test</summary>'
                f'<pre style="white-space:pre-wrap">{escape(self.details)}</pre></details>'
            )
        style = f"border-left:.3em solid {colour};padding:.2em .8em;margin:.3em 0;max-width:50em"
        return f'<div class="emkit-card" role="status" style="{style}">{"".join(parts)}</div>'


def _words(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    head, *body = rows
    cell = 'style="text-align:left;padding:.1em .8em .1em 0"'
    shown = "".join(f'<th scope="col" {cell}>{_words(text)}</th>' for text in head)
    lines = "".join(
        "<tr>" + "".join(f"<td {cell}>{_words(text)}</td>" for text in row) + "</tr>" for row in body
    )
    return f'<table style="margin:.4em 0 0"><thead><tr>{shown}</tr></thead><tbody>{lines}</tbody></table>'


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def show(card: Card) -> None:
    """Show a card in the middle of a cell: as a notebook shows it where there is one, printed elsewhere."""
    import builtins

    # IPython puts `display` among the built-in names; the standard library alone has none.
    getattr(builtins, "display", print)(card)
