"""Grades a class with the fake grader, in a process of its own that a test may kill at any moment.

`python victim.py ROOT RUNS SECONDS` grades ROOT/class with ROOT/autograder/toy, SECONDS for each submission, and prints
the largest resident memory in MB at a quarter of the way and at the end.
"""

import resource
import sys
import time
from pathlib import Path

from fakes import FakeGrader

from emgrade.classroom.bundle import read_bundle
from emgrade.classroom.intake import collect
from emgrade.classroom.session import open_session


class Slow(FakeGrader):
    """Takes its time, and gives results of a realistic size."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def grade(self, path):
        time.sleep(self.seconds)
        result = super().grade(path)
        result.gradescope["tests"] = [{"name": f"q{i}", "output": f"{path.name} " * 50} for i in range(20)]
        return result


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(root, runs, seconds):
    bundle = read_bundle(root / "autograder" / "toy")
    intake = collect([root / "class"], "toy")
    with open_session(runs, bundle, intake, [root / "class"]) as session:
        marks = []
        print("ready", flush=True)

        def watch(entry, result):
            marks.append(memory() if len(marks) in (len(session.todo) // 4, len(session.todo) - 1) else 0)

        session.grade(Slow(seconds), watch)
    print(*[round(mark, 1) for mark in marks if mark], flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
