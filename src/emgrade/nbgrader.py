"""`emgrade import nbgrader`: a source of ours from a notebook of nbgrader's.

The cells' metadata and the marks in them are described under "Creating and grading assignments" of nbgrader's manual.
An answer cell and the test cells behind it are a question. nbgrader runs tests in the notebook itself; here each is a
function of the names that it reads, so what changes the notebook cannot be one.
"""

from __future__ import annotations

import ast
import base64
import builtins
import re
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from .errors import EmgradeError
from .imports import plain
from .lint import globals_of

_HIDDEN = re.compile(r"^.*BEGIN HIDDEN TESTS.*\n(?:.*\n)*?.*END HIDDEN TESTS.*(?:\n|\Z)", re.MULTILINE)
_HIDDEN_MARK = re.compile(r"^.*(?:BEGIN|END) HIDDEN TESTS.*(?:\n|\Z)", re.MULTILINE)
_SCHEME = re.compile(r"^.*BEGIN MARK SCHEME.*\n((?:.*\n)*?).*END MARK SCHEME.*(?:\n|\Z)", re.MULTILINE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass
class Imported:
    """What an import made: the source's files by path, and what its author has to know."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    questions: int = 0
    manual: int = 0
    points: float = 0.0
    tests: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class _Question:
    """Cells of a question while they go by."""

    name: str
    cells: list[Any] = field(default_factory=list)
    tests: list[Any] = field(default_factory=list)
    points: float = 0.0
    lost: float = 0.0
    manual: bool = False


def import_nbgrader(path: Path) -> Imported:
    """Convert one notebook.

    Raises
    ------
    EmgradeError
        When it is no notebook, or none of nbgrader's.
    """
    try:
        book = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.validator.ValidationError) as error:
        raise EmgradeError(f"{path}: not a notebook ({str(error).splitlines()[0]})") from None
    if not any("nbgrader" in cell.metadata for cell in book.cells):
        raise EmgradeError(f"{path}: no cell of nbgrader's in it")
    return _Importer(path, book.cells).run()


class _Importer:
    """Goes through a notebook once, cell by cell."""

    def __init__(self, path: Path, cells: list[Any]) -> None:
        self.path = path
        self.cells = cells
        self.made = Imported(re.sub(r"\W+", "_", path.stem).strip("_").lower() or "imported")
        self.out: list[Any] = []
        self.names: set[str] = set()
        ordinary = [c.source for c in cells if c.cell_type == "code" and _kind(c) != "test"]
        self.notebook = _Names.of(ordinary)
        tests = _Names.of(cell.source for cell in cells if _kind(cell) == "test")
        # What one test imports, another may use: each imports it for itself.
        imported = tests.imports.keys() - self.notebook.bound
        self.notebook.imports |= {name: tests.imports[name] for name in imported}
        self.only_tests = tests.bound - self.notebook.bound - imported

    def run(self) -> Imported:
        question: _Question | None = None
        waiting: list[Any] = []  # cells between the tests of a question and what comes next
        for number, cell in enumerate(self.cells, start=1):
            self._attached(cell)
            kind = _kind(cell)
            if kind in ("answer", "manual", "task"):
                if question and (question.tests or question.lost or kind != "answer"):
                    self._close(question)
                    self.out += waiting
                    question, waiting = None, []
                if question is None:
                    question = _Question(self._name(cell), self._prompt())
                question.cells += waiting
                waiting = []
                self._answer(question, cell, kind)
                if kind != "answer":
                    self._close(question)
                    question = None
            elif kind == "test":
                if question is None:
                    self._note(number, cell, "it follows no answer cell")
                    continue
                question.cells += waiting
                waiting = []
                self._test(question, cell, number)
            elif question is not None:
                waiting.append(_plain(cell))
            else:
                self.out.append(_plain(cell))
        if question is not None:
            self._close(question)
        self.out += waiting
        return self._written()

    def _note(self, number: int, cell: Any, reason: str) -> None:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        points = _points(cell)
        lost = f" ({points:g} points)" if points else ""
        self.made.notes.append(f"{self.path.name}, cell {number}, {name}: not converted{lost}: {reason}")

    def _name(self, cell: Any) -> str:
        """A question is called as its answer cell; the ids that nbgrader makes up say nothing."""
        given = re.sub(r"[^\w.-]+", "_", str(cell.metadata["nbgrader"].get("grade_id", ""))).strip("_.-")
        name = given if given and not re.fullmatch(r"cell-[0-9a-f]+", given) else f"q{len(self.names) + 1}"
        while name in self.names:
            name += "_"
        self.names.add(name)
        return name

    def _prompt(self) -> list[Any]:
        """The text right in front of an answer cell belongs to its question."""
        return [self.out.pop()] if self.out and self.out[-1].cell_type == "markdown" else []

    def _answer(self, question: _Question, cell: Any, kind: str) -> None:
        text = cell.source
        if kind == "task":
            scheme = "".join(_SCHEME.findall(text)).strip()
            question.cells.append(new_markdown_cell(_SCHEME.sub("", text).strip()))
            answer = new_markdown_cell(scheme or "_No mark scheme._")
        elif cell.cell_type == "markdown":
            answer = new_markdown_cell(re.sub(r"(?m)^.*(BEGIN|END) SOLUTION.*\n?", "", text))
        else:
            answer = new_code_cell(_marked(_plain(cell).source))
        question.cells += [new_raw_cell("# BEGIN SOLUTION"), answer, new_raw_cell("# END SOLUTION")]
        if kind != "answer":
            question.manual, question.points = True, _points(cell)

    def _test(self, question: _Question, cell: Any, number: int) -> None:
        points = _points(cell)
        visible = _HIDDEN.sub("", cell.source).strip("\n")
        everything = _HIDDEN_MARK.sub("", cell.source).strip("\n")
        hidden = visible != everything
        if reason := self._unfit(everything):
            self._note(number, cell, reason)
            question.lost += points
            return
        name = re.sub(r"\W+", "_", str(cell.metadata["nbgrader"].get("grade_id", number))).strip("_")
        self.made.tests += 1
        question.points += points
        if hidden and not self._unfit(visible) and _statements(visible):
            question.tests.append(self._case(f"test_{name}", visible, points=0, hidden=False))
        name += "_hidden" if hidden else ""
        question.tests.append(self._case(f"test_{name}", everything, points=points, hidden=hidden))

    def _unfit(self, source: str) -> str:
        """Say why a test cannot be a function; nothing where it can."""
        if "### AUTOTEST" in source or "### HASHED AUTOTEST" in source:
            return "nbgrader writes an AUTOTEST when it builds"
        try:
            body = ast.parse(source).body
            if not _statements(source):
                return "it tests nothing"
            compile(_function("test", (), (), source), "<test>", "exec")
        except SyntaxError as error:
            return f"it is no plain Python ({error.msg})"
        last = body[-1].value if isinstance(body[-1], ast.Expr) else None
        if isinstance(last, ast.Name | ast.BinOp) or isinstance(getattr(last, "value", None), int | float):
            return "its last line may be partial credit"
        own = _Names.of([source])
        reads = _free(source)
        if deleted := sorted(own.deleted & self.notebook.bound):
            return f"it deletes `{deleted[0]}` of the notebook"
        if felt := (own.bound - own.imports.keys()) & (self.notebook.defined | self.notebook.felt):
            return f"it replaces `{min(felt)}`, which other cells use"
        if early := sorted(_early(body)):
            return f"it reads and replaces `{early[0]}`"
        if others := sorted(reads & self.only_tests):
            return f"it uses `{others[0]}`, which another test makes"
        return ""

    def _case(self, name: str, source: str, *, points: float, hidden: bool) -> Any:
        reads = _free(source)
        imports = sorted({self.notebook.imports[one] for one in reads & self.notebook.imports.keys()})
        names = [
            one
            for one in sorted(reads - self.notebook.imports.keys())
            if one in self.notebook.bound or not hasattr(builtins, one)
        ]
        settings = f"points: {points:g}\n" + ("hidden: true\n" if hidden else "")
        return new_code_cell(
            f'""" # BEGIN TEST CONFIG\n{settings}"""  # END TEST CONFIG\n{_function(name, names, imports, source)}'
        )

    def _close(self, question: _Question) -> None:
        if not question.tests and not question.manual:
            question.manual = True
            question.points = question.lost
            told = f"no test is left, so a person grades it ({question.points:g} points)"
            self.made.notes.append(f"{self.path.name}, {question.name}: {told}")
        settings: dict[str, Any] = {"name": question.name, "points": _number(question.points)}
        if question.manual:
            settings["manual"] = True
            self.made.manual += 1
        self.out.append(new_raw_cell(f"# BEGIN QUESTION\n{yaml.safe_dump(settings, sort_keys=False)}"))
        self.out += question.cells
        if question.tests:
            self.out += [new_raw_cell("# BEGIN TESTS"), *question.tests, new_raw_cell("# END TESTS")]
        self.out.append(new_raw_cell("# END QUESTION"))
        self.made.questions += 1
        self.made.points += question.points

    def _attached(self, cell: Any) -> None:
        """Keep the pictures inside of a text cell as files: a source of text has no place for them."""
        for attached, kinds in cell.get("attachments", {}).items():
            for data in kinds.values():
                content = base64.b64decode("".join(data))
                name = Path(attached).name
                while self.made.files.get(name, content) != content:  # Jupyter calls most of them image.png
                    name = f"_{name}"
                self.made.files[name] = content
                cell.source = cell.source.replace(f"attachment:{attached}", name)

    def _written(self) -> Imported:
        text = "\n".join(cell.source for cell in self.cells)
        for beside in sorted(self.path.parent.iterdir()):
            if beside.is_file() and beside.suffix != ".ipynb" and beside.name in text:
                self.made.files[beside.name] = beside.read_bytes()
        heading = re.search(
            r"(?m)^#+ +(.+?)\s*$", "\n".join(c.source for c in self.cells if c.cell_type == "markdown")
        )
        config: dict[str, Any] = {"title": heading[1] if heading else self.path.stem}
        if self.made.files:
            config["files"] = sorted(self.made.files)
        first = new_raw_cell(
            f"# ASSIGNMENT CONFIG\n{yaml.safe_dump(config, sort_keys=False, allow_unicode=True)}"
        )
        self.made.files[f"{self.made.name}.py"] = _percent([first, *self.out]).encode()
        return self.made


def _kind(cell: Any) -> str:
    facts = cell.metadata.get("nbgrader", {})
    if facts.get("task"):
        return "task"
    if facts.get("solution"):
        return "manual" if facts.get("grade") else "answer"
    return "test" if facts.get("grade") and cell.cell_type == "code" else ""


def _points(cell: Any) -> float:
    return float(cell.metadata.get("nbgrader", {}).get("points") or 0)


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _plain(cell: Any) -> Any:
    """A cell without metadata and outputs; a cell of a magic such as `%%html` becomes the call that it is."""
    source = cell.source
    if cell.cell_type == "code":
        if source.startswith("%%"):
            source = TransformerManager().transform_cell(source).rstrip("\n")  # type: ignore[no-untyped-call]
        return new_code_cell(re.sub(r"(?m)^(\s*)# ?%%", r"\1# % %", source))
    return new_raw_cell(source) if cell.cell_type == "raw" else new_markdown_cell(source)


def _marked(source: str) -> str:
    """Return an answer with Otter's marks; nbgrader replaces all of a cell that has none."""
    if "BEGIN SOLUTION" in source:
        return re.sub(r"(?m)^([ \t]*).*(BEGIN|END) SOLUTION.*$", r"\1# \2 SOLUTION", source)
    return f"# BEGIN SOLUTION\n{source}\n# END SOLUTION"


def _function(name: str, arguments: Iterable[str], imports: Iterable[str], source: str) -> str:
    rows = [*imports, *source.split("\n")]
    quoted = {  # a text over several rows keeps them as they are
        row
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for row in range(node.lineno, node.end_lineno or node.lineno)
    }
    first = len(rows) - source.count("\n") - 1
    body = [
        row if not row.strip() or number - first in quoted else f"    {row}"
        for number, row in enumerate(rows)
    ]
    return f"def {name}({', '.join(arguments)}):\n" + "\n".join(body)


def _statements(source: str) -> list[ast.stmt]:
    return [node for node in ast.parse(source).body if not isinstance(node, ast.Import | ast.ImportFrom)]


def _free(source: str) -> set[str]:
    """Names that code reads and does not make."""
    table = symtable.symtable(_function("test", (), (), source), "<test>", "exec")
    return globals_of(table.get_children()[0])


@dataclass
class _Names:
    """What pieces of code make at their top level, and what their functions read from there.

    `imports` holds the statement that imports a name; `defined` are functions and classes.
    """

    bound: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    felt: set[str] = field(default_factory=set)
    imports: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[str]) -> _Names:
        """Look through pieces of code; magics and broken pieces are left out."""
        found = cls()
        for source in sources:
            try:
                tree = ast.parse(plain(source))
            except SyntaxError:
                continue
            for node in _scope(tree):
                found._see(node)
            for table in symtable.symtable(ast.unparse(tree), "<cell>", "exec").get_children():
                found.felt |= globals_of(table)
        found.bound |= found.defined | found.imports.keys()
        return found

    def _see(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            (self.bound if isinstance(node.ctx, ast.Store) else self.deleted).add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                one = type(node)(**{**dict(ast.iter_fields(node)), "names": [alias]})
                self.imports[alias.asname or alias.name.partition(".")[0]] = ast.unparse(one)
        elif isinstance(node, _FUNCTIONS):
            self.defined |= {name for name in [getattr(node, "name", "")] if name}


def _scope(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs in a piece's own namespace: not the insides of functions, classes and comprehensions."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, (*_FUNCTIONS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            yield from _scope(child)


def _names_in(node: ast.AST) -> list[ast.Name]:
    return [one for one in _scope(node) if isinstance(one, ast.Name)]


def _early(body: list[ast.stmt]) -> set[str]:
    """Names that a piece of code reads before it assigns them: as locals of a function they would not be there."""
    stored: set[str] = set()
    found: set[str] = set()
    for statement in (one for one in body if not isinstance(one, _FUNCTIONS)):
        names = _names_in(statement)
        added = [one.target for one in ast.walk(statement) if isinstance(one, ast.AugAssign)]
        for name in names:
            if (isinstance(name.ctx, ast.Load) or name in added) and name.id not in stored:
                before = [
                    (one.lineno, one.col_offset) for one in names if one.id == name.id and one not in added
                ]
                before = [place for place in before if place < (name.lineno, name.col_offset)]
                if not (before and hasattr(statement, "body")):  # as in `for x in xs: use(x)`
                    found.add(name.id)
        stored |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return found & stored


def _percent(cells: list[Any]) -> str:
    """Write cells as a percent file, texts in raw strings."""
    written = []
    for cell in cells:
        # A text with such quotes in it is written as comments.
        quotes = {} if cell.cell_type != "code" and '"""' in cell.source else {"cell_markers": 'r"""'}
        facts = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "-all", **quotes}
        book = new_notebook(cells=[cell], metadata={"jupytext": facts})
        written.append(jupytext.writes(book, fmt="py:percent").strip("\n"))
    return "\n\n".join(written) + "\n"
