"""One run on Gradescope: `python -m emgrade.grade.gradescope /autograder`.

This process is the judge itself. A valid `results.json` exists from the first moment; it is replaced in one piece, and
only after every process of the student's has ended.
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
    # Other users, of whom a student's code is one, see neither the tests nor the submission nor the results.
    if os.getuid() == 0:
        for folder in (root / "source", root / "submission", root / "results"):
            if folder.is_dir():
                folder.chmod(0o700)
    # Imported after the first result is there.
    from ..bundle import read_bundle
    from ..errors import EmgradeError
    from .attempts import held_back, read_metadata

    metadata = read_metadata(root / "submission_metadata.json")  # before any code of the student's runs
    try:
        bundle = read_bundle(root / "source")
        if bundle.engine == "otter":
            from .otter_runner import run_otter

            result = run_otter(root / "source", root / "submission")
        else:
            from .pool import open_judge

            judge = open_judge(bundle)
            try:
                result = judge.grade(root / "submission")
            finally:
                judge.close()
    except EmgradeError as error:
        write(target, report(f"The autograder could not start: {error} Please tell your instructor."))
        print(error)
        return
    from .results import instructor_text

    shown = held_back(result.gradescope, metadata, bundle.attempts) if result.graded else result.gradescope
    found = {**shown, "execution_time": round(time.monotonic() - started, 2)}
    write(target, found)
    print(instructor_text(result))
    if result.graded and any(info.manual for info in bundle.questions):
        # Only now: whatever an answer holds, the scores are there.
        from ..written import results_entries
        from .submission import read_submission

        entries = results_entries(read_submission(root / "submission").notebook, bundle.questions)
        write(target, {**found, "tests": [*found["tests"], *entries]})


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


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
