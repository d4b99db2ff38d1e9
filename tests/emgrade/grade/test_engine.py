"""Honest notebooks: every oddity ends in a result, and costs only the questions that it touches."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from emgrade.grade import Grader, open_grader
from emgrade.model import Result

from .conftest import scores
from .tiny import GOOD, LIMITS, OPEN, POINTS, answered, cell, save, write_bundle

Grade = Callable[[Sequence[str]], Result]


def test_full_marks_and_layers(graded: Grade) -> None:
    result = graded(answered())
    assert scores(result) == POINTS
    assert result.score == result.possible == 10
    assert result.notes == ()


def test_stub_scores_nothing_and_says_what_to_do(graded: Grade) -> None:
    result = graded(
        answered(q1="def double(x):\n    ...", q2="answer = ...", q3="values = ...", q4="total = ...")
    )
    assert result.score == 0
    assert "returned None" in result.questions[0].stopped_by.message
    assert "Replace the `...`" in result.questions[1].stopped_by.message


# (cells before the questions, questions changed, what must be lost, what a note must say)
ODD: dict[str, tuple[str, dict[str, str], set[str], str]] = {
    "raising cell": ("1 / 0", {}, set(), "ZeroDivisionError"),
    "syntax error": ("def f(:", {}, set(), "SyntaxError"),
    "syntax error in an answer": ("", {"q1": "def double(x) return 2"}, {"q1", "q4"}, "SyntaxError"),
    "sys.exit": ("import sys\nsys.exit()", {}, set(), "SystemExit"),
    "exit()": ("exit()", {}, set(), ""),
    "quit()": ("quit()", {}, set(), ""),
    "os._exit": ("import os\nos._exit(3)", {}, set(), "exit status 3"),
    "os._exit in an answer": ("", {"q2": "import os\nos._exit(0)"}, {"q2"}, "exit status 0"),
    "segmentation fault": ("import ctypes\nctypes.string_at(0)", {}, set(), "SIGSEGV"),
    "abort": ("import os\nos.abort()", {}, set(), "SIGABRT"),
    "input()": ("name = input()", {}, set(), "StdinNotImplementedError"),
    "endless loop": ("while True:\n    pass", {}, set(), "longer than 1.5 s"),
    "stubborn loop": (
        "while True:\n    try:\n        import time; time.sleep(9)\n    except BaseException:\n        pass",
        {},
        set(),
        "ended the process",
    ),
    "endless call": ("", {"q1": "def double(x):\n    while True: pass"}, {"q1", "q4"}, ""),
    "exit in a call": ("", {"q1": "def double(x):\n    raise SystemExit"}, {"q1", "q4"}, ""),
    "its own map of memory, in a call": (
        "",
        {"q1": "def double(x):\n    open('/proc/self/maps').read()\n    return 2 * x"},
        set(),
        "",
    ),
    "crash in a call": ("", {"q1": "import os\ndef double(x):\n    os._exit(1)"}, {"q1", "q4"}, ""),
    "keyboard interrupt": ("raise KeyboardInterrupt", {}, set(), "KeyboardInterrupt"),
    "magics": ("%matplotlib inline\n%time x = 1\n%timeit -n1 -r1 1+1", {}, set(), ""),
    "cell magic": ("%%time\ny = 5", {}, set(), ""),
    "shell": ("!echo hello\nfiles = !ls", {}, set(), ""),
    "capture": ("%%capture out\nprint('hello')", {}, set(), ""),
    "await": ("import asyncio\nawait asyncio.sleep(0)", {}, set(), ""),
    "display": ("display(1)\nfrom IPython.display import HTML\nHTML('<b>x</b>')", {}, set(), ""),
    "a thread": (
        "import threading\nt = threading.Thread(target=lambda: 1)\nt.start(); t.join()",
        {},
        set(),
        "",
    ),
    "a thread that stays": (
        "import threading, time\nthreading.Thread(target=lambda: time.sleep(60)).start()",
        {},
        set(),
        "",
    ),
    "a fork that returns": ("import os\npid = os.fork()", {}, set(), ""),
    "a pool": (
        "import multiprocessing as mp\ndef f(x): return x * x\nwith mp.Pool(2) as p:\n    assert p.map(f, [1, 2]) == [1, 4]",
        {},
        set(),
        "",
    ),
    "50 MB of output": (
        "for _ in range(50):\n    print('x' * 1_000_000)",
        {},
        set(),
        "makes it slow to open",
    ),
    "pickle": ("import pickle\nclass A: pass\nassert pickle.loads(pickle.dumps(A()))", {}, set(), ""),
    "Colab": (
        "import sys\nassert 'google.colab' not in sys.modules\nfrom google.colab import drive, files\n"
        "drive.mount('/content/drive')\nassert files.upload() == {}",
        {},
        set(),
        "",
    ),
    "a data file": ("assert open('data.txt').read() == '1 2 3\\n'", {}, set(), ""),
    "a file written": ("open('out.txt', 'w').write('x')", {}, set(), ""),
    "too much memory": ("big = bytearray(900_000_000)", {}, set(), "MemoryError"),
    "too large a file": ("open('big', 'wb').write(bytes(20_000_000))", {}, set(), "File too large"),
    "check_all and export": ("grader.check_all()\ngrader.export(pdf=False)", {}, set(), ""),
    "an unknown check": ("grader.check('q99')", {}, set(), "does not exist"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", ODD)
def test_odd_notebooks(graded: Grade, what: str) -> None:
    before, changed, lost, note = ODD[what]
    result = graded(answered(before, **changed))
    assert {q for q, s in scores(result).items() if s == 0} == lost
    assert all(s in (0, POINTS[q]) for q, s in scores(result).items())
    assert note in " ".join(map(str, result.notes))
    if not note and not lost:
        assert result.notes == ()


def test_a_number_of_thousands_of_digits_is_a_sentence(graded: Grade) -> None:
    """Python refuses to print it, and says so of itself (`set_int_max_str_digits`), which is no sentence for anybody."""
    n = "10**4300"
    call = f"def total(f, xs):\n    return f({n})"
    for values, q1 in ((f"[{n}] * 3", f"return {n}"), (f"np.array([{n}], object)", f"raise ValueError({n})")):
        result = graded(
            answered(q1=f"def double(x): {q1}", q2=f"answer = {n}", q3=f"values = {values}", q4=call)
        )
        assert result.score == 0
        assert "set_int_max" not in str(result)
        (answer, *_) = result.questions[1].cases
        assert answer.sentence == "`answer` holds a number too large to compute with."


@pytest.mark.slow
def test_what_a_page_quotes_of_limits_is_said(graded: Grade) -> None:
    """One notebook that runs into each limit of docs/grading.md but `submission_seconds`, whose row quotes nothing."""
    page = (Path(__file__).parents[3] / "docs/grading.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `(\w+_\w+|processes)` \| (\d+) \| ([^|]*`[^|]*) \|$", page)
    quoted = [
        said.replace(f" {default} s", f" {LIMITS.get(key)} s")
        for key, default, row in rows
        for said in re.findall("`([^`]*)`", row)
    ]
    assert len(quoted) == 6
    cells = [
        ODD["too much memory"][0],
        ODD["too large a file"][0],
        "print('x' * 150_000)",
        "while True: pass",
    ]
    forks = (
        "import subprocess\nkids = []\ntry:\n    while True: kids.append(subprocess.Popen(['sleep', '9']))\n"
    )
    forks += "finally:\n    [kid.kill() for kid in kids]"
    result = graded([*OPEN, *cells, "def double(x):\n    while x == 2: pass", "grader.check('q1')", forks])
    told = " ".join([*map(str, result.notes), result.questions[0].stopped_by.message])
    assert [said for said in quoted if said not in told] == []


@pytest.mark.slow
def test_an_unchecked_answer_that_ends_its_process_costs_itself(graded: Grade) -> None:
    ends = "def double(x):\n    return np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (8,)).sum()"
    cells = [*OPEN, ends, *(GOOD[name] for name in ("q2", "q3", "q4"))]
    assert scores(graded(cells)) == POINTS | {"q1": 0, "q4": 0}  # the tests of q4 call `double`, too


@pytest.mark.slow
@pytest.mark.parametrize("checked", [True, False])
def test_hidden_cases_see_what_public_ones_left_behind(tmp_path: Path, checked: bool) -> None:
    bundle = write_bundle(tmp_path / "counting")
    test = bundle / "tests" / "q1.py"
    counts = test.read_text().replace("2.0), 4.0)", "2.0), 1)").replace("20.5), 41.0)", "20.5), 2)")
    test.write_text(counts)
    answer = "seen = []\ndef double(x):\n    seen.append(x)\n    return len(seen)"
    with open_grader(bundle) as grader:
        cells = [*OPEN, answer, *(["grader.check('q1')"] if checked else [])]
        result = grader.grade(save(tmp_path / "a.ipynb", cells))
    assert scores(result)["q1"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("answer", [GOOD["q1"], "two = [2]\ndef double(x):\n    return two[0] * x"])
def test_where_the_notebooks_time_is_up_earlier_answers_count(tmp_path: Path, answer: str) -> None:
    limits = LIMITS | {"submission_seconds": 4, "cell_seconds": 3}
    slow = "import time\ntime.sleep(2)"
    cells = [*OPEN, answer, "grader.check('q1')", slow, f"{slow}.real", f"two = 0\n{slow}", *answered()[6:]]
    with open_grader(write_bundle(tmp_path / "hasty", limits=limits)) as grader:
        result = grader.grade(save(tmp_path / "a.ipynb", cells))
    assert scores(result)["q1"] == 2
    (note,) = result.notes
    assert note.kind == "time"
    assert note.text.startswith("The notebook's time was up in Code cell ")


@pytest.mark.slow
def test_what_a_call_needs_before_it_begins_may_fail(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "signed")
    test = bundle / "tests" / "q1.py"
    looks = "test_hidden(double):\n    import inspect\n    inspect.signature(double)\n"
    test.write_text(test.read_text().replace("test_hidden(double):\n", looks))
    cells = answered(q1="double = max", q4=f"{GOOD['q4']}\nimport sys\nsys.stderr = None", after="1 / 0")
    with open_grader(bundle) as grader:
        result = grader.grade(save(tmp_path / "a.ipynb", cells))
        seeded = grader.grade(save(tmp_path / "b.ipynb", answered(after="np.random.seed = 42\nx = 1")))
        never = grader.grade(save(tmp_path / "c.ipynb", answered(before="np.random.seed = 42")))
    assert scores(result) == POINTS | {"q1": 0, "q4": 0}
    assert {note.kind for note in result.notes} == {"cell error"}
    assert scores(seeded) == POINTS
    assert {note.kind for note in never.notes} == {"cell error"}  # Otter seeds in front of each cell, too


@pytest.mark.slow
def test_a_check_in_metadata_that_ends_the_process_costs_its_own_question(
    grader: Grader, tmp_path: Path
) -> None:
    ends = cell("import os\ndef double(x): os._exit(1)", otter={"tests": ["q1"]})
    rest = [cell(GOOD[name], otter={"tests": [name]}) for name in ("q2", "q3", "q4")]
    result = grader.grade(save(tmp_path / "a.ipynb", [*OPEN, ends, *rest]))
    assert scores(result) == POINTS | {"q1": 0, "q4": 0}
    assert result.notes == ()


def test_many_errors_hide_no_other_note(graded: Grade) -> None:
    cells = [f"1 / 0  # {number}" for number in range(14)]
    result = graded([*answered(), *cells, "while True: pass"])
    kinds = [note.kind for note in result.notes]
    assert (kinds.count("cell error"), kinds.count("cell time")) == (13, 1)
    assert str(result.notes[12]) == "More cells stopped with an error."


@pytest.mark.slow
def test_temporary_files_are_made_in_the_work_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where matplotlib finds no home it asks for a temporary folder, which Python remembers."""
    monkeypatch.setenv("HOME", "/proc/none")
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    writes = "import tempfile\ntempfile.TemporaryFile().write(b'x')"
    with open_grader(write_bundle(tmp_path / "drawn", imports=["numpy", "matplotlib.pyplot"])) as grader:
        result = grader.grade(save(tmp_path / "a.ipynb", answered(after=writes)))
    assert result.notes == ()


def test_the_state_at_the_check_counts(graded: Grade) -> None:
    assert graded(answered(after="answer = 0")).score == 10
    assert scores(graded([*answered(), "answer = 0", "grader.check('q2')"]))["q2"] == 0


@pytest.mark.slow
def test_hidden_inputs_of_functions_in_a_list_stay_in_the_copy(tiny_bundle: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "listed"
    shutil.copytree(tiny_bundle, bundle)
    test = bundle / "tests" / "q3.py"
    hidden = "    assert [f(20.5) for f in values] == [20.5, 41.0, 61.5]\n"
    test.write_text(test.read_text().partition("    import numpy as np")[0] + hidden)
    answer = "seen = []\nvalues = [lambda x, n=n: seen.append(x) or n * x for n in (1, 2, 3)]"
    cells = [*OPEN, answer, "grader.check('q3')", "assert not seen, seen"]
    with open_grader(bundle) as grader:
        result = grader.grade(save(tmp_path / "a.ipynb", cells))
    assert scores(result)["q3"] == 1
    assert result.notes == ()


def test_deleted_checks_and_init_still_score(graded: Grade) -> None:
    without_checks = [c for c in answered() if "check" not in c]
    assert graded(without_checks).score == 10
    assert graded(without_checks[1:]).score == 10


@pytest.mark.slow
def test_metadata_tests_and_ignored_cells(grader: Grader, tmp_path: Path) -> None:
    cells = [*OPEN, cell("answer = 41.628473", otter={"tests": ["q2"]}), "answer = 3"]
    assert scores(grader.grade(save(tmp_path / "a.ipynb", cells)))["q2"] == 3
    cells = [*answered(), cell("answer = 0; grader.check('q2')", tags=["otter_ignore"])]
    assert scores(grader.grade(save(tmp_path / "b.ipynb", cells)))["q2"] == 3


@pytest.mark.slow
def test_seed(graded: Grade) -> None:
    drawn = "import random\nanswer = 41.628473 if (np.random.seed(7), np.random.rand())[1] == draw else 0"
    assert scores(graded(answered("draw = np.random.rand()", q2=drawn)))["q2"] == 3
    again = answered("first = np.random.rand()", q2="answer = 41.628473 if np.random.rand() == first else 0")
    assert scores(graded(again))["q2"] == 3


def test_labels(grader: Grader, tmp_path: Path) -> None:
    other = save(tmp_path / "a.ipynb", answered(), emgrade={"assignment": "other", "stamp": "abc"})
    assert "of the assignment other" in grader.grade(other).error
    old = save(tmp_path / "b.ipynb", answered(), emgrade={"assignment": "tiny", "stamp": "old"})
    result = grader.grade(old)
    assert result.score == 10
    assert "version old" in result.notes[0].text
    assert "version old" in result.gradescope["output"]


@pytest.mark.slow
def test_script_zip_and_folder(grader: Grader, tmp_path: Path) -> None:
    import zipfile

    script = tmp_path / "tiny.py"
    script.write_text("".join(f"# %%\n{source}\n\n" for source in answered()))
    assert grader.grade(script).score == 10
    book = save(tmp_path / "tiny.ipynb", answered("assert open('mine.txt').read() == 'x'"))
    with zipfile.ZipFile(tmp_path / "tiny.zip", "w") as archive:
        archive.write(book, "tiny.ipynb")
        archive.writestr("mine.txt", "x")
    result = grader.grade(tmp_path / "tiny.zip")
    assert (result.score, result.notes) == (10, ())
    folder = tmp_path / "handed in"
    folder.mkdir()
    save(folder / "tiny.ipynb", answered())
    assert grader.grade(folder).score == 10


def test_gradescope_entries(graded: Grade) -> None:
    found = graded(answered(q2="answer = 1")).gradescope
    assert found["tests"][0]["name"] == "Public Tests"
    entry = next(e for e in found["tests"] if e["name"] == "q2")
    assert (entry["score"], entry["max_score"], entry["visibility"]) == (0, 3, "visible")
    assert "Hidden tests passed: 0 of 1" in entry["output"]
    assert "close(" not in str(found)


@pytest.mark.slow
def test_many_at_a_time(tiny_bundle: Path, tmp_path: Path) -> None:
    paths = [save(tmp_path / f"{i}.ipynb", answered(q2=f"answer = {i}")) for i in range(5)]
    with Grader(tiny_bundle, workers=2) as two:
        found = {Path(r.submission).name: r.score for r in two.grade_many(paths)}
    assert found == {f"{i}.ipynb": 7 for i in range(5)}


@pytest.mark.slow
def test_try_answers(grader: Grader, tmp_path: Path) -> None:
    book = save(tmp_path / "solution.ipynb", answered())
    answers = ["def double(x): return 2 * x", "def double(x): return x", "1/0"]
    found = dict(grader.try_answers(book, [("q1", code) for code in answers]))
    assert [found[i].score for i in range(3)] == [2, 0, 0]
    rest = dict(grader.try_answers(book, [("q1", answers[1])], rest=True))
    assert scores(rest[0]) == {"q1": 0, "q2": 3, "q3": 1, "q4": 4}
    # Without mending, a later test sees what the answer left behind.
    kept = dict(grader.try_answers(book, [("q1", answers[1])], rest=True, mend=False))
    assert scores(kept[0]) == {"q1": 0, "q2": 3, "q3": 1, "q4": 0}


def test_an_answer_that_cannot_be_looked_at_is_not_the_last_students(grader: Grader, tmp_path: Path) -> None:
    typed = grader.grade(save(tmp_path / "tiny.ipynb", answered(q2="answer = 7"))).questions[1].typed
    assert typed == {"answer": "7"}
    ending = ["import os; os._exit(1)"] * 7
    result = grader.grade(save(tmp_path / "tiny.ipynb", ending))
    assert (result.status, result.questions[1].typed) == ("graded", {})
