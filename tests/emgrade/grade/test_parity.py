"""Scores and public messages equal those of `otter run`, for every submission that the project has.

Otter takes seconds for each notebook, so many known answers share one: it stands before the reference answer with a
check of its own, by a copy of the question's tests that has a number in its name. A sample of them is compared, spread
evenly; `make parity` compares all.

Intended differences, each tested in `test_engine.py` or below:

- a call that does not end, a killed process and `exit()` cost the questions they touch; Otter crashes or hangs;
- `SystemExit` in a function that a test calls costs that question; in Otter it costs all;
- the network is closed, `/tmp` cannot be written to, memory and processes are limited;
- an object that is neither plain data nor a function fails every test (see `test_objects`);
- an exception of a test's own function reaches the student's with its type and no text;
- an array that a test passes is copied: a function that changes it in place does not change the own of an exception test.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from emgrade.answers import Answer, read_answers
from emgrade.bundle import read_bundle
from emgrade.grade import Grader
from emgrade.grade.otter_runner import run_otter
from emgrade.grade.submission import read_submission
from emgrade.model import Result
from emgrade.notebook import find_places
from emgrade.source import read_assignment

from .tiny import answered, cell, save

ROOT = Path(__file__).parents[3]
NAMES = sorted(p.name for p in (ROOT / "autograder").iterdir() if (p / "profile.json").is_file())
NO_TEXT = "the function raised "
ALL = os.environ.get("EMGRADE_PARITY") == "all"
EACH = 100 if ALL else 50  # answers in one notebook; a submission may check two hundred times


def outcome(result: Result) -> dict[str, Any]:
    """Everything that must be equal."""
    assert not result.error, result.error
    return {
        q.name: {
            "score": q.score,
            "possible": q.possible,
            "cases": [(c.name, c.passed, c.points, c.message if not c.hidden else "hidden") for c in q.cases],
        }
        for q in result.questions
    }


def expanded(name: str, answers: list[Answer], folder: Path) -> tuple[Path, Path]:
    """Return a bundle and a notebook in which each answer is tried, and checked, just before the reference answer."""
    bundle = folder / name
    shutil.copytree(ROOT / "autograder" / name, bundle)
    profile = json.loads((bundle / "profile.json").read_text())
    points = {question["name"]: question for question in profile["questions"]}
    book = read_submission(ROOT / "solutions" / name / f"{name}.ipynb").notebook
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    places = find_places([cell["source"] for cell in code])
    before: dict[str, list[dict[str, Any]]] = {}
    for number, answer in enumerate(answers):
        question, copied = answer.question, f"{answer.question}_{number}"
        test = (bundle / "tests" / f"{question}.py").read_text()
        renamed = test.replace(f"name = {question!r}", f"name = {copied!r}", 1)
        assert renamed != test
        (bundle / "tests" / f"{copied}.py").write_text(renamed)
        profile["questions"].append(points[question] | {"name": copied})
        profile["reads"][copied] = profile["reads"][question]
        place = code[places[question].answer[0]]
        before.setdefault(place["source"], []).extend([cell(answer.code), cell(f"grader.check({copied!r})")])
    (bundle / "profile.json").write_text(json.dumps(profile))
    book["cells"] = [c for old in book["cells"] for c in (*before.get(old["source"], ()), old)]
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(book))
    return bundle, path


def both(bundle: Path, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    with Grader(bundle) as grader:
        ours = outcome(grader.grade(path))
    return ours, outcome(run_otter(bundle, path))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["solutions", "student"])
def test_reference_and_untouched(name: str, kind: str) -> None:
    ours, theirs = both(ROOT / "autograder" / name, ROOT / kind / name / f"{name}.ipynb")
    assert ours == theirs


def known(name: str) -> list[Answer]:
    answers, errors = read_answers(read_assignment(ROOT / "assignments" / name / f"{name}.py"))
    assert not errors
    count = len(answers) if ALL else min(EACH, len(answers))
    return [answers[len(answers) * i // count] for i in range(count)]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("name", "part"),
    [(name, part) for name in NAMES for part in range(-(-len(known(name)) // EACH) if ALL else 1)],
)
def test_known_answers(name: str, part: int, tmp_path: Path) -> None:
    answers = known(name)[part * EACH : (part + 1) * EACH]
    ours, theirs = both(*expanded(name, answers, tmp_path))
    for number, answer in enumerate(answers):
        assert ours[f"{answer.question}_{number}"]["score"] == answer.score
    reference = [ours[question.name] for question in read_bundle(ROOT / "autograder" / name).automatic]
    assert [question["score"] for question in reference] == [question["possible"] for question in reference]
    assert ours == _without_texts(ours, theirs)


def _without_texts(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Drop the text of an exception of a test's own function, where ours says that it has none."""
    for question, found in theirs.items():
        pairs = zip(ours[question]["cases"], found["cases"], strict=True)
        found["cases"] = [
            our
            if NO_TEXT in our[3] and their == (*our[:3], their[3]) and _same_start(our[3], their[3])
            else their
            for our, their in pairs
        ]
    return theirs


def _same_start(ours: str, theirs: str) -> bool:
    return theirs.startswith(ours.partition(NO_TEXT)[0])


@pytest.mark.slow
def test_oddities(tiny_bundle: Path, tmp_path: Path) -> None:
    """Raising cells, magics, seeds, redefinitions and wrong kinds of answers, in one notebook."""
    before = "1 / 0\n%matplotlib inline\n"
    cells = answered(
        before, q1="def double(x): raise KeyError('x')", q2="answer = 'text'", q3="values = [1, 2]"
    )
    cells += [
        "%%time\nimport random",
        "answer = np.random.rand()",
        "grader.check('q2')",
        "def f(:",
        "import sys; sys.exit()",
    ]
    path = save(tmp_path / "tiny.ipynb", cells)
    with Grader(tiny_bundle) as grader:
        ours = outcome(grader.grade(path))
    assert ours == outcome(run_otter(tiny_bundle, path))


@pytest.mark.slow
def test_objects(tiny_bundle: Path, tmp_path: Path) -> None:
    """An object that is equal to everything earns points in Otter, and none here."""
    yes = "class Yes(float):\n    def __array__(self, *a, **k): return np.array([1.0, 4.0, 9.0])\n"
    path = save(tmp_path / "tiny.ipynb", answered(q3=f"class Yes:\n{yes.splitlines()[1]}\nvalues = Yes()"))
    with Grader(tiny_bundle) as grader:
        ours = outcome(grader.grade(path))
    theirs = outcome(run_otter(tiny_bundle, path))
    assert (ours["q3"]["score"], theirs["q3"]["score"]) == (0, 1)
    assert {q: v for q, v in ours.items() if q != "q3"} == {q: v for q, v in theirs.items() if q != "q3"}
