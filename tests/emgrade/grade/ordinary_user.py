"""Run by a test as root: becomes an ordinary user, grades a notebook, prints the result."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from emgrade.grade import open_grader
from emgrade.grade.sandbox import users


def main(bundle: Path, submission: Path, scratch: Path) -> None:
    reason = users.open_way(scratch)
    if reason:
        sys.exit(reason)
    os.setgroups([])
    os.setgid(47_110)
    os.setuid(47_110)
    os.environ["HOME"] = str(scratch)
    with open_grader(bundle) as grader:
        result = grader.grade(submission)
    print(
        json.dumps(
            {"score": result.score, "error": result.error, "notes": [n.text for n in result.instructor_notes]}
        )
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
