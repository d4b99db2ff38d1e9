"""A trivial autograder and a grader that reads scores out of the submission's own text."""

import json
from contextlib import nullcontext
from pathlib import Path

from emgrade.model import CaseResult, QuestionResult, Result

QUESTIONS = {"q1_1": 2.0, "q1_2": 3.0}


def bundle_folder(root: Path, name: str = "toy", questions: dict[str, float] | None = None) -> Path:
    folder = root / "autograder" / name
    (folder / "tests").mkdir(parents=True)
    listed = [{"name": q, "points": p, "manual": False} for q, p in (questions or QUESTIONS).items()]
    profile = {"assignment": name, "title": "Toy", "stamp": "s1", "questions": listed, "reads": {}}
    (folder / "profile.json").write_text(json.dumps(profile))
    for question in questions or QUESTIONS:
        (folder / "tests" / f"{question}.py").write_text(f"# tests of {question}\n")
    return folder


def notebook(**scores: float) -> str:
    """A notebook whose only cell names its scores."""
    cells = [{"cell_type": "code", "source": json.dumps(scores), "metadata": {}, "outputs": []}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class FakeGrader:
    """Scores a submission by what it says, in the questions of the autograder that it is opened on; counts calls."""

    def __init__(self, reverse: bool = False, stop_after: int | None = None, factor: float = 1.0) -> None:
        self.calls: list[str] = []
        self.reverse, self.stop_after, self.factor = reverse, stop_after, factor
        self.asked = list(QUESTIONS)

    def __call__(self, folder: Path, count: int):
        """Open, as `grading.open_for` opens the engine."""
        listed = [one["name"] for one in json.loads((folder / "profile.json").read_text())["questions"]]
        assert {path.stem for path in (folder / "tests").iterdir()} == set(listed)
        self.asked = [
            one for one in listed if "kept from" not in (folder / "tests" / f"{one}.py").read_text()
        ]
        return nullcontext(self)

    def grade_many(self, paths):
        queue = list(paths)[::-1] if self.reverse else paths
        for path in queue:
            if self.stop_after is not None and len(self.calls) >= self.stop_after:
                raise KeyboardInterrupt
            self.calls.append(Path(path).name)
            yield self.grade(path)

    def grade(self, path: Path) -> Result:
        try:
            scores = json.loads(json.loads(path.read_text())["cells"][0]["source"])
        except (ValueError, KeyError, UnicodeDecodeError, IndexError, TypeError):
            return Result(str(path), "toy", "s1", status="refused", error="This is not a notebook.")
        questions = tuple(self._question(name, scores.get(name, 0.0)) for name in self.asked)
        public = "\n\n".join(f"{q.name} results: {q.score}" for q in questions)
        tests = [{"name": q.name, "score": q.score, "max_score": q.possible} for q in questions]
        report = {"tests": [{"name": "Public Tests", "output": public}, *tests]}
        return Result(str(path), "toy", "s1", questions, seconds=0.01, gradescope=report)

    def _question(self, name: str, score: float) -> QuestionResult:
        score *= self.factor
        message = "" if score == QUESTIONS[name] else f"`{name}` is off. Look again."
        cases = (CaseResult("public", False, not message, 0.0, message),)
        return QuestionResult(name, score, QUESTIONS[name], cases)
