"""A class of small notebooks, for the real engine on the small bundle of `grade/tiny.py`."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from emgrade.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import load_run, open_session
from emgrade.grade import open_grader
from tests.emgrade.grade.tiny import answered, notebook, write_bundle

WRONG = {
    "q1": "double = lambda x: x",
    "q2": "answer = 1.0",
    "q3": "values = np.zeros(3)",
    "q4": "total = None",
}


def submission(*wrong: str, **answers: str) -> str:
    """A solved notebook with wrong answers to some questions; q1 gives 2 points, q2 3, q3 1, q4 4."""
    return json.dumps(notebook(answered(**{name: WRONG[name] for name in wrong}, **answers)))


# Six students and what each should get; a test of q4 uses `double` of q1.
CLASS = {
    "ada": (),
    "bob": ("q1",),
    "cy": ("q2",),
    "dee": ("q2", "q4"),
    "eve": ("q1", "q2", "q3", "q4"),
    "fay": ("q3",),
}
SCORES = {"ada": 10, "bob": 4, "cy": 7, "dee": 3, "eve": 0, "fay": 9}


def make(root: Path, students: dict[str, tuple[str, ...]] = CLASS) -> Path:
    """Write a folder of notebooks and the autograder; return `root`."""
    (root / "class").mkdir(parents=True)
    for name, wrong in students.items():
        (root / "class" / f"{name}.ipynb").write_text(submission(*wrong))
    write_bundle(root / "autograder" / "tiny")
    return root


def keep(root: Path) -> Callable[[], Path]:
    """Return what puts a folder back as it is now: a class graded once serves many tests. A run knows where it lies."""
    kept = root.with_name(f"{root.name}-kept")
    shutil.copytree(root, kept)

    def restore() -> Path:
        shutil.rmtree(root)
        return shutil.copytree(kept, root)

    return restore


def engine(folder: Path, count: int):
    """Open, as `grading.open_for` does."""
    return open_grader(folder, workers=1)


def ease(root: Path) -> None:
    """Make the hidden test of q2 (3 points) take any answer."""
    test = root / "autograder" / "tiny" / "tests" / "q2.py"
    text = test.read_text()
    test.write_text(text.replace('    close("answer", answer, 41.628473)', "    assert answer"))
    assert test.read_text() != text


def grade(root: Path, *, opener=engine, stop_after: int | None = None, source: str = "class", **options):
    """Grade the class; stop after some results where asked to."""
    bundle, sources = read_bundle(root / "autograder" / "tiny"), [root / source]
    with open_session(root / "runs", bundle, collect(sources, "tiny"), sources, **options) as session:
        for number, _ in enumerate(session.grade(opener), start=1):
            if number == stop_after:
                break
        return session, session.moves() if stop_after is None else ()


def scores(folder: Path) -> dict[str, float]:
    run = load_run(folder)
    return {entry.label: run.results[entry.id].score for entry in run.counted}
