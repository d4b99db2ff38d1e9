"""Classes with known scores."""

import random

from emgrade.bundle import QuestionInfo
from emgrade.gradebook import ClassRun, Entry, Student
from emgrade.grades import Policy, with_grades
from emgrade.model import CaseResult, QuestionResult, Result

FRAME = "❌ Test case failed\nError at line 31 in test {q}:\n      value = call(1)\nHint: {says}"


def student(name: str, kind: str = "name") -> Student:
    return Student(
        f"{kind}:{name}", name, f"{name}@example.edu", f"id-{name}", identified_by="Gradescope metadata"
    )


def entry(name: str, **facts) -> Entry:
    facts.setdefault("students", (student(name),))
    return Entry(f"{name}-1", f"class.zip: {name}/toy.ipynb", digest=name, **facts)


def question(name: str, score: float, possible: float, says: str = "", hidden: int = 2) -> QuestionResult:
    message = FRAME.format(q=name, says=says) if says else ""
    failed = 0 if score >= possible else hidden
    cases = [CaseResult(f"{name} - 1", False, not says, 0.0, message, says)]
    cases += [
        CaseResult(f"{name} - {i + 2}", True, i >= failed, 1.0, "Hint: hidden words") for i in range(hidden)
    ]
    return QuestionResult(name, score, possible, tuple(cases))


def result(entry: Entry, *questions: QuestionResult, **facts) -> Result:
    return Result(entry.origin, "toy", "s1", questions, gradescope={"tests": [{"name": "q"}]}, **facts)


# Scores of five students in three questions; every statistic of these is worked out by hand in the tests.
POINTS = {"ada": (2, 3, 1), "bob": (2, 2, 0), "cy": (1, 3, 1), "dee": (0, 0, 0), "eve": (2, 1, 1)}
QUESTIONS = (QuestionInfo("q1", "", 2.0), QuestionInfo("q2", "Of $x_i$", 3.0), QuestionInfo("q3", "", 1.0))
SLIP = "Is the `variance` a variance?"


def small_class(points=POINTS) -> ClassRun:
    entries = tuple(entry(name) for name in points)
    results = {}
    for one in entries:
        scores = points[one.students[0].name]
        rows = [
            question(info.name, score, info.points, SLIP if info.name == "q1" and score < 2 else "")
            for info, score in zip(QUESTIONS, scores, strict=True)
        ]
        results[one.id] = result(one, *rows)
    run = ClassRun("toy", "Toy", "s1", "1", "2024-01-01T00:00:00+00:00", QUESTIONS, entries, results)
    return with_grades(run, Policy(), {})


def large_class(questions: tuple[QuestionInfo, ...], says: dict[str, list[str]], size: int = 60) -> ClassRun:
    """A class in which ability decides, with some who need a person."""
    draw = random.Random(7)
    entries, results = [], {}
    for i in range(size):
        one = entry(f"student {i:02d}")
        ability = draw.gauss(0.5, 0.25)
        rows = []
        for number, info in enumerate(info for info in questions if not info.manual):
            solved = draw.random() < ability + 0.4 - 0.05 * number
            score = info.points if solved else draw.choice([0, info.points / 2])
            words = "" if solved or draw.random() < 0.2 else draw.choice(says.get(info.name, ["Look again."]))
            rows.append(question(info.name, score, info.points, words))
        entries.append(one)
        results[one.id] = result(one, *rows)
    entries[3] = entry("student 03", notes=("The same file, byte for byte, as that of student 04.",))
    entries.append(entry("zed", state="unreadable", reason="It is a symbolic link."))
    entries.append(Entry("x-1", "class/notes.txt", state="ignored", reason="Neither a notebook nor a zip."))
    run = ClassRun(
        "toy", "The EM exercise", "5f2c", "1", "2024-01-01T00:00:00+00:00", questions, tuple(entries), results
    )
    return with_grades(run, Policy(), {})
