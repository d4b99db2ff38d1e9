"""What every assignment's source keeps to: one notation, one order of things, prose that can be read.

An assignment that `emgrade new` begins in this repository keeps to it as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from emgrade.cli import KINDS
from emgrade.model import Assignment, Cell
from emgrade.new import create
from emgrade.project import Project
from emgrade.source import read_assignment
from emkit.formula import check

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "assignments").glob("*/*.py") if path.stem == path.parent.name)
GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
]
COMMAND = r"\\(?:mathcal|mathbb|mathrm|mathbf|hat)\{?\\?\w+\}?|\\[A-Za-z]+|[A-Za-z]"


NEW = {"new": KINDS, "new_for_a_person": ("written",)}


@pytest.fixture(scope="module", params=[*SOURCES, *NEW], ids=lambda made: Path(made).stem)
def assignment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Each assignment, and what `emgrade new` makes: one with a question of every kind, one for a person alone."""
    if isinstance(request.param, Path):
        return read_assignment(request.param)
    root = tmp_path_factory.mktemp("new")
    (root / "assignments").mkdir()
    return read_assignment(create(Project(root), request.param, NEW[request.param])[0])


def prose(assignment: Assignment) -> list[Cell]:
    """Return the markdown cells that students read."""
    answers = {cell.line for question in assignment.questions for cell in question.answer}
    return [cell for cell in assignment.cells if cell.kind == "markdown" and cell.line not in answers]


def first_prompts(assignment: Assignment) -> list[tuple[str, str]]:
    """Return each question's name with its text."""
    return [
        (question.name, next(cell.source for cell in question.prompt if cell.kind == "markdown"))
        for question in assignment.questions
    ]


def words(text: str) -> int:
    """Count words outside of tables, lettered choices, equations, pictures and tags; an inline formula is one word."""
    text = re.sub(r"\$\$.*?\$\$|!\[.*?\]\(.*?\)|</?\w[^>]*>", " ", text, flags=re.DOTALL)
    text = re.sub(r"\$[^$]+\$", " formula ", text)
    text = re.sub(r"^(?:[-*] )?\*\*[A-Z]\*\*.*(?:\n(?! *\n|[-*] |\*\*).*)*", " ", text, flags=re.MULTILINE)
    rows = [row for row in text.splitlines() if not row.lstrip().startswith("|")]
    return len(re.findall(r"\S*[^\W_]\S*", "\n".join(rows)))


def formulas(text: str) -> list[str]:
    """Return what stands between dollar signs, without words set as text."""
    found = re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", text, flags=re.DOTALL)
    return [re.sub(r"\\(?:text|tag|operatorname|mathtt)\{[^}]*\}", " ", a or b) for a, b in found]


# --- notation ---------------------------------------------------------------------------------------------------


def table_rows(text: str) -> list[dict[str, str]]:
    """Return the rows of the tables in `text` as column -> cell; "in code" counts as "code"."""
    rows, header = [], None
    for line in text.splitlines():
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = [cell.removeprefix("in ") for cell in cells]
        elif not set(line) <= set("|-: "):
            rows.append(dict(zip(header, cells, strict=False)))
    return rows


def symbols(cell: str) -> list[str]:
    """Return the symbols of a table's first column: $\\pi_k, \\mu_k$ holds two, $q(x, y)$ one."""
    found = []
    for formula in re.findall(r"\$(.+?)\$", cell):
        found += re.split(r",\s*(?![^()]*\))", re.sub(r"\\[,;!]", "", formula))
    return [bare(symbol) for symbol in found]


def bare(symbol: str) -> str:
    return re.sub(r"\s|\([^()]*\)$", "", symbol).replace("{", "").replace("}", "")


def code_names(cell: str) -> set[str]:
    """Return the names in front of brackets, blanks or shapes in a code column."""
    spans = [span for span in re.findall(r"`([^`]+)`", cell) if re.match(r"[A-Za-z_]", span)]
    return {
        re.match(r"\w+", part)[0]
        for span in spans
        for part in span.split(", ")
        if re.match(r"[A-Za-z_]\w*", part)
    }


@pytest.fixture(scope="module")
def notation() -> dict[str, str]:
    rows = table_rows((ROOT / "docs" / "notation.md").read_text())
    return {symbol: row["code"] for row in rows for symbol in symbols(row["symbol"])}


def test_no_symbol_of_the_course_has_two_meanings():
    rows = table_rows((ROOT / "docs" / "notation.md").read_text())
    twice = [
        s for s, count in Counter(s for row in rows for s in symbols(row["symbol"])).items() if count > 1
    ]
    assert not twice
    meanings = Counter(row["meaning"] for row in rows)
    assert max(meanings.values()) == 1


def test_own_table_agrees_with_the_course(assignment, notation):
    [table] = [cell.source for cell in prose(assignment) if cell.source.startswith("## Notation")]
    for row in table_rows(table):
        own = symbols(row["symbol"])
        assert own, row
        known = set()
        for symbol in own:
            assert symbol in notation, f"{symbol} is not in docs/notation.md"
            known |= code_names(notation[symbol])
        named = {name for name in code_names(row["code"]) if name in ALL_NAMES}
        assert named <= known | {"K", "n", "d"}, f"{row['symbol']}: {named - known}"


ALL_NAMES = {"x", "X", "z", "pi", "mu", "var", "Sigma", "P", "resp", "q", "theta", "n_k", "elbo"}


def test_every_letter_with_a_subscript_is_in_the_notation(assignment, notation):
    known = {re.match(COMMAND, symbol)[0].replace("{", "").replace("}", "") for symbol in notation} | {"p"}
    known |= {part for symbol in notation for part in re.findall(r"\\?[A-Za-z]+", symbol)}
    for cell in prose(assignment):
        for formula in formulas(cell.source):
            plain = re.sub(r"\\(?:hat|tilde|bar)\{?(\\?\w+)\}?", r"\1", formula)
            plain = re.sub(r"_\{[^{}]*\}|_\\?\w", "_", plain)
            based = re.findall(r"(\\[A-Za-z]+|[A-Za-z])_", plain)
            greek = [f"\\{name}" for name in re.findall(r"\\([A-Za-z]+)", plain) if name in GREEK]
            for symbol in based + greek:
                if symbol not in (
                    "\\sum",
                    "\\prod",
                    "\\max",
                    "\\min",
                    "\\arg",
                    "\\int",
                    "\\mathbb",
                    "\\underbrace",
                ):
                    assert symbol in known, f"line {cell.line}: {symbol} in {formula!r}"


def test_conditioning_is_not_a_bare_bar(assignment):
    for cell in prose(assignment):
        for formula in formulas(cell.source):
            assert not re.search(r"(?<!\\)\|", formula), f"line {cell.line}: {formula}"


def test_a_capital_n_is_a_density_and_a_small_one_a_count(assignment):
    for cell in prose(assignment):
        assert not re.search(r"(?<![\w{\\])N_[k\d{]\S*\s*=\s*\\sum", cell.source), f"line {cell.line}"
        assert not re.search(r"\\frac\{1\}\{N_", cell.source), f"line {cell.line}"
        assert not re.search(r"sigma21|sigma22|\\sigma21", cell.source), f"line {cell.line}"


def test_equation_numbers_are_unique(assignment):
    tags = [tag for cell in prose(assignment) for tag in re.findall(r"\\tag\{(.+?)\}", cell.source)]
    assert [tag for tag, count in Counter(tags).items() if count > 1] == []


PRINTED = {r"\ln": "ln", r"\log": "log", r"\exp": "exp", r"\sqrt": "sqrt", r"\lvert": "abs", "e^": "exp"}


def test_a_function_that_is_printed_can_be_typed(assignment):
    text = "\n".join(cell.source for cell in prose(assignment))
    functions = {name for latex, name in PRINTED.items() if latex in text}
    for question in assignment.questions:
        if question.formula:
            asked = question.formula.question
            for function in functions:
                verdict = check(f"{function}({next(iter(asked.names))})", asked)
                assert not verdict.invalid, f"{question.name}: {verdict.message}"


# --- order ------------------------------------------------------------------------------------------------------


def test_opening(assignment):
    cells = [cell for cell in assignment.cells if cell.kind != "raw"]
    title, table, imports = cells[:3]
    assert title.source.splitlines()[0] == f"# {assignment.config['title']}"
    count = len(assignment.automatic)
    assert f"{count} automatic question{'s' * (count != 1)} " in title.source
    assert f"({assignment.points:g} point{'s' * (assignment.points != 1)})" in title.source
    manual = sum(question.points for question in assignment.questions if question.manual)
    assert f"({manual:g} points" in title.source or not manual
    assert table.source.startswith("## Notation")
    assert imports.kind == "code"
    assert re.match(r"import|from", imports.source)
    assert assignment.config["minutes"] > 0


def test_headings_number_name_and_points(assignment):
    headings = []
    for question, (_, text) in zip(assignment.questions, first_prompts(assignment), strict=True):
        heading = text.splitlines()[0]
        found = re.fullmatch(
            r"### Question (\d+(?:\.\d+)?) · (.+?) `(\d+) points?(, graded by a person)?`", heading
        )
        assert found, heading
        assert float(found[3]) == question.points, heading
        assert bool(found[4]) == question.manual, heading
        headings.append(tuple(int(part) for part in found[1].split(".")))
    assert headings == sorted(set(headings))


def test_a_question_says_what_to_give_back_before_it_hints(assignment):
    for question, (name, text) in zip(assignment.questions, first_prompts(assignment), strict=True):
        asked = re.search(r"\*\*(Return|Answer (?:also )?with)\*\*", text)
        hint = text.find("<details>")
        if not question.manual:
            assert asked, name
            assert hint < 0 or asked.start() < hint, name
        if "**Given**" in text and "**Return**" in text:
            assert text.index("**Given**") < text.index("**Return**"), name
        if hint >= 0:
            assert re.search(r"<details><summary>[^<]+</summary>\n\n.*?\n</details>\s*$", text, re.DOTALL), (
                name
            )
            assert text.count("<details>") == text.count("</details>")


def test_one_answer_cell(assignment):
    for question in assignment.automatic:
        code = [cell for cell in question.answer if cell.kind == "code"]
        assert len(code) == 1, question.name


def test_points_stand_on_hidden_tests_and_every_question_has_a_public_check(assignment):
    for question in assignment.automatic:
        public = [case.points for case in question.cases if not case.hidden]
        assert public, question.name
        assert set(public) == {0}, question.name
        assert sum(case.points for case in question.cases if case.hidden) == question.points, question.name


# --- prose ------------------------------------------------------------------------------------------------------


def test_size(assignment):
    if assignment.name in Project(ROOT).course().order:  # One that was just begun stands in no order yet.
        assert len(assignment.questions) >= 8
    assert len(assignment.questions) <= 28
    cells = [cell.source for cell in prose(assignment)]
    optional = next((i for i, text in enumerate(cells) if re.match(r"## .*\(optional\)", text)), len(cells))
    assert sum(words(text) for text in cells[:optional]) <= 2500
    assert sum(words(text) for text in cells[optional:]) <= 450


def test_cells_are_short(assignment):
    """At most 120 words a cell, not counting the folded hint."""
    for cell in prose(assignment):
        shown = re.sub(r"<details>.*?</details>", " ", cell.source, flags=re.DOTALL)
        assert words(shown) <= 120, f"line {cell.line}: {words(shown)} words"


@pytest.mark.parametrize("name", [path.stem for path in SOURCES])
@pytest.mark.parametrize("version", ["student", "solutions"])
def test_every_code_cell_that_is_built_is_code(name, version):
    book = json.loads((ROOT / version / name / f"{name}.ipynb").read_bytes())
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            compile(TransformerManager().transform_cell("".join(cell["source"])), "cell", "exec")


def test_voice(assignment):
    """No word that makes light of what is asked, and nothing about servers or policy."""
    for cell in prose(assignment):
        found = re.search(
            r"\b(simply|obviously|trivially|of course|gradescope|autograder|deadline)\b",
            cell.source,
            re.I,
        )
        assert not found, f"line {cell.line}: {found[0]}"


def test_pictures_have_alternative_text(assignment):
    for cell in prose(assignment):
        for text in re.findall(r"!\[(.*?)\]\(", cell.source, re.DOTALL):
            assert words(text) >= 5, f"line {cell.line}"


def test_names_of_the_course_are_names_of_its_code():
    everything = "\n".join(path.read_text() for path in SOURCES)
    for row in table_rows((ROOT / "docs" / "notation.md").read_text()):
        for name in code_names(row["code"]):
            assert re.search(rf"(?<!\w){name}(?!\w)", everything), name
