"""Run by a test as root: becomes an ordinary user, grades notebooks, prints a result a line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from emgrade.grade import open_grader
from emgrade.grade.sandbox import users


def main(workers: int, bundle: Path, scratch: Path, *submissions: Path) -> None:
    reason = users.open_way(scratch)
    if reason:
        sys.exit(reason)
    os.setgroups([])
    os.setgid(47_110)
    os.setuid(47_110)
    os.environ["HOME"] = os.environ["TMPDIR"] = str(scratch)
    with open_grader(bundle, workers=workers) as grader:
        for result in grader.grade_many(submissions):
            notes = [note.text for note in result.instructor_notes]
            told = [note.text for note in result.notes]
            print(
                json.dumps(
                    {
                        "name": Path(result.submission).name,
                        "score": result.score,
                        "error": result.error,
                        "notes": notes,
                        "told": told,
                    }
                )
            )


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(Path, sys.argv[2:]))
