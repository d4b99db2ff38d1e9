"""Attacks: each is a submission with the score that is honest. None gains a point, leaks or takes anything down."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from emgrade.grade import Grader
from emgrade.model import Result

from .conftest import scores
from .promises import holds
from .tiny import HEAD, KINDS, OPEN, POINTS, SECRET, answered, cell, save, write_bundle

NAP = f"4321.{os.getpid()}"  # seconds; another process of these tests may run the same attack at the moment
ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.py"))


def attack(path: Path, bundle: Path, folder: Path) -> tuple[Path, float]:
    """Return the submission as a notebook, and the honest score."""
    text = path.read_text().replace("{bundle}", str(bundle)).replace("4321", NAP)
    honest = re.search(r"^# honest score: (\d+)", text, re.MULTILINE)
    assert honest
    return save(folder / "attack.ipynb", text.split("# %%\n")[1:]), float(honest.group(1))


def nothing_leaks(result: Result) -> None:
    shown = [entry for entry in result.gradescope["tests"] if entry.get("visibility") != "hidden"]
    seen = json.dumps([[str(note) for note in result.notes], result.gradescope.get("output"), shown])
    assert str(SECRET) not in seen
    assert "test_hidden" not in seen
    assert "20.5" not in seen


@pytest.mark.slow
@pytest.mark.parametrize("path", ATTACKS, ids=lambda p: p.stem)
def test_attack(grader: Grader, tiny_bundle: Path, tmp_path: Path, path: Path) -> None:
    before = {p.name: p.read_bytes() for p in (tiny_bundle / "tests").iterdir()}
    submission, honest = attack(path, tiny_bundle, tmp_path)
    result = grader.grade(submission)
    assert sum(scores(result).values()) == honest
    assert "gained" not in str(result.notes)
    nothing_leaks(result)
    assert {p.name: p.read_bytes() for p in (tiny_bundle / "tests").iterdir()} == before
    assert not left_behind()
    assert scores(grader.grade(save(tmp_path / "after.ipynb", answered()))) == {
        "q1": 2,
        "q2": 3,
        "q3": 1,
        "q4": 4,
    }


def left_behind() -> list[str]:
    """Return what an attack left: processes with its command, files with its name."""
    found = [str(p) for f in ("/dev/shm", "/tmp", "/var/tmp") for p in Path(f).glob("emgrade-attack-*")]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if re.search(rb"\b%b\b" % re.escape(NAP.encode()), command):
            found.append(command.decode(errors="replace"))
    return found


@pytest.mark.slow
def test_modules_beside_the_notebook(grader: Grader, tmp_path: Path) -> None:
    book = save(tmp_path / "a.ipynb", answered(q2="answer = 0", q3="values = [0, 0, 0]"))
    evil = "def __getattr__(name):\n    return lambda *a, **k: True\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        for name in (
            "numpy.py",
            "otter.py",
            "json.py",
            "emkit/check.py",
            "emkit/__init__.py",
            "sitecustomize.py",
        ):
            archive.writestr(name, evil)
    result = grader.grade(tmp_path / "a.zip")
    assert sum(scores(result).values()) == 6


@holds("Forged, malformed, huge or pickled messages end in a failed question at worst", "separate processes")
@pytest.mark.slow
def test_crafted_log_is_never_unpickled(grader: Grader, tmp_path: Path) -> None:
    mark = tmp_path / "unpickled"
    book = save(tmp_path / "a.ipynb", answered())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        archive.writestr(".OTTER_LOG", f"cposix\nsystem\n(S'touch {mark}'\ntR.".encode())
    assert grader.grade(tmp_path / "a.zip").score == 10
    assert not mark.exists()


@pytest.mark.slow
def test_paths_that_leave_the_folder(grader: Grader, tmp_path: Path) -> None:
    book = save(tmp_path / "a.ipynb", answered())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        for name in (
            "../escaped.txt",
            "/tmp/emgrade-attack-escaped",
            "a/../../escaped.txt",
            "..\\escaped.txt",
        ):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("data.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/shadow")
    assert grader.grade(tmp_path / "a.zip").score == 10
    assert not left_behind()


FULL = {"q1": 2.0, "q2": 3.0, "q3": 1.0, "q4": 4.0}


@holds("One submission does not change the next", "shared memory, file access")
@pytest.mark.slow
def test_names_with_dots_write_into_no_package(grader: Grader, tmp_path: Path) -> None:
    """A member named `./a` must not make a later one go through the link of a package (one submission in the next)."""
    book = save(tmp_path / "a.ipynb", answered())
    evil = "raise RuntimeError('gained')\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        for name in (
            "./a",
            "./emkit/b",
            "./emkit/check.py",
            "emkit//check.py",
            "./emkit/./__init__.py",
            "x/../emkit/y",
        ):
            archive.writestr(name, evil)
    assert scores(grader.grade(tmp_path / "a.zip")) == FULL
    after = answered("import emkit.check, inspect; assert 'gained' not in inspect.getsource(emkit.check)")
    result = grader.grade(save(tmp_path / "b.ipynb", after))
    assert scores(result) == FULL
    assert result.notes == ()


@holds("Nothing outlives the run, whoever is killed", "any")
@pytest.mark.slow
def test_members_deeper_and_longer_than_a_path_may_be(tiny_bundle: Path, tmp_path: Path) -> None:
    """They are written where they can be and left out where not, and all that was written is removed."""
    place = Path(tempfile.mkdtemp(prefix="emgrade-members-", dir="/var/tmp"))
    place.chmod(0o755)
    book = save(
        tmp_path / "a.ipynb",
        answered("import os\nos.mkdir('closed')\nos.symlink('x', 'closed/link')\nos.chmod('closed', 0)"),
    )
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(book, "a.ipynb")
        for name in ("d/" * 2500 + "x", "n" * 300, "a/" + "n" * 300 + "/x", "data.txt/x", "a" * 255 + "/x"):
            archive.writestr(name, "x")
    code = (
        "import sys; from pathlib import Path\nfrom emgrade.grade import open_grader\n"
        "with open_grader(Path(sys.argv[1])) as g:\n"
        "    for book in sys.argv[2:]: r = g.grade(Path(book)); print(r.status, r.score, len(r.notes))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(tiny_bundle), str(tmp_path / "a.zip"), str(save(tmp_path / "b.ipynb", answered()))],
            capture_output=True, text=True, timeout=100, check=False, env=os.environ | {"TMPDIR": str(place)},
        )  # fmt: skip
        assert done.stdout.splitlines() == ["graded 10 0", "graded 10 0"], done.stderr
        assert not list(place.iterdir())
    finally:
        subprocess.run(["rm", "-rf", place], check=True)


@holds(
    "Loops, forks, threads, memory, output and disk cost the submission's own questions", "separate processes"
)
@pytest.mark.slow
def test_checks_in_metadata_are_counted_too(grader: Grader, tmp_path: Path) -> None:
    bomb = cell("x = 1", otter={"tests": ["q1", "q99", "q2"] * 1000})
    assert scores(grader.grade(save(tmp_path / "a.ipynb", [bomb, *answered(), bomb]))) == FULL


OK_TESTS = rf"""
OK_FORMAT = True
test = {{
    "name": "q2", "points": 3,
    "suites": [{{"type": "doctest", "cases": [
        {{"code": ">>> abs(answer - {SECRET}) < 1e-6\nTrue\n>>> isinstance(answer, float)\nTrue", "hidden": True}},
    ]}}],
}}
"""
SHADOWS = """
def abs(x): print(x); open('seen.txt', 'w').write(repr(x)); return 0
def isinstance(*a): return True
def round(*a): return 0
def bool(*a): return True
answer = 1.0
"""


@holds(
    "Expected values and hidden tests cannot be found by searching memory, frames or modules",
    "separate processes",
)
@pytest.mark.slow
def test_doctests_keep_their_own_builtins(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "ok")
    (bundle / "tests" / "q2.py").write_text(OK_TESTS)
    show = "raise RuntimeError(open('seen.txt').read())"
    with Grader(bundle) as one:
        result = one.grade(save(tmp_path / "a.ipynb", answered(q2=SHADOWS, after=show)))
        assert scores(result)["q2"] == 0
        assert str(SECRET)[:5] not in str(result.notes)
        assert "40.6" not in str(result.notes)
        assert scores(one.grade(save(tmp_path / "b.ipynb", answered()))) == FULL


LATER = """
@test_case(points=5, hidden=True)
def test_hidden(later):
    from emkit.check import call, close
    close("later", call("later", later, 20.5, 41.0), 61.5)
"""


@holds(
    "What a later question's hidden tests hand over comes too late for an earlier one", "hidden tests last"
)
@pytest.mark.slow
def test_a_later_question_tells_an_earlier_one_nothing(tmp_path: Path) -> None:
    """Its tests may hand over what the earlier one's expect, as an M-step's do; a notebook chooses the order of checks."""
    points = POINTS | {"later": 5}
    bundle = write_bundle(
        tmp_path / "later",
        questions=[{"name": name, "points": most, "manual": False} for name, most in points.items()],
        reads=KINDS | {"later": {"later": "function"}},
    )
    (bundle / "tests" / "later.py").write_text(HEAD.format(name="later") + LATER)
    keep = "def later(a, b):\n    np.save('seen.npy', [a, b])\n    return a + b"
    use = "def double(x):\n    a, b = np.load('seen.npy')\n    return float(b) if a == x else 0"
    with Grader(bundle) as one:
        cells = [*OPEN, keep, "grader.check('later')", use, "grader.check('q1')"]
        found = scores(one.grade(save(tmp_path / "a.ipynb", cells)))
    assert (found["later"], found["q1"]) == (5, 0)


MASKED = """
@test_case(points=2, hidden=True)
def test_hidden(double):
    import numpy as np
    assert np.allclose(double(np.array([20.5, 3.0])), [41.0, 6.0])
"""
IN_LISTS = """
@test_case(points=1, hidden=True)
def test_hidden(values):
    import numpy as np
    assert all(np.allclose(a, b) for a, b in zip(values, [[1.0, 4.0], [9.0, 16.0]]))
"""


@holds("An object that pretends to be equal to everything earns nothing", "separate processes")
@pytest.mark.slow
@pytest.mark.parametrize("solution_has_some", [False, True])
def test_what_is_masked_is_equal_to_nothing(tmp_path: Path, solution_has_some: bool) -> None:
    """A comparison leaves it out, so it may come out of functions and of lists only where the solution has some."""
    bundle = write_bundle(tmp_path / "masked")
    for name, test in (("q1", MASKED), ("q3", IN_LISTS)):
        (bundle / "tests" / f"{name}.py").write_text(HEAD.format(name=name) + test)
    mask = "np.ma.array({}, mask=[False, True])".format
    book = save(
        tmp_path / "a.ipynb",
        answered(
            q1=f"def double(x):\n    return {mask('[41, 99]')}",
            q3=f"values = [{mask('[1, 99]')}, {mask('[9, 99]')}]",
        ),
    )
    if solution_has_some:
        profile = json.loads((bundle / "profile.json").read_text()) | {"reads": {}}
        (bundle / "profile.json").write_text(json.dumps(profile))
        with Grader(bundle) as one:
            _, seen = one.observe(book)
        assert {name for name, kinds in seen.items() if "()" in kinds} == {"q1", "q3", "q4"}
        (bundle / "profile.json").write_text(json.dumps(profile | {"reads": seen}))
    with Grader(bundle) as one:
        found = scores(one.grade(book))
    assert (found["q1"], found["q3"]) == ((2, 1) if solution_has_some else (0, 0))


@holds("Hidden inputs do not reach a public message", "hidden tests last")
@pytest.mark.slow
def test_a_check_takes_no_time_of_hidden_tests(tmp_path: Path) -> None:
    """However long a hidden test takes, the notebook has ended before it begins: time tells nothing."""
    bundle = write_bundle(tmp_path / "slow")
    test = bundle / "tests" / "q2.py"
    test.write_text(
        test.read_text().replace(
            "    from emkit.check import close\n",
            "    import time; time.sleep(3)\n    from emkit.check import close\n",
        )
    )
    clock = "import time\nbefore = time.monotonic()\ngrader.check('q2')\ntook = time.monotonic() - before"
    tell = "assert took < 2, 'gained'"
    with Grader(bundle) as one:
        result = one.grade(save(tmp_path / "a.ipynb", [*answered(), clock, tell]))
    assert scores(result) == FULL
    assert result.notes == ()
    assert result.seconds > 3


@holds("Forged, malformed, huge or pickled messages end in a failed question at worst", "separate processes")
@pytest.mark.slow
def test_cells_that_nobody_can_run_cost_themselves_alone(grader: Grader, tmp_path: Path) -> None:
    """The judge reads a cell to send it, and for what it imports: neither may end more than the cell."""
    for number, source in enumerate(
        (
            f"x = '{'a' * 5_000_000}'",
            "import scipy\0",
            "import scipy\nx = " + "+".join(["1"] * 60_000),
            "import scipy\nx = " + "-" * 50_000 + "1",
        )
    ):
        result = grader.grade(save(tmp_path / f"{number}.ipynb", answered(source)))
        assert scores(result) == FULL
        assert len(result.notes) == 1


@holds("A busy neighbour costs nobody a point", "clocks and resource limits")
@pytest.mark.slow
def test_a_neighbour_on_every_processor_costs_nobody_a_point(grader: Grader, tmp_path: Path) -> None:
    busy = "import time\ndef double(x):\n    until = time.process_time() + 0.2\n    while time.process_time() < until: pass\n    return 2 * x"
    hogs = [
        subprocess.Popen(
            [sys.executable, "-c", "import time\nt = time.time()\nwhile time.time() < t + 60: pass"],
            start_new_session=True,
        )
        for _ in range(3 * (os.cpu_count() or 1))
    ]
    try:
        result = grader.grade(save(tmp_path / "a.ipynb", answered(q1=busy, q4="def total(f, xs): return 0")))
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert scores(result)["q1"] == 2


@holds("One submission does not change the next", "shared memory, file access")
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_class_of_attacks_is_graded_to_the_end(tiny_bundle: Path, tmp_path: Path) -> None:
    paths = []
    for number, path in enumerate(ATTACKS):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append((attack(path, tiny_bundle, folder)[0], None))
        paths.append((save(folder / "honest.ipynb", answered()), FULL))
    with Grader(tiny_bundle, workers=2) as two:
        found = {result.submission: result for result in two.grade_many(path for path, _ in paths)}
    for path, wanted in paths:
        assert found[str(path)].graded
        if wanted:
            assert scores(found[str(path)]) == wanted
    assert not left_behind()


@holds("Forged, malformed, huge or pickled messages end in a failed question at worst", "separate processes")
@pytest.mark.slow
def test_a_message_as_large_as_the_answers_is_cut(tmp_path: Path) -> None:
    """An author's message may quote the answer: nothing that a student sends may end a judge, or fill a database."""
    bundle = write_bundle(tmp_path / "loud")
    test = bundle / "tests" / "q2.py"
    test.write_text(
        test.read_text().partition("@test_case(points=3")[0]
        + (
            "@test_case(points=3, hidden=True)\ndef test_hidden(answer):\n    assert answer in ('A', 'B'), f'{answer!r} is not'\n"
        )
    )
    with Grader(bundle, workers=2) as two:
        paths = [save(tmp_path / f"{n}.ipynb", answered(q2="answer = 'x' * 2_000_000")) for n in range(2)]
        found = list(two.grade_many([*paths, save(tmp_path / "honest.ipynb", answered(q2="answer = 'A'"))]))
    assert sorted(r.score for r in found) == [7, 7, 10]
    assert max(len(case.message) for r in found for q in r.questions for case in q.cases) < 50_000
