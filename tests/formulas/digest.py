"""One number for all verdicts of the table: `PYTHONPATH=src python -m tests.formulas.digest`.

Standard library only, to be run under any Python from 3.10 on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from emkit.formula import Verdict, check

from .answers import GRADED
from .table import CORRECT, WRONG, invalid, styled


def verdicts() -> Iterator[Verdict]:
    """Yield the verdict on every answer of the table."""
    for name, question in GRADED.items():
        for formulas in (CORRECT[name], WRONG[name]):
            for pasted, _ in styled(formulas):
                yield check(pasted, question)
        for answer, _, _ in invalid(question.names):
            yield check(answer, question)


def digest() -> str:
    """Return a digest of all that the verdicts say and show."""
    everything = hashlib.sha256()
    for verdict in verdicts():
        said = (verdict.status, verdict.kind, verdict.offset, str(verdict), verdict._repr_latex_())
        everything.update(ascii(said).encode())
    return everything.hexdigest()[:16]


if __name__ == "__main__":
    print(digest())
