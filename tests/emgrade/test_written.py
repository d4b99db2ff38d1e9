"""Written answers as HTML that does no harm, whatever a student puts into a notebook."""

import base64
import os
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emgrade.bundle import QuestionInfo
from emgrade.mathml import math
from emgrade.written import results_entries, written_answers

QUESTIONS = (QuestionInfo("q1", "", 2.0), QuestionInfo("w", "Question 1 · Why", 5.0, manual=True))
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ALLOWED = frozenset(
    [
        "p",
        "em",
        "strong",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
        "br",
        "a",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "math",
        "mrow",
        "mi",
        "mo",
        "mn",
        "ms",
        "mtext",
        "mspace",
        "msub",
        "msup",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "mover",
        "munder",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "eq",
        "eqn",
    ]
)


class Harmless(HTMLParser):
    """Fails on anything that does more than stand there: other elements, handlers, addresses that load or run."""

    def __init__(self, html):
        super().__init__()
        self.images, self.text = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "style" or tag in ("th", "td")
            if name == "src":
                assert re.match(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=]*$", value)
                self.images.append(value)
            if name == "href":
                assert re.match(r"(https?|mailto):|[#/\w.%?=-]*$", value), value

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)


def notebook(*cells):
    marks = [
        {
            "cell_type": "markdown",
            "source": "<!-- BEGIN QUESTION -->\n### Question 1 · Why",
            "metadata": {"editable": False},
        },
        *cells,
        {"cell_type": "markdown", "source": ["<!-- END ", "QUESTION -->"], "metadata": {}},
        {"cell_type": "markdown", "source": "After.", "metadata": {}},
    ]
    return {"cells": marks, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def markdown(source, **more):
    return {"cell_type": "markdown", "source": source, "metadata": {"tags": ["otter_answer_cell"]}, **more}


def answer(*cells):
    (found,) = written_answers(notebook(*cells), QUESTIONS)
    return found


def test_markdown_and_mathematics_are_rendered():
    html = answer(
        markdown(
            "The **bound** $\\ell(\\theta) < 3$:\n\n$$\\sum_k \\pi_k = 1$$\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        )
    ).html
    Harmless(html)
    assert "<strong>bound</strong>" in html
    assert html.count("<math") == 2
    assert 'display="block"' in html
    assert "<td>1</td>" in html


ROWS = [
    r"\begin{aligned} a &= b \\ &= c\end{aligned}",
    r"\begin{aligned}[t] a &= b \\ &= c\end{aligned}",
    r"\begin{align} a &= b \\[2pt] &= c \label{e}\end{align}",
    r"\begin{align*} a &= b \nonumber \\ &= c\end{align*}",
    r"\begin{alignat}{2} a &= b \\ &= c\end{alignat}",
    r"\begin{eqnarray} a &=& b \\ &=& c\end{eqnarray}",
    r"\begin{gather} a = b \\ = c\end{gather}",
    r"\begin{multline*} a = b \\ = c\end{multline*}",
    r"a = b \\ = c",
]


@pytest.mark.parametrize("rows", ROWS)
def test_equations_in_rows_are_drawn(rows):
    texts = [f"$${rows}$$", f"$$\n{rows}\n$$", f"So $${rows}$$ holds."]
    for text in [*texts, rows] if rows.startswith("\\") and "aligned" not in rows else texts:
        html = answer(markdown(text)).html
        Harmless(html)
        assert (html.count("<math"), html.count("<mtr")) == (1, 2), text
        assert [word for word in ("\\", "2pt", "label", "nonumber", "[") if word in html] == []


def test_the_number_of_an_equation_stays():
    html = answer(markdown(r"$$a = b \tag{7}$$ and $\arg\max_x$, $\operatorname*{arg\,min}_x$")).html
    assert "<mn>7</mn>" in html
    assert "\\" not in html
    assert "*" not in html


def test_latex_in_code_stays_code():
    html = answer(markdown("```\n\\begin{align} a \\end{align}\n```\n\nand `\\begin{align}`")).html
    assert "<math" not in html
    assert html.count(r"\begin{align}") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "\\begin{align}\\text{<script>alert(1)</script>} \\href{javascript:x}{y}\\end{align}",
        "\\begin{align}" * 3000,
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,<script>)",
        "![x](javascript:alert(1)) ![t](https://example.org/track.png) ![s](data:image/svg+xml,<svg onload=alert(1)>)",
        "$\\href{javascript:alert(1)}{x}$ $\\text{<script>alert(1)</script>}$ $\\style{position:fixed}{x}$ $\\class{a}{x}$",
        "$$\\text{</math><script>alert(1)</script>}$$",
        "<!-- <b --> <!DOCTYPE x> <?php ?> <![CDATA[<script>]]>",
        "```html\n</code></pre><script>alert(1)</script>\n```",
        "<details open ontoggle=alert(1)>x</details>",
        '[a]: javascript:alert(1) "x"\n\n[a]',
        "|" * 2000 + "\n" + "> " * 500 + "[" * 3000,
        "$" * 999 + "\\frac" * 500,
    ],
)
def test_nothing_runs_and_nothing_is_loaded(text):
    for cell in (markdown(text), {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}):
        Harmless(answer(cell).html)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>&\"'$\\`[]()!|#*_ \n:/=abcjsxdt{}-", max_size=200))
def test_no_text_is_harmful(text):
    Harmless(answer(markdown(text)).html)


def picture(kind, content, name="p.png"):
    return markdown(
        f"![my plot](attachment:{name})", attachments={name: {kind: base64.b64encode(content).decode()}}
    )


def test_pictures_of_the_notebook_are_inline():
    page = Harmless(answer(picture("image/png", PNG)).html)
    assert len(page.images) == 1
    output = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": base64.b64encode(PNG).decode() + "\n"},
    }
    code = {"cell_type": "code", "source": "plot()", "metadata": {}, "outputs": [output]}
    assert len(Harmless(answer(code).html).images) == 1


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (picture("image/png", PNG + os.urandom(5_000_000)), "A picture of 5.0 MB"),
        (picture("image/png", b"<svg onload=alert(1)>"), "cannot be read"),
        (picture("image/svg+xml", b"<svg onload=alert(1)>"), "cannot be read"),
        (picture('image/png;x" onerror="alert(1)', PNG), "cannot be read"),
        (markdown("![gone](attachment:no.png)"), "not in the notebook"),
    ],
)
def test_other_pictures_are_a_sentence(cell, says):
    found = answer(cell)
    page = Harmless(found.html)
    assert page.images == []
    assert says in "".join(page.text)
    assert len(found.html) < 2000


def test_many_pictures_stop_at_the_cap():
    big = PNG + bytes(900_000)
    page = Harmless(answer(*[picture("image/png", big) for _ in range(5)]).html)
    assert len(page.images) == 3


def test_an_untouched_answer_is_empty_and_a_deleted_cell_is_not():
    placeholder = markdown("_Type your answer here, replacing this text._")
    assert answer(placeholder).empty
    (gone,) = written_answers({"cells": []}, QUESTIONS)
    assert not gone.empty
    assert "no cell for this question" in gone.html
    assert answer(placeholder).digest != answer(markdown("x")).digest != answer(markdown("y")).digest


def test_prompts_and_later_cells_are_no_answers():
    html = answer(markdown("mine"), markdown("more")).html
    assert ("mine" in html, "more" in html, "Why" in html, "After" in html) == (True, True, False, False)


@pytest.mark.parametrize(
    "data", [{}, {"cells": 3}, {"cells": [{}]}, {"cells": [{"cell_type": "raw", "source": 1}]}]
)
def test_what_is_no_notebook_has_no_answers(data):
    (found,) = written_answers(data, QUESTIONS)
    assert "no cell" in found.html


def test_entries_of_results_json_give_no_points():
    (entry,) = results_entries(notebook(markdown("<b>mine</b>")), QUESTIONS)
    assert (entry["score"], entry["max_score"], entry["output_format"]) == (0, 0, "html")
    assert "&lt;b&gt;mine" in entry["output"]
    assert "Question 1 · Why" in entry["name"]


def test_lone_surrogates_and_long_answers_are_shown():
    found = answer(markdown("\ud800" + "word " * 40_000))
    assert "characters more are in the notebook" in found.html
    assert len(found.html) < 80_000


def test_many_long_cells_are_one_long_answer():
    """Drawing 60,000 characters takes seconds; a thousand such cells would hold up a class for an hour."""
    found = answer(*[markdown("word " * 3_000)] * 20, markdown("the last"))
    assert found.html.count("word") == 12_000
    assert found.html.count("240008 characters more are in the notebook") == 1


@pytest.mark.parametrize(
    "latex", [r"\href{javascript:x}{y}", r"\style{color:red}{x}", r"\class{x}{y}", r"\frac{", "x" * 3000]
)
def test_odd_latex_is_shown_as_it_is(latex):
    assert math(latex).startswith("<code>")
