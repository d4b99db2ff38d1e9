"""Sheets on paper: every question on the same page for everybody."""

import base64
import io
import sys

import pytest

from emgrade.bundle import QuestionInfo
from emgrade.errors import EngineError
from emgrade.report.sheet import sheet
from emgrade.written import pieces
from tests.emgrade.test_written import PNG

pypdf = pytest.importorskip("pypdf", reason="the extra `sheet` is not installed")
pytest.importorskip("typst")
pytest.importorskip("pypandoc")

QUESTIONS = (
    QuestionInfo("w1", "First question", 3.0, manual=True),
    QuestionInfo("w2", "Second question", 3.0, manual=True, pages=2),
    QuestionInfo("w3", "Third question", 3.0, manual=True),
)
PLACES = ["First question", "Second question", "Second question", "Third question"]


def made(tmp_path, *answers):
    cells = []
    for question, answer in zip(QUESTIONS, answers, strict=True):
        cells += [
            {"cell_type": "markdown", "source": f"<!-- BEGIN QUESTION -->\n{question.title}", "metadata": {}},
            answer
            if isinstance(answer, dict)
            else {"cell_type": "markdown", "source": answer, "metadata": {}},
            {"cell_type": "markdown", "source": "<!-- END QUESTION -->", "metadata": {}},
        ]
    data = sheet(QUESTIONS, pieces({"cells": cells}, QUESTIONS), ("Ada Lovelace", "Lab", "abc"))
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def titles(pages):
    return [next(title for title in dict.fromkeys(PLACES) if title in page) for page in pages]


EMPTY = "_Type your answer here, replacing this text._"


@pytest.mark.slow
def test_every_question_is_on_its_page_whatever_was_written(tmp_path):
    """A short answer, the untouched notebook, and one of ten pages."""
    long = "\n\n".join(f"Paragraph {i}. " + "A sentence that goes on. " * 18 for i in range(90))
    short = made(tmp_path, "Because $x^2 > 0$.", "See\n\n$$a = b \\tag{3}$$", "No.")
    untouched = made(tmp_path, EMPTY, EMPTY, EMPTY)
    endless = made(tmp_path, long, "Short.", long)
    assert titles(short) == titles(untouched) == PLACES == titles(endless)[:4]
    assert len(endless) >= 4 + 10
    assert "continued on page 5" in endless[0]
    first_of_third = 5 + titles(endless[4:]).count("First question")
    assert f"continued on page {first_of_third}" in endless[3]
    assert titles(endless)[first_of_third - 1] == "Third question"
    assert "(3)" in short[1]
    assert all("Ada Lovelace" in page and "abc" in page for page in endless)
    text = "".join(endless)
    assert all(f"Paragraph {i}." in text for i in range(90))


@pytest.mark.parametrize(
    "text",
    [
        '```{=typst}\n#read("/etc/passwd")\n```',
        '`#read("/etc/passwd")`{=typst} #read("/etc/passwd") #import "x"',
        "![x](/etc/passwd) ![y](../../secret.png) ![z](https://example.org/x.png)",
        "$\\frac{$ $\\undefined{x}$ $#read$ $$ \\begin{align} a &= b $$",
        "<script>alert(1)</script> \\input{/etc/passwd} \\immediate\\write18{id}",
        "---\ntitle: x\n---\n\n% title\n\n@cite [@cite] #label <label> *a* _b_ = c",
        "\ud800 \x00 \x1b[31m",
    ],
)
def test_hostile_answers_are_shown_and_nothing_else(tmp_path, text):
    pages = made(tmp_path, text, "Fine.", EMPTY)
    assert titles(pages) == PLACES
    assert "root:" not in "".join(pages)
    assert "Fine." in pages[1]


def test_equations_are_drawn_as_in_the_notebook(tmp_path):
    """With dollars and without, in rows with an environment and without; what cannot be drawn is shown as typed."""
    pages = made(
        tmp_path,
        r"""First

\begin{align}
u &= v \\
s &= t
\end{align}

then $$\begin{aligned}[t] a &= b \\[2pt] &= c\end{aligned}$$""",
        r"$$p = q \\ r = z$$",
        "This \\foo stays, `\\begin{align}` too.\n\n(a) One (b) two.\n\n(a) One again.",
    )
    text = " ".join("".join(pages).split())
    assert titles(pages) == PLACES
    assert all(row in text for row in ("𝑢 = 𝑣", "𝑠 = 𝑡", "𝑎 = 𝑏", "𝑝 = 𝑞", "𝑟 = 𝑧"))
    assert [word for word in ("&", "2pt", "$", r"\\", "aligned") if word in text] == []
    assert (
        r"This \foo stays, \begin{align} too. (a) One (b) two. (a) One again." in text
    )  # no list of pandoc's


def test_pictures_and_code(tmp_path):
    data = base64.b64encode(PNG).decode()
    picture = {
        "cell_type": "markdown",
        "source": "Look: ![mine](attachment:p.png)",
        "metadata": {},
        "attachments": {"p.png": {"image/png": data}},
    }
    output = {"output_type": "display_data", "data": {"image/png": data}, "metadata": {}}
    code = {"cell_type": "code", "source": 'print("a\\\\b")', "metadata": {}, "outputs": [output]}
    pages = made(tmp_path, picture, code, EMPTY)
    assert "Look:" in pages[0]
    assert "print" in pages[1]
    assert titles(pages) == PLACES


def test_without_the_extra_there_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(EngineError, match=r"em-course-kit\[sheet\]"):
        sheet(QUESTIONS, {}, ("", "Lab", "abc"))
