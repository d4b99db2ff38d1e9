"""One run on Gradescope: `python -m emgrade.grade.gradescope /autograder`.

A valid `results.json` exists from the first moment. It is replaced in one piece, and only after every process of the
student's has ended.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_WAITING = "The autograder did not finish. Submit again; if this comes back, tell your instructor."


def main(root: Path) -> None:
    """Grade `root/submission` with the bundle in `root/source` and write `root/results/results.json`."""
    started = time.monotonic()
    target = root / "results" / "results.json"
    write(target, report(_WAITING))
    close_folders(root)
    # Imported after the first result is there.
    from ...errors import EmgradeError
    from .. import open_grader
    from ..results import instructor_text

    try:
        with open_grader(root / "source") as grader:
            # Once the result is here, every process of the student's has ended.
            result = grader.grade(root / "submission")
            write(target, {**result.gradescope, "execution_time": round(time.monotonic() - started, 2)})
            print(instructor_text(result))
    except EmgradeError as error:
        write(target, report(f"The autograder could not start: {error} Please tell your instructor."))
        print(error)


def report(sentence: str) -> dict[str, Any]:
    """Return a valid result that says why there is no score."""
    return {"score": 0, "output": sentence, "tests": []}


def write(path: Path, results: dict[str, Any]) -> None:
    """Replace the file in one piece, so that a reader finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(".results.json.new")
    with fresh.open("w", encoding="utf-8") as out:
        json.dump(results, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def close_folders(root: Path) -> None:
    """Take other users' access to the tests, the submission and the results away."""
    if os.getuid() == 0:
        for name in ("source", "submission", "results"):
            folder = root / name
            if folder.is_dir():
                folder.chmod(0o700)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
