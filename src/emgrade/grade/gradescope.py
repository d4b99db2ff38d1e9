"""One run on Gradescope: `python -m emgrade.grade.gradescope /autograder`.

This process is the judge itself. A valid `results.json` exists from the first moment; it is replaced in one piece, and
only after every process of the student's has ended.

How often students are shown what hidden tests gave them is limited, so that an answer cannot be found by trial. Which
submissions showed it follows from the times of all of them, so nothing has to be remembered between two runs, and
grading a submission again gives the same answer. Gradescope tells these times in `submission_metadata.json`, whose form
may change: what is missing there shows everything.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..printable import counted

if TYPE_CHECKING:
    from ..bundle import Attempts

EARLIER = "What was shown last"
_DAY = timedelta(hours=24)
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


def read_metadata(path: Path) -> dict[str, Any]:
    """Return what Gradescope says about a submission; nothing where it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def shown_again(attempts: Attempts, now: datetime, earlier: Iterable[datetime]) -> datetime | None:
    """Return when hidden scores are shown again, None where this submission shows them.

    Parameters
    ----------
    attempts : Attempts
        The rule.
    now : datetime
        When this submission was made.
    earlier : iterable of datetime
        When the others were made; those after `now` do not count.
    """
    shown: list[datetime] = []
    for one in [*sorted(made for made in earlier if made < now), now]:
        free = [shown[-1] + timedelta(minutes=attempts.cool_down_minutes)] if shown else []
        if 0 < attempts.shown_per_day <= len(shown):
            free.append(shown[-attempts.shown_per_day] + _DAY)
        if not free or max(free) <= one:
            shown.append(one)
        elif one is now:
            return max(free)
    return None


def held_back(results: Mapping[str, Any], metadata: Mapping[str, Any], attempts: Attempts) -> dict[str, Any]:
    """Return `results.json` as a student may see it after so many attempts.

    The scores are the submission's own, so the grade is right; while they are held back, students see what the public
    tests say, what was shown last, and when the next scores come.
    """
    from .results import PUBLIC

    now = _time(metadata.get("created_at"))
    before = [
        one for one in _list(metadata.get("previous_submissions")) if isinstance(one, dict) and _graded(one)
    ]
    times = [_time(one.get("submission_time")) for one in before if not one.get("autograder_error")]
    again = shown_again(attempts, now, [time for time in times if time]) if now else None
    if again is None:
        return dict(results)
    assignment = metadata.get("assignment")
    has_end = isinstance(assignment, dict) and assignment.get("due_date")
    later = "after_due_date" if has_end else "after_published"
    tests = [
        {**one, "visibility": later} if one.get("visibility") == "visible" and one["name"] != PUBLIC else one
        for one in results["tests"]
    ]
    shown = (_last(one["results"]) for one in reversed(before) if isinstance(one.get("results"), dict))
    if last := next(filter(None, shown), ""):
        tests.insert(1, {"name": EARLIER, "status": "passed", "visibility": "visible", "output": last})
    told = f"{_rule(attempts)} The next submission that shows them is one made after {again:%d %B, %H:%M (UTC%z)}."
    told += " Checks in your notebook work at any time, and the points of this submission count."
    return {**results, "tests": tests, "output": "\n".join(filter(None, [told, results.get("output")]))}


def _rule(attempts: Attempts) -> str:
    often, minutes = attempts.shown_per_day, attempts.cool_down_minutes
    parts = [f"{counted(often, 'time')} in 24 hours"] if often else []
    parts += [f"at most every {minutes:g} minutes"] if minutes else []
    return f"The points of hidden tests are shown {', '.join(parts)}."


def _last(results: Mapping[str, Any]) -> str:
    """Return what an earlier submission showed: its points, or what it repeated of one before."""
    from .results import shortened

    tests = [one for one in _list(results.get("tests")) if isinstance(one, dict)]
    for one in tests:
        if one.get("name") == EARLIER:
            return shortened(str(one.get("output", "")))
    points = [
        f"{one.get('name')}: {one['score']:g} of {one['max_score']:g}"
        for one in tests
        if one.get("visibility") == "visible" and one.get("max_score") and _has_points(one)
    ]
    return shortened("\n".join(points))


def _time(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _graded(earlier: Mapping[str, Any]) -> bool:
    """Whether an earlier submission got points: one that was refused, or that the autograder failed on, showed none."""
    results = earlier.get("results")
    tests = _list(results.get("tests")) if isinstance(results, dict) else None
    return tests is None or any(isinstance(one, dict) and _has_points(one) for one in tests)


def _has_points(test: Mapping[str, Any]) -> bool:
    return _is_number(test.get("score")) and _is_number(test.get("max_score"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
