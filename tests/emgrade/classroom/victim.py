"""Grades a class in a process of its own that a test may kill at any moment.

`python -m tests.emgrade.classroom.victim ROOT RUNS [stand-in]` grades ROOT/class with ROOT/autograder/tiny, and prints the
largest resident memory in MB at a quarter of the way and at the end. With `stand-in` the engine's place is taken by
something that gives large results at once: then the memory is that of the book-keeping alone.
"""

import resource
import sys
from contextlib import nullcontext
from pathlib import Path

from emgrade.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import open_session
from emgrade.model import QuestionResult, Result

from .tiny_class import engine


class StandIn:
    """Gives results of a realistic size."""

    def grade_many(self, paths):
        for path in paths:
            tests = [{"name": f"q{i}", "output": f"{path.name} " * 50} for i in range(20)]
            questions = (QuestionResult("q1", 1.0, 2.0),)
            yield Result(str(path), "tiny", "abc", questions, gradescope={"tests": tests})


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(root, runs, stand_in):
    opener = (lambda folder, count: nullcontext(StandIn())) if stand_in else engine
    intake = collect([root / "class"], "tiny")
    bundle = read_bundle(root / "autograder" / "tiny")
    with open_session(runs, bundle, intake, [root / "class"]) as session:
        print("ready", flush=True)
        marks = [
            memory()
            for number, _ in enumerate(session.grade(opener))
            if number in (len(session.todo) // 4, len(session.todo) - 1)
        ]
    print(*[round(mark, 1) for mark in marks], flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "stand-in" in sys.argv)
