"""Written answers: found in a submission, and turned into HTML that can do no harm.

The HTML stands in pages of graders and students and in Gradescope's `results.json`. It comes from students, so nothing
of theirs is passed on as it is: Markdown is rendered with HTML switched off, mathematics becomes MathML of known
elements, pictures are those of the notebook itself, checked by their first bytes and no larger than a cap. Nothing is
loaded from anywhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from msgspec import Struct

from .bundle import QuestionInfo
from .mathml import math
from .printable import printable

MAX_PICTURE, MAX_PICTURES = 1_000_000, 3_000_000  # bytes: one, and all of an answer
ON_GRADESCOPE = (
    60_000  # bytes of pictures in an entry of `results.json`; Gradescope cuts texts at 100,000 characters
)
MAX_TEXT = 60_000  # characters of one answer; an essay of 150 words has a thousand
MAX_ENTRY = 95_000
_TOO_LONG = "<p><em>The answer is too long to be shown here; read it in the notebook.</em></p>"
_PLACEHOLDER = "_Type your answer here, replacing this text._"
_BEGIN, _END = "<!-- BEGIN QUESTION -->", "<!-- END QUESTION -->"
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a student wrote for one question. `digest` changes with the text; `empty` says that nothing was written."""

    question: str
    html: str
    digest: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell of an answer, for paper: its text, and its pictures by name as (kind, bytes)."""

    text: str
    code: bool
    pictures: Mapping[str, tuple[str, bytes]]


class _Output(Struct):
    data: dict[str, Any] = {}


class _Cell(Struct):
    cell_type: str
    source: str | list[str] = ""
    metadata: dict[str, Any] = {}
    attachments: dict[str, dict[str, str | list[str]]] = {}
    outputs: list[_Output] = []


class _Notebook(Struct):
    """Only what is read here, in its form: the rest may be anything."""

    cells: list[_Cell]


def written_answers(
    notebook: Mapping[str, Any], questions: Sequence[QuestionInfo], pictures: int = MAX_PICTURES
) -> tuple[Answer, ...]:
    """Return the answer to each written question of a notebook, as `grade.submission` reads it.

    `pictures` is how many bytes of pictures an answer may hold; a picture beyond that is named, not shown.
    """
    manual = [question for question in questions if question.manual]
    found = _regions(_cells(notebook), manual)
    return tuple(_answer(question.name, found.get(question.name), pictures) for question in manual)


def pieces(notebook: Mapping[str, Any], questions: Sequence[QuestionInfo]) -> dict[str, tuple[Piece, ...]]:
    """Return what was written for each written question of a notebook, cell by cell."""
    manual = [question for question in questions if question.manual]
    return {
        name: tuple(_piece(cell, text) for cell, text in _shown(_written(cells)))
        for name, cells in _regions(_cells(notebook), manual).items()
    }


def _shown(cells: Sequence[_Cell]) -> Iterator[tuple[_Cell, str]]:
    """Yield the cells of an answer with what is shown of their texts: drawing takes seconds, and there may be many."""
    left = MAX_TEXT
    for cell in cells:
        text = _source(cell)
        yield cell, text[:left]
        left -= len(text)
        if left <= 0:
            return


def _piece(cell: _Cell, text: str) -> Piece:
    found: dict[str, tuple[str, bytes]] = {}
    attached = [
        (name, kind, data) for name, kinds in cell.attachments.items() for kind, data in kinds.items()
    ]
    drawn = [
        (f"output {number}", kind, output.data[kind])
        for number, output in enumerate(cell.outputs)
        for kind in [kind for kind in _PICTURES if kind in output.data][:1]
    ]
    for name, kind, data in [*attached, *drawn]:
        content = _picture(kind, data)
        if content and len(content) <= MAX_PICTURE:
            found[name] = (kind, content)
    return Piece(text, cell.cell_type == "code", found)


def _written(cells: list[_Cell]) -> list[_Cell]:
    return [cell for cell in cells if _source(cell).strip() not in ("", _PLACEHOLDER, "...")]


def results_entries(notebook: Mapping[str, Any], questions: Sequence[QuestionInfo]) -> list[dict[str, Any]]:
    """Return an entry of `results.json` for each written question, to be read beside the automatic scores."""
    titles = {question.name: question.title or question.name for question in questions}
    return [
        {
            "name": f"{titles[answer.question]} (graded by a person)",
            "score": 0,
            "max_score": 0,
            "output": answer.html if len(answer.html) <= MAX_ENTRY else _TOO_LONG,
            "output_format": "html",
            "visibility": "visible",
        }
        for answer in written_answers(notebook, questions, ON_GRADESCOPE)
    ]


def _cells(notebook: Mapping[str, Any]) -> list[_Cell]:
    try:
        return msgspec.convert(notebook, _Notebook).cells
    except (msgspec.ValidationError, RecursionError):
        return []


def _regions(cells: Sequence[_Cell], manual: Sequence[QuestionInfo]) -> dict[str, list[_Cell]]:
    """Find the cells of each written question: those between Otter's two markers that the author did not write."""
    found: dict[str, list[_Cell]] = {}
    now: str | None = None
    for cell in cells:
        text = _source(cell)
        if cell.cell_type == "markdown" and _BEGIN in text:
            left = [question for question in manual if question.name not in found]
            fits = [question for question in left if question.title and question.title in text]
            now = (fits or left)[0].name if left else None
            if now is not None:
                found[now] = []
        elif cell.cell_type == "markdown" and _END in text:
            now = None
        elif now is not None and cell.metadata.get("editable", True):
            found[now].append(cell)
    return found


def _answer(question: str, cells: list[_Cell] | None, room: int) -> Answer:
    if cells is None:
        html = "<p><em>The notebook has no cell for this question any more.</em></p>"
        return Answer(question, html, hashlib.sha256(b"missing").hexdigest())
    kept = _written(cells)
    told = json.dumps([msgspec.to_builtins(cell) for cell in kept], sort_keys=True, default=str)
    digest = hashlib.sha256(told.encode(errors="backslashreplace")).hexdigest()
    if not kept:
        return Answer(question, "<p><em>Nothing was written.</em></p>", digest, empty=True)
    pictures = _Pictures(room)
    shown = [_html(cell, text, pictures) for cell, text in _shown(kept)]
    more = sum(len(_source(cell)) for cell in kept) - MAX_TEXT
    shown += [f"<p><em>{more} characters more are in the notebook.</em></p>"] if more > 0 else []
    return Answer(question, "\n".join(shown), digest)


def _html(cell: _Cell, text: str, pictures: _Pictures) -> str:
    if cell.cell_type == "markdown":
        return _rendered(text, cell.attachments, pictures)
    shown = [str(Markup("<pre><code>{}</code></pre>").format(text))]
    for output in cell.outputs:
        for kind in _PICTURES:
            if kind in output.data:
                shown.append(pictures.show(kind, output.data[kind], "A figure of the answer's"))
                break
    return "\n".join(shown)


def _rendered(text: str, attachments: Mapping[str, Mapping[str, Any]], pictures: _Pictures) -> str:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)

    def draw(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return str(math(tokens[index].content, tokens[index].type != "math_inline"))

    def picture(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        source, alt = str(tokens[index].attrGet("src") or ""), tokens[index].content
        for kind, data in attachments.get(source.removeprefix("attachment:"), {}).items():
            if source.startswith("attachment:"):
                return pictures.show(kind, data, alt)
        return str(Markup("<em>[A picture that is not in the notebook: {}]</em>").format(source[:200]))

    for name in ("math_inline", "math_inline_double", "math_block", "math_block_label", "amsmath"):
        markdown.add_render_rule(name, draw)
    markdown.add_render_rule("image", picture)
    try:
        return str(markdown.render(text))
    except Exception:  # Whatever a parser makes of it, a grader must be able to read it.
        return str(Markup("<pre>{}</pre>").format(text))


class _Pictures:
    """Pictures as `data:` addresses, as long as there is room."""

    def __init__(self, room: int) -> None:
        self.left = room

    def show(self, kind: str, data: Any, alt: str) -> str:
        text = "".join(data) if isinstance(data, list) else str(data)
        size = len(text) * 3 // 4
        if size > min(MAX_PICTURE, self.left):
            told = f"[A picture of {size / 1e6:.1f} MB, which is in the notebook: {alt[:200]}]"
            return str(Markup("<em>{}</em>").format(told))
        content = _picture(kind, data)
        if not content:
            return str(Markup("<em>[A picture that cannot be read: {}]</em>").format(alt[:200]))
        self.left -= size
        clean = base64.b64encode(content).decode()
        return f'<img alt="{escape(alt[:200])}" src="data:{kind};base64,{clean}">'


def _picture(kind: str, data: Any) -> bytes:
    """Return the bytes of a picture whose first bytes are those of its kind; nothing for any other."""
    text = "".join(data) if isinstance(data, list) else str(data)
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if content.startswith(_PICTURES.get(kind, b"\0none")) else b""


def _source(cell: _Cell) -> str:
    return printable(cell.source if isinstance(cell.source, str) else "".join(cell.source))
