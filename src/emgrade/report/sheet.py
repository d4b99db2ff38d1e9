"""Written answers on paper: one PDF for a submission, in which every question is on the same page for everybody.

Gradescope's fixed-length outline needs that. Each answer is laid out by itself; the pages that its question declares
(`pages: 1`) stand at its place, blank ones where it is shorter, and what is left follows at the end, with a pointer to
it. pandoc reads the Markdown (in its sandbox, without raw blocks of any kind), typst draws the pages; both are wheels.
"""

from __future__ import annotations

import importlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from emgrade.bundle import QuestionInfo
from emgrade.errors import EngineError
from emgrade.mathml import usual
from emgrade.written import Piece

_READ = (  # as near to a notebook as can be: no raw blocks, and no lists that Jupyter does not know
    "markdown-raw_html-raw_attribute-latex_macros-yaml_metadata_block-pandoc_title_block-citations"
    "-fancy_lists-example_lists-definition_lists-line_blocks"
)
_SAFELY = ["--sandbox", "--quiet"]
MAX_PAGES = 30  # of one answer; a book is not what was asked for


def sheet(
    questions: Sequence[QuestionInfo], answers: Mapping[str, Sequence[Piece]], header: tuple[str, str, str]
) -> bytes:
    """Return the PDF of one submission.

    Parameters
    ----------
    questions : sequence of QuestionInfo
        The written questions, in order.
    answers : dict
        Question -> what was written; nothing there gives empty pages.
    header : tuple of str
        What stands on top of every page: the student, the assignment, and its version.

    Raises
    ------
    EngineError
        When the extra is missing.
    """
    pypdf, typst = _library("pypdf"), _library("typst")
    with tempfile.TemporaryDirectory(prefix="emgrade-sheet-") as folder:
        scratch = Path(folder)

        def draw(question: QuestionInfo, body: str, pointer: str = "") -> list[Any]:
            source = scratch / "sheet.typ"
            source.write_text(_page(question, header, body, pointer), encoding="utf-8")
            return list(pypdf.PdfReader(BytesIO(typst.compile(str(source), root=folder))).pages)[:MAX_PAGES]

        fixed = sum(question.pages for question in questions)
        places: list[Any] = []
        rest: list[Any] = []
        for question in questions:
            try:
                body = "\n\n".join(_typst(piece, scratch) for piece in answers.get(question.name, ()))
                pages = draw(question, body)
            except EngineError:
                raise
            except Exception:  # Neither library has a common class for what it cannot read.
                plain = "\n\n".join(piece.text for piece in answers.get(question.name, ()))
                body = f"#raw({_string(plain)}, block: true)"
                pages = draw(question, body)
            if len(pages) > question.pages:
                pages = draw(question, body, f"continued on page {fixed + len(rest) + 1}")
            while len(pages) < question.pages:
                pages += draw(question, "")
            places += pages[: question.pages]
            rest += pages[question.pages :]
        writer = pypdf.PdfWriter()
        for page in [*places, *rest]:
            writer.add_page(page)
        writer.add_metadata({"/Title": "{1}: {0}".format(*header)})
        stream = BytesIO()
        writer.write(stream)
        return stream.getvalue()


def _typst(piece: Piece, scratch: Path) -> str:
    if piece.code:
        shown = [f'#raw({_string(piece.text)}, lang: "python", block: true)']
        return "\n\n".join([*shown, *(f"#image({_string(name)})" for name in _saved(piece, scratch))])
    pandoc = _library("pypandoc")
    names = dict(zip(piece.pictures, _saved(piece, scratch), strict=True))
    tree = json.loads(pandoc.convert_text(piece.text, "json", format=_READ, extra_args=_SAFELY))
    tree = _of_the_notebook(tree, names)
    found: str = pandoc.convert_text(json.dumps(tree), "typst", format="json", extra_args=_SAFELY)
    return found


def _saved(piece: Piece, scratch: Path) -> list[str]:
    names = []
    for kind, data in piece.pictures.values():
        name = f"picture-{len(list(scratch.glob('picture-*')))}.{kind.rpartition('/')[2]}"
        (scratch / name).write_bytes(data)
        names.append(name)
    return names


def _of_the_notebook(node: Any, names: Mapping[str, str]) -> Any:
    """Point pictures to those of the notebook, make every formula one that is known, and let nothing raw pass."""
    if isinstance(node, list):
        return [_of_the_notebook(child, names) for child in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Image":
        source = str(node["c"][2][0]).removeprefix("attachment:")
        if source not in names:
            told = f"[a picture that is not in the notebook: {source[:80]}]"
            return {"t": "Emph", "c": [{"t": "Str", "c": told}]}
        return {"t": "Image", "c": [["", [], []], node["c"][1], [names[source], ""]]}
    if node.get("t") == "Math":
        return {"t": "Math", "c": [node["c"][0], usual(node["c"][1])]}
    if node.get("t") in (
        "RawInline",
        "RawBlock",
    ):  # LaTeX outside of dollars, of which a notebook draws environments
        latex = node["c"][1]
        drawn = {"t": "Math", "c": [{"t": "DisplayMath"}, usual(latex)]}
        shown = drawn if latex.startswith("\\begin") else {"t": "Str", "c": latex}
        return {"t": "Para", "c": [shown]} if node["t"] == "RawBlock" else shown
    return {key: _of_the_notebook(value, names) for key, value in node.items()}


def _page(question: QuestionInfo, header: tuple[str, str, str], body: str, pointer: str) -> str:
    title = question.title or question.name
    student, assignment, version = header
    top = " · ".join(part for part in (student, assignment, f"version {version}") if part)
    return f"""
#let small(it) = text(size: 9pt, it)
#set page(
  paper: "a4",
  margin: (top: 2.6cm, bottom: 2cm, x: 2cm),
  header: [#small({_string(top)}) #h(1fr) #small({_string(title)}) #line(length: 100%, stroke: 0.5pt)],
  footer: context {{ if here().page() == {question.pages} [#h(1fr) #small({_string(pointer)})] }},
)
#set text(size: 11pt)
#set image(width: 80%)
#let horizontalrule = line(length: 100%, stroke: 0.5pt)
{body}
"""


def _string(text: str) -> str:
    """Return a typst string."""
    safe = (
        text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", "\\n")
        .replace("\r", "")
        .replace("\t", "\\t")
    )
    return f'"{safe}"'


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise EngineError("`emgrade sheet` needs the extra: pip install 'em-course-kit[sheet]'.") from None
