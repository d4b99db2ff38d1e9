"""What the grader itself can run into: each fault is a sentence and a status, and costs no other submission anything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from emgrade.bundle import read_bundle
from emgrade.errors import EngineError
from emgrade.grade import Grader
from emgrade.grade.sandbox.process import Sandbox
from emgrade.grade.tests import OutOfTime, judge_clock

from .conftest import scores
from .promises import holds
from .tiny import HEAD, KINDS, LIMITS, OPEN, POINTS, TESTS, answered, save, write_bundle

FULL = {"q1": 2.0, "q2": 3.0, "q3": 1.0, "q4": 4.0}
root_only = pytest.mark.skipif(os.getuid() != 0, reason="needs root")


def in_own_mounts(setup: str, bundle: Path, *books: Path, **environment: str) -> list[str]:
    """Grade in a mount namespace that a shell command prepares; return a line for each submission."""
    code = (
        "import sys; from pathlib import Path\n"
        "from emgrade.errors import EngineError\n"
        "from emgrade.grade import open_grader\n"
        "try:\n"
        "    with open_grader(Path(sys.argv[1])) as g:\n"
        "        for book in sys.argv[2:]:\n"
        "            r = g.grade(Path(book)); print(r.status, r.score, r.error)\n"
        "except EngineError as error: print('engine', error)\n"
    )
    command = ["unshare", "-m", "sh", "-c", f'{setup} && exec "$@"', "sh", sys.executable, "-c", code]
    done = subprocess.run(
        [*command, str(bundle), *map(str, books)], capture_output=True, text=True, timeout=120, check=False,
        env=os.environ | environment,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def in_a_judge_with(change: str, bundle: Path, *books: Path) -> list[str]:
    """Grade in a judge of which something is changed first; return a line for each submission."""
    code = (
        "import sys; from pathlib import Path\n"
        "from emgrade.grade import judge, pool, tests\n"
        f"{change}\n"
        "it = pool.open_judge(pool.read_bundle(Path(sys.argv[1])))\n"
        "for book in sys.argv[2:]:\n"
        "    r = it.grade(Path(book))\n"
        "    said = {case.sentence for q in r.questions for case in q.cases}\n"
        "    print(r.status, {q.name: float(q.score) for q in r.questions}, said, r.error)\n"
        "it.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(bundle), *map(str, books)],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    return done.stdout.splitlines()


def can_mount() -> bool:
    return not subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode


@root_only
@pytest.mark.slow
@pytest.mark.skipif(not can_mount(), reason="no mount namespaces here")
def test_a_full_disk_is_a_fault_and_no_grade(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "bundle")
    (bundle / "files" / "large.txt").write_text("x" * 300_000)
    lines = in_own_mounts(
        "mount -t tmpfs -o size=500k,mode=1777 tmpfs /var/tmp",
        bundle,
        save(tmp_path / "a.ipynb", answered()),
        TMPDIR="/var/tmp",
    )
    assert len(lines) == 1
    assert lines[0].startswith("fault 0 a.ipynb: the grader failed (No space left on device)"), lines


@root_only
@pytest.mark.slow
@pytest.mark.skipif(not can_mount(), reason="no mount namespaces here")
def test_a_run_folder_that_cannot_be_written_to(tiny_bundle: Path, tmp_path: Path) -> None:
    book = save(tmp_path / "a.ipynb", answered())
    assert in_own_mounts("mount -t tmpfs -o ro tmpfs /run", tiny_bundle, book) == ["graded 10 "]


@root_only
def test_a_temporary_folder_that_is_closed(tiny_bundle: Path, tmp_path: Path, monkeypatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(EngineError, match=r"cannot enter /.*Set TMPDIR"):
        Sandbox(read_bundle(tiny_bundle))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_test_that_sends_too_much_is_the_test_s_fault(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "bundle")
    test = bundle / "tests" / "q1.py"
    test.write_text(test.read_text().replace("double, 20.5), 41.0", "double, list(range(10**6))), 41.0"))
    with Grader(bundle) as one:
        result = one.grade(save(tmp_path / "a.ipynb", answered()))
    assert scores(result) == FULL | {"q1": 0}
    assert result.notes == ()
    (failed,) = (case for case in result.questions[0].cases if not case.passed)
    assert "too many parts" in failed.message or "a test sends" in failed.message


def test_the_judge_has_a_clock_of_its_own() -> None:
    with pytest.raises(OutOfTime, match=r"longer than 0\.1 s"), judge_clock(0.1):
        while True:
            pass


@holds(
    "Loops, forks, threads, memory, output and disk cost the submission's own questions",
    "clocks and resource limits",
)
def test_a_judge_that_cannot_be_interrupted_is_ended() -> None:
    """One call into a library, such as a dictionary of a million keys with one hash, takes no notice of a clock."""
    code = "from emgrade.grade import tests\ntests.END_SECONDS = 0.1\nwith tests.judge_clock(0.1): sum(range(10**12))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=100, check=False)
    assert done.returncode == -signal.SIGVTALRM


@holds("What answers cost the judge has a total for each submission; honest answers still count", "any")
@pytest.mark.slow
def test_the_judge_s_time_for_one_submission_has_a_total(tiny_bundle: Path, tmp_path: Path) -> None:
    """Each answer stays within the clock of a case; together they do not, and the honest ones still count.

    Reading the cells is on the clock too: what functions depend on is found in their syntax trees.
    """
    colliding = "{(2**61 - 1) * i for i in range(10_000)}"
    hostile = answered(q2=f"answer = {colliding}", q3=f"values = {colliding}")
    cells = {"a": hostile, "b": answered("x = 1\n" * 100_000), "c": answered()}
    books = [save(tmp_path / f"{name}.ipynb", each) for name, each in cells.items()]
    change = "tests.ALL_SECONDS, tests.LAST_SECONDS = 0.3, 0.1"
    first, second, third = in_a_judge_with(change, tiny_bundle, *books)
    assert first.startswith("graded {'q1': 2.0, 'q2': 0.0, 'q3': 0.0, 'q4': 4.0}")
    assert "With these answers all tests together took longer than 0.3 s" in first
    assert second.endswith("b.ipynb: takes too long to read")
    assert third.startswith(f"graded {FULL} ")


@holds(
    "Loops, forks, threads, memory, output and disk cost the submission's own questions",
    "clocks and resource limits",
)
@pytest.mark.slow
def test_large_answers_to_many_questions_are_not_kept_by_the_judge(tmp_path: Path) -> None:
    """Each fits into the judge's memory, all together do not: the questions that are answered right still count."""
    more = [f"r{number}" for number in range(10)]
    points = POINTS | dict.fromkeys(more, 3)
    bundle = write_bundle(
        tmp_path / "many",
        limits=LIMITS | {"submission_seconds": 120, "cell_seconds": 30},
        questions=[{"name": name, "points": most, "manual": False} for name, most in points.items()],
        reads=KINDS | dict.fromkeys(more, KINDS["q2"]),
    )
    for name in more:
        (bundle / "tests" / f"{name}.py").write_text(HEAD.format(name=name) + TESTS["q2"])
    large = "answer = np.ones(2 << 20)\n" + "\n".join(f"grader.check('{name}')" for name in more)
    book = save(tmp_path / "a.ipynb", [*OPEN, large, *answered()[len(OPEN) :]])
    (line,) = in_a_judge_with("judge.machine_memory = lambda: 240 << 20", bundle, book)
    assert line.startswith(f"graded {FULL | dict.fromkeys(more, 0.0)}")
    assert "more than fits into memory" not in line


@pytest.mark.slow
def test_what_is_held_counts_where_there_is_no_time_to_repeat_the_cells(tmp_path: Path) -> None:
    """A cell that nothing interrupts uses up the time; to run the cells before it again would take longer than is left."""
    bundle = write_bundle(tmp_path / "tiny", limits=LIMITS | {"submission_seconds": 3})
    held = "two = [2]\ndef double(x):\n    return two[0] * x"
    deaf = "sum(range(10**11))"
    cells = [*OPEN, "import time\ntime.sleep(1.2)", held, "grader.check('q1')", deaf, *answered()[4:]]
    (line,) = in_a_judge_with("judge.WAITS_SECONDS = 0.1", bundle, save(tmp_path / "a.ipynb", cells))
    assert line.startswith("graded {'q1': 2.0, 'q2': 0.0,")


@pytest.mark.slow
def test_what_waits_counts_where_there_is_no_time_to_repeat_the_cells(tmp_path: Path) -> None:
    """A plain function is called at the end; when that has become too far to go back to, a copy keeps it."""
    bundle = write_bundle(tmp_path / "tiny", limits=LIMITS | {"submission_seconds": 4})
    slow = ["import time\ntime.sleep(1.2)", "time.sleep(1.2)", "time.sleep(1.1)"]
    cells = [*OPEN, *answered()[2:4], *slow, "sum(range(10**11))", *answered()[4:]]
    (line,) = in_a_judge_with("judge.WAITS_SECONDS = 1.0", bundle, save(tmp_path / "a.ipynb", cells))
    assert line.startswith("graded {'q1': 2.0, 'q2': 0.0,")


@pytest.mark.slow
def test_questions_to_the_grader_are_counted_for_each_call(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "tiny")
    many = "def total(f, xs):\n    for _ in range({count}): f(1)\n    return sum(f(x) for x in xs)"
    books = [save(tmp_path / f"{count}.ipynb", answered(q4=many.format(count=count))) for count in (200, 500)]
    fair, flood = in_a_judge_with(
        "from emgrade.grade.remote import session; session.MAX_EVENTS = 300", bundle, *books
    )
    assert fair.startswith(f"graded {FULL} ")
    assert flood.startswith(f"graded {FULL | {'q4': 0.0}} ")
    assert "it asked the grader more than 300 times" in flood


@holds("A judge that the kernel ends costs the submission at hand, and no other", "any")
@pytest.mark.slow
def test_a_judge_that_is_killed_costs_no_other_submission(tmp_path: Path) -> None:
    """As where memory has run out, or a call into a library never ends: a test that kills its process stands for that."""
    bundle = write_bundle(tmp_path / "bundle")
    deadly = "    import os, signal\n    if answer == 666: os.kill(os.getpid(), signal.SIGKILL)\n"
    test = bundle / "tests" / "q2.py"
    test.write_text(test.read_text().replace("(answer):\n", f"(answer):\n{deadly}"))
    answers = {"a": {}, "b": {"q2": "answer = 666"}, "c": {}}
    books = [save(tmp_path / f"{name}.ipynb", answered(**changed)) for name, changed in answers.items()]
    with Grader(bundle) as one:
        found = {Path(result.submission).stem: result for result in one.grade_many(books)}
    assert {name: result.status for name, result in found.items()} == {
        "a": "graded",
        "b": "fault",
        "c": "graded",
    }
    assert found["a"].score == found["c"].score == 10
    assert found["b"].error == "b.ipynb: the process that grades it was killed"


@pytest.mark.slow
def test_what_nobody_thought_of_is_a_fault_and_no_exception(tiny_bundle: Path, tmp_path: Path) -> None:
    """A mistake of the judge's own costs one submission; its text, which may hold anything, is not for students."""
    code = (
        "import sys; from pathlib import Path\n"
        "from emgrade.grade import judge, pool\n"
        "def fail(*a): raise ValueError('41.628473 \\x1b[31m')\n"
        "judge.Run.hidden = fail\n"
        "it = pool.open_judge(pool.read_bundle(Path(sys.argv[1])))\n"
        "r = it.grade(Path(sys.argv[2])); it.close(); print(r.status, r.error, r.gradescope)"
    )
    book = save(tmp_path / "a.ipynb", answered())
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_bundle), str(book)],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("fault a.ipynb: the grader failed (ValueError); this is no fault")
    assert "41.6" not in done.stdout
    assert "41.628473 \\x1b[31m" in done.stderr


def test_clocks_lie_in_each_other() -> None:
    with pytest.raises(OutOfTime, match=r"longer than 0\.2 s"), judge_clock(0.2):
        with judge_clock(30):
            pass
        while True:
            pass


def test_no_bundle_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="emgrade build"):
        Grader(tmp_path)


@pytest.mark.slow
def test_a_test_file_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "bundle")
    (bundle / "tests" / "q1.py").write_text("OK_FORMAT = maybe")
    with pytest.raises(EngineError, match=r"q1\.py: not a test file"), Grader(bundle):
        pass
