"""Search what students get for what they must not have.

Secret are the lines of solutions, hidden tests with their names and data, and the values that they expect. What the
author writes in public too (a value in a worked example, the data set of the notebook) is no secret; a line of a
solution always is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from ..errors import AuthorError
from ..model import Assignment
from .secrets import (
    Secret,
    expected_values,
    follows,
    hidden_rows,
    is_plain,
    public_cells,
    secrets_of,
    sentences,
)
from .texts import ROUNDED_DIGITS, Text, texts_of
from .told import find_told

__all__ = ["find_leaks", "find_telling_sentences", "find_told", "public_cells", "sentences"]


def find_leaks(assignment: Assignment, student: Mapping[str, bytes]) -> list[AuthorError]:
    """Return every secret of an assignment that its student folder holds.

    Parameters
    ----------
    assignment : Assignment
        The source, which tells secret from public.
    student : mapping
        Path -> bytes of the student folder.

    Returns
    -------
    list of AuthorError
        Each at the public cell of the source that gives the secret away; at the secret itself where no cell does.
    """
    texts = [text for path in sorted(student) for text in texts_of(path, student[path])]
    found = list(_files(assignment, student))
    for secret in secrets_of(assignment):
        where = next((text for text in texts if secret.within(text)), None)
        if where is not None:
            line = _line_of(assignment, secret) or secret.line
            reason = f"{secret.question}: {secret.what} in what students get ({where.place}): {secret.shown}"
            found.append(AuthorError(assignment.path, line, reason))
    return sorted(found, key=lambda error: error.line)


def find_telling_sentences(assignment: Assignment) -> list[AuthorError]:
    """Return the sentences of tests that hold a value or the data of a hidden test of the same question."""
    found = []
    for question in assignment.automatic:
        values = [value for case in question.cases if case.hidden for _, value in expected_values(case)]
        rows = [
            row for case in question.cases if case.hidden for _, row in hidden_rows(case) if not is_plain(row)
        ]
        for case in question.cases:
            for line, sentence in sentences(case):
                text = Text("", sentence, ROUNDED_DIGITS - 1)
                if any(map(text.holds, values)) or any(follows(row, text.numbers) for row in rows):
                    reason = f"{question.name}: a sentence gives away what a hidden test expects: {sentence}"
                    found.append(AuthorError(assignment.path, line, reason))
    return found


def _files(assignment: Assignment, student: Mapping[str, bytes]) -> Iterator[AuthorError]:
    for path in sorted(student):
        name = PurePosixPath(path).name
        own = not path.startswith("emkit/")  # A module of emkit may have the name of an assignment.
        if own and name in ("answers.toml", f"{assignment.name}.py", "profile.json"):
            yield AuthorError(assignment.path, 0, f"{path} is in what students get")


def _line_of(assignment: Assignment, secret: Secret) -> int:
    """The row of a public cell that gives a secret away; 0 where none does."""
    for cell in public_cells(assignment):
        rows = cell.source.split("\n")
        for number, row in enumerate(rows, start=cell.line):
            if secret.within(Text("", row, ROUNDED_DIGITS)):
                return number
        if secret.within(Text("", cell.source, ROUNDED_DIGITS)):
            return cell.line
    return 0
