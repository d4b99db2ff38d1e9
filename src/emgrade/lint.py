"""Rules for authors: mistakes that Otter accepts in silence, each told as `file:line: reason`.

What Otter refuses too, and what cannot be graded at all, is an error. The rest is a warning where a master was written
for Otter alone, and an error in a source that is ours.
"""

from __future__ import annotations

import ast
import builtins
import symtable
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from otter.assign.assignment import Assignment as OtterAssignment
from otter.assign.question_config import QuestionConfig

from .bundle import Tell, Visibility
from .errors import AuthorError
from .headings import misstated
from .imports import redefined
from .model import Assignment, Case, Question
from .rubric import read_rubric
from .settings import Course, config_line, nearest, wrong_grading
from .source import ALMOST, TEST_KEYS, answer_rows, ignored, no_marker, shares, tests_setting

OUR_QUESTION_KEYS = frozenset({"rubric", "pages", "tell", "visibility"})
OUR_KEYS = frozenset({"title", "minutes", "grading"})


def lint(assignment: Assignment, *, strict: bool = True) -> list[AuthorError]:
    """Return every mistake found, in the order of the source; where it is not `strict`, our own rules warn."""
    found = list(_config(assignment))
    for question in assignment.questions:
        found += _question(assignment, question)
    # Where a setting is wrong, words that disagree with it may be right.
    found = found or [one.error for one in misstated(assignment)]
    for error in found:
        error.warning &= not strict
    return sorted(found, key=lambda error: error.line)


def strict(assignment: Assignment, course: Course) -> bool:
    """Whether our rules hold: for percent sources always, for masters where `course.toml` says `strict = true`."""
    return course.strict or assignment.path.suffix == ".py"


def _at(assignment: Assignment, line: int, reason: str) -> AuthorError:
    return AuthorError(assignment.path, line, reason)


def _ours(assignment: Assignment, line: int, reason: str) -> AuthorError:
    """Return a breach of a rule that Otter does not have."""
    return AuthorError(assignment.path, line, reason, warning=True)


def _keys(config: object) -> frozenset[str]:
    """The keys that one of Otter's configurations knows."""
    return frozenset(key for key in vars(config) if not key.startswith("_"))


def _config(assignment: Assignment) -> Iterator[AuthorError]:
    known = _keys(OtterAssignment()) | OUR_KEYS
    for key in assignment.config:
        if key not in known:
            reason = f"unknown key `{key}` in the assignment's config{nearest(key, known)}"
            yield _at(assignment, config_line(assignment, key), reason)
    yield from wrong_grading(assignment)
    yield from _syntax(assignment)
    yield from _builtins(assignment)
    if not assignment.questions:
        yield _ours(assignment, 0, "no question: nothing to answer and nothing to grade")


def _syntax(assignment: Assignment) -> Iterator[AuthorError]:
    """Code that does not compile: Otter publishes it, and every notebook stops there."""
    answers = {cell: q.name for q in assignment.questions for cell in q.answer}
    for cell in assignment.cells:
        if cell.kind == "code" and not ignored(cell) and (error := _syntax_error(cell.source)):
            what = f"{answers[cell]}: the solution" if cell in answers else "this cell"
            line = cell.line + (error.lineno or 1) - 1
            yield _ours(assignment, line, f"{what} is not valid Python: {error.msg}")


def _builtins(assignment: Assignment) -> Iterator[AuthorError]:
    """A doctest reads names of the notebook: `sum` too, where the solution defines one."""
    if not tests_setting(assignment).get("ok_format"):
        return
    tests = [case.source for question in assignment.questions for case in question.cases]
    read = set[str]().union(*(globals_of(symtable.symtable(test, "<test>", "exec")) for test in tests))
    for cell in (cell for cell in assignment.cells if cell.kind == "code" and cell.source not in tests):
        for name in sorted(redefined([cell.source]) & read):
            yield _ours(assignment, cell.line, f"`{name}` is built in; tests read what students make of it")


def _syntax_error(source: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        from IPython.core.inputtransformer2 import TransformerManager

        try:
            plain: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        except SyntaxError:
            return error
        # `%matplotlib inline` and the like are no mistakes.
        return error if plain.rstrip() == source.rstrip() else _syntax_error(plain)
    return None


def _question(assignment: Assignment, question: Question) -> Iterator[AuthorError]:
    known = _keys(QuestionConfig({"name": question.name})) | OUR_QUESTION_KEYS
    for key in question.settings:
        if key not in known:
            reason = f"{question.name}: unknown key `{key}`{nearest(key, known)}"
            yield _ours(assignment, question.line, reason)
    for line in question.again:
        yield _ours(assignment, line, f"two questions are named {question.name}")
    for key, words in (("tell", get_args(Tell)), ("visibility", get_args(Visibility))):
        value = question.settings.get(key, words[0])
        if value not in words:
            reason = f"{question.name}: `{key}` should be one of {', '.join(words)}; it is {value!r}"
            yield _at(assignment, question.line, reason)
        elif key in question.settings and question.manual:
            yield _at(assignment, question.line, f"{question.name}: `{key}` is for questions with tests")
    if not isinstance(question.settings.get("manual", False), bool):
        yield _ours(assignment, question.line, f"{question.name}: `manual` is true or false")
    if question.unclosed:
        block, line = question.unclosed
        yield _ours(assignment, line, f"{question.name}: BEGIN {block} has no END {block}")
    for cell in (*question.prompt, *question.answer):
        if cell.kind == "raw" and ALMOST.match(cell.source):
            yield _ours(assignment, cell.line, f"{question.name}: {no_marker(cell)}")
    yield from _points(assignment, question)
    yield from _rubric(assignment, question)
    if question.manual:
        return
    if not question.cases:
        yield _ours(assignment, question.line, f"{question.name}: no tests, so nothing can be scored")
    for case in question.cases:
        for key in case.unknown:
            reason = f"{question.name}: unknown test setting `{key}`{nearest(key, TEST_KEYS)}"
            yield _ours(assignment, case.line, reason)
        if case.points is not None and case.points < 0:
            reason = (
                f"{question.name}: `points` of a test should be a number from 0 up; it is {case.points:g}"
            )
            yield _ours(assignment, case.line, reason)
    if not tests_setting(assignment).get("ok_format"):
        names = Counter(case.name for case in question.cases)
        for case in question.cases:
            if names[case.name] > 1:
                reason = f"{question.name}: two tests are named {case.name}; Otter would keep one of them"
                yield _ours(assignment, case.line, reason)
            yield from _case(assignment, question, case)
    yield from _markers(assignment, question)


def _points(assignment: Assignment, question: Question) -> Iterator[AuthorError]:
    points = question.settings.get("points")
    if not _is_points(points):
        reason = f"{question.name}: `points` should be a number from 0 up; it is {points!r}"
        yield _ours(assignment, question.line, reason)
        return
    if question.manual or not question.cases:
        return
    try:
        shares(question)
    except (ValueError, TypeError, AssertionError) as error:
        if isinstance(points, int | float):
            total = sum(case.points or 0 for case in question.cases)
            reason = f"tests add up to {total:g}, the question says {points:g}"
        else:
            reason = str(error)
        yield _at(assignment, question.line, f"{question.name}: {reason}")
        return
    if isinstance(points, int | float) and abs(question.points - points) > 1e-9:
        reason = f"{question.name}: tests add up to {question.points:g}, the question says {points:g}"
        yield _ours(assignment, question.line, reason)


def _rubric(assignment: Assignment, question: Question) -> Iterator[AuthorError]:
    try:
        rubric = read_rubric(question.settings.get("rubric"))
    except ValueError as error:
        yield _at(assignment, question.line, f"{question.name}: {error}")
        return
    pages = question.settings.get("pages", 1)
    if not isinstance(pages, int) or isinstance(pages, bool) or not 1 <= pages <= 10:
        reason = f"{question.name}: `pages` should be a whole number from 1 to 10; it is {pages!r}"
        yield _at(assignment, question.line, reason)
    total = sum(item.points for item in rubric)
    if rubric and not question.manual:
        yield _at(
            assignment, question.line, f"{question.name}: `rubric` is for questions with `manual: true`"
        )
    elif rubric and abs(total - question.points) > 1e-9:
        reason = f"{question.name}: the rubric adds up to {total:g}, the question says {question.points:g}"
        yield _at(assignment, question.line, reason)


def _is_points(points: object) -> bool:
    if isinstance(points, list):
        return all(p is None or _is_points(p) for p in points)
    if isinstance(points, dict):
        return set(points) == {"each"} and _is_points(points["each"])
    return points is None or (
        isinstance(points, int | float) and not isinstance(points, bool) and points >= 0
    )


def _case(assignment: Assignment, question: Question, case: Case) -> Iterator[AuthorError]:
    """A test sees its arguments and what it imports, never the notebook's other names."""
    function = symtable.symtable(case.source, "<test>", "exec").get_children()[0]
    for name in sorted(globals_of(function)):
        if not hasattr(builtins, name):
            reason = f"{question.name}: {case.name} uses `{name}`; import it inside the test or name it as an argument"
            yield _ours(assignment, case.line, reason)
    body = ast.parse(case.source).body[0]
    if all(isinstance(node, ast.Pass | ast.Constant) for node in getattr(body, "body", [])):
        yield _ours(assignment, case.line, f"{question.name}: {case.name} tests nothing")


def globals_of(table: symtable.SymbolTable) -> set[str]:
    """Return the names that a piece of code, and what is defined in it, reads from outside."""
    names = {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return names.union(*(globals_of(child) for child in table.get_children()))


def _markers(assignment: Assignment, question: Question) -> Iterator[AuthorError]:
    code = [cell for cell in question.answer if cell.kind == "code"]
    if not code:
        yield _ours(
            assignment,
            question.line,
            f"{question.name}: no answer cell between BEGIN SOLUTION and END SOLUTION",
        )
    for cell in code:
        marks = [row.mark for row in answer_rows(cell)]
        if marks.count("BEGIN") != marks.count("END"):
            reason = f"{question.name}: BEGIN SOLUTION and END SOLUTION do not pair up in this cell"
            yield _at(assignment, cell.line, reason)
        if not any(marks) and not _has_prompt(assignment, question):
            reason = (
                f"{question.name}: no solution marker in the answer cell, so students would see all of it"
            )
            yield _ours(assignment, cell.line, reason)


def _has_prompt(assignment: Assignment, question: Question) -> bool:
    """Whether a PROMPT block stands in for the solution, which Otter then removes as a whole."""
    first = question.answer[0].line if question.answer else question.line
    before = [c for c in assignment.cells if question.line < c.line < first]
    return any("BEGIN PROMPT" in c.source.upper() for c in before if c.kind == "raw")
