"""Answers told in words: a question's formula, number, letter or hidden data in prose, comments, code and figures.

What public code holds is given: data, and what public tests expect. Prose that repeats it gives nothing away.
"""

from __future__ import annotations

import io
import math
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from emkit.formula import read
from emkit.formula.compare import agrees, prepared

from ..errors import AuthorError
from ..model import Assignment, Question
from ..source import answer_rows
from .formulas import formulas_of, formulas_of_code
from .secrets import expected_values, follows, hidden_rows, is_fraction, is_plain, public_cells, sentences
from .texts import Text, significant

_DIGITS = 3  # of a value in prose
_ELSEWHERE_DIGITS = 5  # in another assignment, where fewer agree by chance
_TICK_DIGITS = 4  # in figures, where the marks of an axis have three
_TYPED = re.compile(r"^\w+ = (-?[0-9.]+(?:e-?[0-9]+)?)$")
_LETTER = re.compile(r"[\"']([A-Z])[\"']")
_SAYS_RIGHT = re.compile(
    r"\b(?i:answer|solution|right|correct)\b[^.!?\n]{0,30}?\b(?:is|are)\b:?\s*[\"'`*(]*([A-Z])\b(?![\w'])"
    r"|(?<![\w'])([A-Z])\b[\"'`*)]*\s+(?:is|are)\s+(?:the\s+)?(?:right|correct|answer|solution)\b"
)
# From Python 3.12 on, the text of an f-string is a token of its own.
_PROSE = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
_SVG = re.compile(r"<(?:text|title|desc)\b[^>]*>(.*?)</(?:text|title|desc)>|<!--(.*?)-->", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A piece of what students read: its place, and whether it is code; comments and quoted texts are not."""

    path: Path
    line: int
    text: str
    is_code: bool = False
    digits: int = _DIGITS

    @cached_property
    def formulas(self) -> list[str]:
        """What may be meant as a formula."""
        return [*(formulas_of_code if self.is_code else formulas_of)(self.text)]

    def rows(self) -> Iterator[Piece]:
        """Yield each row with its own line."""
        for number, row in enumerate(self.text.split("\n")):
            yield Piece(self.path, self.line and self.line + number, row, self.is_code, self.digits)

    @cached_property
    def words(self) -> Text:
        """The text with its numbers."""
        return Text("", self.text, self.digits)


def find_told(assignment: Assignment, others: Iterable[Assignment] = ()) -> list[AuthorError]:
    """Return every place where an answer of an assignment is told, in its own public text or in others.

    Parameters
    ----------
    assignment : Assignment
        Whose answers are looked for.
    others : iterable of Assignment
        What students have at the same time: the assignments before it. A later one may build on its answers.

    Returns
    -------
    list of AuthorError
        At the place where the answer is told.
    """
    own = _pieces(assignment)
    elsewhere = [piece for other in others for piece in _pieces(other)]
    pieces = own + [replace(piece, digits=_ELSEWHERE_DIGITS) for piece in elsewhere]
    given = [number for piece in own if piece.is_code for number in piece.words.numbers]
    found = {}
    for question in assignment.automatic:
        for piece, what in _told(question, pieces, own, given):
            reason = f"{question.name}: {what}"
            found[(piece.path, piece.line, reason)] = AuthorError(piece.path, piece.line, reason)
    return list(found.values())


def _told(
    question: Question, pieces: list[Piece], own: list[Piece], given: list[float]
) -> Iterator[tuple[Piece, str]]:
    if question.formula:
        key = prepared(question.formula.question)
        names, functions = question.formula.question.names, question.formula.question.functions
        for piece in pieces:
            for text in piece.formulas:
                verdict = read(text, names, functions)
                if not verdict.invalid and agrees(verdict.program, key):
                    yield piece, f"its answer is told here as a formula: {text}"
                    break
    prose = [piece for piece in pieces if not piece.is_code]
    for value in _values(question):
        if not is_fraction(value) and not any(math.isclose(value, known, rel_tol=1e-6) for known in given):
            rows = (row for piece in prose if piece.words.holds(value) for row in piece.rows())
            yield from (
                (r, f"a value of its answer is told here: {value:.10g}") for r in rows if r.words.holds(value)
            )
    for row in _rows(question):
        if not is_plain(row) and not follows(row, given):
            shown = ", ".join(f"{value:g}" for value in row)
            yield from (
                (p, f"data of a hidden test are told here: {shown}")
                for p in prose
                if follows(row, p.words.numbers)
            )
    letters = _letters(question)
    if len(letters) == 1:
        for piece in own:
            for match in _SAYS_RIGHT.finditer(piece.text):
                if not piece.is_code and {*match.groups()} & letters and _belongs(piece, question):
                    yield piece, f"its letter is told here: {match[0]}"


def _belongs(piece: Piece, question: Question) -> bool:
    """Whether a piece stands in the question's own text: elsewhere a letter may be another question's."""
    return any(
        cell.line <= piece.line <= cell.line + cell.source.count("\n")
        for cell in (*question.prompt, *question.answer)
    ) or any(case.line <= piece.line <= case.line + case.source.count("\n") for case in question.cases)


def _pieces(assignment: Assignment) -> list[Piece]:
    found: list[Piece] = []
    for cell in public_cells(assignment):
        if cell.kind == "code":
            found += _pieces_of_code(assignment.path, cell.line, cell.source)
        else:
            found.append(Piece(assignment.path, cell.line, cell.source))
    # Sentences of hidden tests that students are told at once. The other texts of a test are names and formulas.
    for question in assignment.automatic:
        for case in question.cases:
            if case.hidden and question.tell(case, "never") == "at_once":
                told = (
                    (line, text) for line, text in sentences(case) if text.rstrip().endswith((".", "?", "!"))
                )
                found += [Piece(assignment.path, line, text) for line, text in told]
    for name in assignment.files:
        path = assignment.path.parent / name
        if path.suffix == ".svg":
            texts = [a or b for a, b in _SVG.findall(path.read_text(encoding="utf-8", errors="replace"))]
            found.append(Piece(path, 0, "\n".join(texts), digits=_TICK_DIGITS))
    return found


def _pieces_of_code(path: Path, line: int, source: str) -> Iterator[Piece]:
    """Cut code into comments and quoted texts, each a piece of prose, and the rest."""
    rows = source.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _PROSE:
                continue
            (first, start), (last, end) = token.start, token.end
            yield Piece(path, line + first - 1, token.string)
            if first == last:
                rows[first - 1] = rows[first - 1][:start] + " " * (end - start) + rows[first - 1][end:]
            else:
                rows[first - 1 : last] = [""] * (last - first + 1)
    except (tokenize.TokenError, SyntaxError):
        pass  # magic commands and the like: the rest of the cell counts as code
    yield Piece(path, line, "\n".join(rows), is_code=True)


def _values(question: Question) -> set[float]:
    """Return what hidden tests expect, and numbers of some digits that the solution types."""
    expected = {
        value for case in question.cases if case.hidden for _, value in expected_values(case, _DIGITS)
    }
    typed = (
        _TYPED.match(row.text.strip()) for cell in question.answer for row in answer_rows(cell) if row.secret
    )
    return expected | {abs(float(m[1])) for m in typed if m and significant(m[1]) >= _DIGITS}


def _rows(question: Question) -> set[tuple[float, ...]]:
    return {row for case in question.cases if case.hidden for _, row in hidden_rows(case, least=_DIGITS)}


def _letters(question: Question) -> set[str]:
    rows: Sequence[str] = [
        row.text for cell in question.answer if cell.kind == "code" for row in answer_rows(cell) if row.secret
    ]
    return {letter for row in rows for letter in _LETTER.findall(row)}
