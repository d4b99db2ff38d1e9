"""Read `answers.toml`: wrong answers with the score each must get, other right ones, mutants that are no mistakes."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import AuthorError
from .model import Assignment, Question
from .settings import read_toml
from .source import answer_rows

FILE = "answers.toml"
KEYS = {
    "wrong": {"slip", "score", "says", "elsewhere", "code", "value"},
    "right": {"style", "code", "value"},
    "equivalent": {"rows", "reason"},
}
_HEADER = re.compile(r"\[\[\s*([\w.-]+)\s*\]\]")


@dataclass(frozen=True, slots=True)
class Answer:
    """One known answer: a wrong one with the score it must get, or another right one with full marks.

    Attributes
    ----------
    question : str
        Which question it answers.
    label : str
        The slip's name, or the style of a right one.
    code : str
        What takes the place of the question's answer cell.
    score : float
        What the question must get.
    wrong : bool
        Whether it is a wrong answer.
    elsewhere : float
        How many points it may cost in other questions that are answered right.
    says : str
        Part of the sentence that the public check must show; empty where none is promised.
    line : int
        Where it stands in `answers.toml`.
    typed : bool
        Whether it is a number that was worked out once, on the data of that time.
    """

    question: str
    label: str
    code: str
    score: float
    wrong: bool
    says: str
    line: int
    elsewhere: float = 0.0
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Mutants of a reference answer that are right too: their changed rows, why, and where that is said."""

    question: str
    rows: tuple[str, ...]
    reason: str
    line: int


def read_answers(assignment: Assignment) -> tuple[list[Answer], list[AuthorError]]:
    """Return the known answers of an assignment, and every mistake in the file that lists them.

    A folder without `answers.toml` has no known answers, and no mistake.
    """
    found, errors = _read(assignment)
    return [answer for answer in found if isinstance(answer, Answer)], errors


def read_equivalents(assignment: Assignment) -> list[Equivalent]:
    """Return the mutants that an author has marked as right."""
    return [found for found in _read(assignment)[0] if isinstance(found, Equivalent)]


def _read(assignment: Assignment) -> tuple[list[Answer | Equivalent], list[AuthorError]]:
    path = assignment.path.parent / FILE
    if not path.is_file():
        return [], []
    try:
        text, tables = read_toml(path)
    except AuthorError as error:
        return [], [error]
    return _Reader(path, assignment, _header_lines(text)).read(tables)


def declared_slips(assignment: Assignment) -> list[Answer]:
    """Return the slips that typed formulas declare: wrong answers, each with the points that it keeps."""
    return [
        Answer(
            question=question.name,
            label=f"declared slip {wrong}",
            code=f"{question.formula.answer} = {wrong!r}",
            score=0.0 if isinstance(told, str) else told[1],
            wrong=True,
            says="",
            line=0,
        )
        for question in assignment.automatic
        if question.formula
        for wrong, told in question.formula.question.slips.items()
    ]


def answer_text(question: Question) -> str:
    """Return the reference answer of a question, without the markers."""
    code = (cell for cell in question.answer if cell.kind == "code")
    return "\n".join(row.text for cell in code for row in answer_rows(cell))


def assigned_names(question: Question) -> list[str]:
    """Return the names that the reference answer assigns or defines at its top level, in order."""
    names: list[str] = []
    for node in ast.parse(answer_text(question)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else []
        names += [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return list(dict.fromkeys(names))


def _header_lines(text: str) -> dict[str, list[int]]:
    """Line of every `[[question.kind]]` header; those inside of multi-line strings are none."""
    lines: dict[str, list[int]] = {}
    inside = ""
    for number, row in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(row.strip())
        if header and not inside:
            lines.setdefault(header[1], []).append(number)
        for quotes in re.findall(r"'''|\"\"\"", row):
            inside = quotes if not inside else "" if quotes == inside else inside
    return lines


@dataclass
class _Reader:
    path: Path
    assignment: Assignment
    lines: dict[str, list[int]]

    def read(self, tables: dict[str, Any]) -> tuple[list[Answer | Equivalent], list[AuthorError]]:
        answers: list[Answer | Equivalent] = []
        errors: list[AuthorError] = []
        for question, kind, number, table in self._tables(tables, errors):
            line = self._line(question.name, kind, number)
            try:
                _known_keys(kind, table)
                if kind == "equivalent":
                    answers.append(self._equivalent(question, table, line))
                else:
                    elsewhere = tables[question.name].get("elsewhere", 0)
                    answers.append(self._answer(question, kind, table, line, elsewhere))
            except _Mistake as mistake:
                errors.append(AuthorError(self.path, line, f"{question.name}: {mistake}"))
        errors += self._repeated([answer for answer in answers if isinstance(answer, Answer)])
        return answers, sorted(errors, key=lambda error: error.line)

    def _tables(
        self, tables: dict[str, Any], errors: list[AuthorError]
    ) -> Iterator[tuple[Question, str, int, dict[str, Any]]]:
        known = {q.name: q for q in self.assignment.automatic}
        for name, kinds in tables.items():
            if name not in known:
                errors.append(AuthorError(self.path, self._line(name), self._unknown(name, list(known))))
                continue
            for kind, rows in kinds.items() if isinstance(kinds, dict) else [("", None)]:
                if kind == "elsewhere":
                    continue  # what a wrong answer to this question may cost in others, if it does not say
                if kind not in KEYS or not isinstance(rows, list):
                    reason = f"{name}: answers stand under [[{name}.wrong]], [[{name}.right]] or [[{name}.equivalent]]"
                    errors.append(AuthorError(self.path, self._line(name, kind), reason))
                    continue
                for number, table in enumerate(rows):
                    yield known[name], kind, number, table

    def _line(self, name: str, kind: str = "", number: int = 0) -> int:
        if f"{name}.{kind}" in self.lines:
            return self.lines[f"{name}.{kind}"][number]
        return min(
            (rows[0] for header, rows in self.lines.items() if header.split(".")[0] == name), default=0
        )

    def _unknown(self, name: str, known: list[str]) -> str:
        if any(q.name == name for q in self.assignment.questions):
            return f"{name} is graded by a person; only automatic questions have known answers"
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}?" if near else f". The questions are {', '.join(known)}."
        return f"there is no question {name}{hint}"

    def _answer(
        self, question: Question, kind: str, table: dict[str, Any], line: int, elsewhere: Any
    ) -> Answer:
        wrong = kind == "wrong"
        label = table.get("slip" if wrong else "style")
        if not isinstance(label, str) or not label.strip():
            raise _Mistake('name the slip: slip = "..."' if wrong else 'name the style: style = "..."')
        says = table.get("says", "")
        if not isinstance(says, str):
            raise _Mistake(f"{label}: `says` is part of a sentence, in quotes")
        return Answer(
            question=question.name,
            label=label,
            code=_code(question, label, table),
            score=_score(question, label, table) if wrong else question.points,
            wrong=wrong,
            says=says,
            line=line,
            elsewhere=_elsewhere(label, table.get("elsewhere", elsewhere)),
            typed=_is_typed(table),
        )

    def _equivalent(self, question: Question, table: dict[str, Any], line: int) -> Equivalent:
        rows, reason = table.get("rows"), table.get("reason")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, str) for row in rows):
            raise _Mistake("name the changed rows: rows = ['...'], as `check --mutants` prints them")
        if not isinstance(reason, str) or not reason.strip():
            raise _Mistake('say why they are right: reason = "..."')
        return Equivalent(question.name, tuple(row.strip() for row in rows), reason, line)

    def _repeated(self, answers: list[Answer]) -> Iterator[AuthorError]:
        seen: dict[tuple[str, str], Answer] = {}
        for answer in answers:
            first = seen.setdefault((answer.question, answer.label), answer)
            if first is not answer:
                reason = f"{answer.question}: a second answer named {answer.label!r}; the first is in line {first.line}"
                yield AuthorError(self.path, answer.line, reason)


class _Mistake(Exception):
    """What is wrong with one table, without its place."""


def _known_keys(kind: str, table: dict[str, Any]) -> None:
    for key in table:
        if key not in KEYS[kind]:
            raise _Mistake(f"unknown key `{key}`; known are {', '.join(sorted(KEYS[kind]))}")


def _score(question: Question, label: str, table: dict[str, Any]) -> float:
    score = table.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise _Mistake(f"{label}: say what the question must get: score = 0")
    if not 0 <= score <= question.points:
        raise _Mistake(f"{label}: score = {score:g}, but the question has {question.points:g} points")
    if score == question.points:
        raise _Mistake(f"{label}: an answer with full marks is a right one: [[{question.name}.right]]")
    return float(score)


def _elsewhere(label: str, points: Any) -> float:
    if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
        raise _Mistake(f"{label}: `elsewhere` is how many points it may cost in other questions")
    return float(points)


def _code(question: Question, label: str, table: dict[str, Any]) -> str:
    if ("code" in table) == ("value" in table):
        raise _Mistake(f"{label}: give either `code` or `value`")
    code = table["code"] if "code" in table else _from_value(question, label, table["value"])
    if not isinstance(code, str):
        raise _Mistake(f"{label}: `code` is the text of a cell, between '''")
    try:
        ast.parse(code)
    except SyntaxError as error:
        raise _Mistake(f"{label}: not valid Python in its line {error.lineno}: {error.msg}") from None
    return code


def _from_value(question: Question, label: str, value: Any) -> str:
    """A value stands for the one name that the answer cell assigns; a table of values for some of its names."""
    names = assigned_names(question)
    if isinstance(value, dict):
        strange = [name for name in value if name not in names]
        if strange:
            raise _Mistake(f"{label}: the answer cell assigns {_listed(names)}, not {strange[0]}")
        assigned = [f"{name} = {_expression(label, text)}" for name, text in value.items()]
        return "\n".join([answer_text(question), *assigned])
    if len(names) != 1:
        table = f'value = {{{names[0]} = "..."}}' if names else "code"
        raise _Mistake(f"{label}: the answer cell assigns {_listed(names)}; write {table}")
    return f"{names[0]} = {_expression(label, value)}"


def _is_typed(table: dict[str, Any]) -> bool:
    """Whether an answer holds a decimal number and reads nothing that it could be computed from."""
    value = table.get("value", table.get("code"))
    parts = value.values() if isinstance(value, dict) else [value]
    nodes = [node for part in parts for node in ast.walk(ast.parse(str(part)))]
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    defines = any(isinstance(node, ast.FunctionDef) for node in nodes)
    return (
        read <= {"np"} and not defines and any(type(getattr(node, "value", None)) is float for node in nodes)
    )


def _expression(label: str, value: Any) -> str:
    if isinstance(value, bool | int | float):
        return repr(value)
    if not isinstance(value, str):
        raise _Mistake(f"{label}: a value is a Python expression in quotes")
    try:
        ast.parse(value, mode="eval")
    except SyntaxError:
        raise _Mistake(
            f"{label}: {value!r} is not a Python expression; text needs quotes of its own"
        ) from None
    return value


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "no name"
