"""Run the real Gradescope zip in a scratch root laid out like Gradescope's, and say who would see what."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from .bundle import PROFILE, Profile, read_profile
from .errors import EngineError

SETUP_SECONDS = 1800
RUN_SECONDS = 600  # Gradescope's own


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a run of the zip gave.

    Attributes
    ----------
    setup_seconds, run_seconds : float
        Wall time of `setup.sh` and of `run_autograder`.
    results : dict
        `results.json`.
    stdout : str
        What `run_autograder` printed; instructors alone see it.
    again : Rehearsal or None
        The same file handed in once more, so often that `shown_per_day` and `cool_down_minutes` hold hidden scores
        back; None where the assignment has no such rule.
    """

    setup_seconds: float
    run_seconds: float
    results: dict[str, Any]
    stdout: str
    again: Rehearsal | None = None

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The entries of `results.json`."""
        return list(self.results.get("tests", []))

    @property
    def score(self) -> float:
        """What the gradebook gets: the top-level score where there is one, else the sum."""
        found = self.results.get("score")
        return float(found if found is not None else sum(entry.get("score", 0) for entry in self.entries))

    @property
    def possible(self) -> float:
        """The points of all entries."""
        return float(sum(entry.get("max_score", 0) for entry in self.entries))

    def student_view(self) -> str:
        """Return what a student sees at once; Gradescope hides the total while any entry is hidden."""
        shown = [entry for entry in self.entries if self._visibility(entry) == "visible"]
        complete = len(shown) == len(self.entries)
        total = (
            f"Total: {self.score:g} / {self.possible:g}"
            if complete
            else "Total: not shown (an entry is hidden)"
        )
        return "\n".join([total, str(self.results.get("output", "")), *map(_entry, shown)]).strip()

    def instructor_view(self) -> str:
        """Return what an instructor sees: every entry with its visibility, and the output of the run."""
        entries = [f"[{self._visibility(entry)}] {_entry(entry)}" for entry in self.entries]
        total = f"Total: {self.score:g} / {self.possible:g}"
        return "\n".join([total, *entries, "--- output of the run ---", self.stdout]).strip()

    def _visibility(self, entry: dict[str, Any]) -> str:
        return str(entry.get("visibility", self.results.get("visibility", "visible")))


def rehearse(archive: Path, submission: Path, *, environment: Path | None = None) -> Rehearsal:
    """Unpack the zip, run its `setup.sh` and `run_autograder`, and return what they left.

    Parameters
    ----------
    archive : Path
        The zip that is uploaded to Gradescope.
    submission : Path
        A notebook, a script, an export zip, or a folder of files.
    environment : Path, optional
        A virtual environment that an earlier rehearsal's `setup.sh` made, or the place where this one's is kept.
        Without it, one is made from nothing and thrown away.

    Raises
    ------
    EngineError
        When the zip cannot be unpacked or one of its scripts fails.
    """
    with tempfile.TemporaryDirectory(prefix="emgrade-rehearsal-") as scratch:
        root = Path(scratch)
        root.chmod(0o755)
        _lay_out(root, archive, submission)
        place = (environment or root / "emgrade").absolute()
        setup = _set_up(root, place)
        profile = read_profile(root / "source" / PROFILE)
        now = datetime.now(timezone.utc).replace(microsecond=0)
        first = replace(_graded(root, place, _metadata(profile, now)), setup_seconds=setup)
        rule = profile.attempts
        if not (rule.shown_per_day or rule.cool_down_minutes):
            return first
        count = max(rule.shown_per_day, 1)
        times = [now + timedelta(seconds=second) for second in range(count + 1)]
        metadata = _metadata(profile, times[-1], times[:-1], first)
        return replace(first, again=_graded(root, place, metadata))


def _lay_out(root: Path, archive: Path, submission: Path) -> None:
    source = root / "source"
    try:
        with zipfile.ZipFile(archive) as found:
            found.extractall(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise EngineError(f"{archive}: cannot be unpacked ({error})") from None
    for name in ("setup.sh", "run_autograder"):
        if not (source / name).is_file():
            raise EngineError(f"{archive}: holds no {name} at its root")
        (source / name).chmod(0o755)
    shutil.copy(source / "run_autograder", root)
    if submission.is_dir():
        shutil.copytree(submission, root / "submission")
    else:
        (root / "submission").mkdir()
        shutil.copy(submission, root / "submission")


def _metadata(
    profile: Profile, now: datetime, earlier: Sequence[datetime] = (), last: Rehearsal | None = None
) -> dict[str, Any]:
    """Return what Gradescope says of a submission; of those before it only the last one's results are there."""
    before: list[dict[str, Any]] = [
        {"submission_time": time.isoformat(), "score": last.score if last else 0, "autograder_error": False}
        for time in earlier
    ]
    if before and last:
        before[-1]["results"] = last.results
    return {
        "id": 1,
        "created_at": now.isoformat(),
        "assignment": {
            "id": 1,
            "course_id": 1,
            "title": profile.title,
            "due_date": (now + timedelta(days=7)).isoformat(),
            "late_due_date": None,
            "release_date": (now - timedelta(days=7)).isoformat(),
            "group_submission": False,
            "group_size": None,
            "total_points": f"{sum(question.points for question in profile.questions):.1f}",
        },
        "submission_method": "upload",
        "users": [{"email": "student@example.org", "id": 1, "name": "A student"}],
        "previous_submissions": before,
    }


def _graded(root: Path, environment: Path, metadata: dict[str, Any]) -> Rehearsal:
    (root / "submission_metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    shutil.rmtree(root / "results", ignore_errors=True)  # Gradescope empties it before each run.
    (root / "results").mkdir()
    started = time.monotonic()
    stdout = _run(root, ["./run_autograder"], environment, RUN_SECONDS)
    return Rehearsal(0.0, time.monotonic() - started, _results(root), stdout)


def _set_up(root: Path, environment: Path) -> float:
    """Run `setup.sh`, unless it made the environment before."""
    if (environment / "bin" / "python").exists():
        return 0.0
    started = time.monotonic()
    _run(root, ["bash", "source/setup.sh"], environment, SETUP_SECONDS)
    return time.monotonic() - started


def _run(root: Path, command: list[str], environment: Path, seconds: float) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    ours = {
        "EMGRADE_ROOT": str(root),
        "EMGRADE_PYTHON": sys.executable,
        "EMGRADE_ENVIRONMENT": str(environment),
    }
    try:
        done = subprocess.run(
            command, cwd=root, env=kept | ours, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"{command[-1]} did not end within {seconds:g} s") from None
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])
        raise EngineError(f"{command[-1]} ended with status {done.returncode}:\n{last}")
    return done.stdout + done.stderr


def _results(root: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"the run left no valid results.json ({error})") from None
    return found


def _entry(entry: dict[str, Any]) -> str:
    points = f" {entry['score']:g}/{entry['max_score']:g}" if "max_score" in entry else ""
    return f"{entry['name']}{points}\n{entry.get('output', '')}".rstrip()
