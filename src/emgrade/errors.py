"""The three kinds of error that a person may see.

An author's mistake names the file and the line. A submission's problem names the submission. An engine fault is
neither and says so.
"""

from pathlib import Path


class EmgradeError(Exception):
    """Anything that the command line reports as one plain sentence."""


class AuthorError(EmgradeError):
    """A mistake in an assignment's source.

    Parameters
    ----------
    path : Path
        The file to open.
    line : int
        The line to look at, counted from 1; 0 speaks of the whole file.
    reason : str
        What is wrong, in one sentence.
    warning : bool
        Whether a build goes on.
    """

    def __init__(self, path: Path | str, line: int, reason: str, *, warning: bool = False) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.warning = warning
        self.path = str(path)
        self.line = line
        self.reason = reason


class AuthorErrors(AuthorError):
    """Several mistakes, one a line; place and reason are the first one's."""

    def __init__(self, errors: list[AuthorError]) -> None:
        Exception.__init__(self, "\n".join(map(str, errors)))
        self.path, self.line, self.reason = errors[0].path, errors[0].line, errors[0].reason
        self.warning = False


class SubmissionError(EmgradeError):
    """A submission that cannot be graded; the sentence says why."""


class EngineError(EmgradeError):
    """A fault of the grader itself, not of the student's or the author's work."""
