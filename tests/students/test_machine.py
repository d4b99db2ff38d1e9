"""The first cell: what is wrong with the machine, one sentence each; and that it is there at once, without Otter."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import emkit.notebook
from emkit.notebook import Notebook, colab
from emkit.notebook.card import Card
from emkit.notebook.handin import NotSubmittable
from emkit.notebook.machine import _number, complaints, label, locate

ROOT = Path(__file__).parents[2]
BOOK = Path("gmm_lab.ipynb")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shutil.copytree(ROOT / "student" / "gmm_lab", tmp_path / "gmm_lab")
    monkeypatch.chdir(tmp_path / "gmm_lab")
    return tmp_path / "gmm_lab"


def told(folder: Path) -> list[str]:
    handout = json.loads((folder / "handout.json").read_text())
    return list(complaints(handout, locate("gmm_lab.ipynb", {}), Path("tests")))


def handout(folder: Path, **changed: object) -> None:
    path = folder / "handout.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


def test_nothing_to_say(folder: Path) -> None:
    assert told(folder) == []


BROKEN: list[tuple[str, Callable[[Path], object], str]] = [
    ("no data", lambda f: (f / "data/faithful.csv").unlink(), "`data/faithful.csv` is missing."),
    (
        "other data",
        lambda f: (f / "data/faithful.csv").write_text("x\n"),
        "`data/faithful.csv` is not the file of",
    ),
    ("no tests", lambda f: shutil.rmtree(f / "tests"), "`tests` is not in"),
    ("one test", lambda f: (f / "tests/g1_1.py").unlink(), "`tests/g1_1.py` is missing."),
    ("no notebook", lambda f: (f / "gmm_lab.ipynb").unlink(), "`gmm_lab.ipynb` is not in"),
    ("old Python", lambda f: handout(f, python="4.1"), "Python 4.1 or newer is needed."),
    (
        "old package",
        lambda f: handout(f, packages={"numpy": "99.1"}),
        "99.1 or newer is needed. Run `%pip install",
    ),
    (
        "no package",
        lambda f: handout(f, packages={"no-such": ""}),
        "The package no-such is not installed. Run `%pip",
    ),
    (
        "other files",
        lambda f: handout(f, assignment="em_bound"),
        "belong to the assignment em_bound, the notebook to",
    ),
    ("other version", lambda f: handout(f, stamp="0"), "the files beside it are version 0."),
]


@pytest.mark.parametrize(("breaks", "sentence"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_one_sentence(folder: Path, breaks: Callable[[Path], object], sentence: str) -> None:
    breaks(folder)
    assert len([one for one in told(folder) if sentence in one]) == 1


def test_a_handout_without_tests_is_whole_where_a_person_grades_all(folder: Path) -> None:
    shutil.rmtree(folder / "tests")
    handout(folder, files={})
    assert told(folder) == []


def test_line_ends_of_windows_are_no_change(folder: Path) -> None:
    data = folder / "data/faithful.csv"
    data.write_bytes(data.read_bytes().replace(b"\n", b"\r\n"))
    assert told(folder) == []


def test_the_notebook_that_is_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = folder / "gmm_lab-Copy1.ipynb"
    shutil.copy(BOOK, copied)
    assert locate("gmm_lab.ipynb", {}) == BOOK
    assert locate("gmm_lab.ipynb", {"__vsc_ipynb_file__": str(copied)}) == copied
    monkeypatch.setenv("JPY_SESSION_NAME", str(copied))
    assert locate("gmm_lab.ipynb", {}) == copied
    monkeypatch.delenv("JPY_SESSION_NAME")
    BOOK.unlink()
    assert locate("gmm_lab.ipynb", {}) == Path(copied.name)
    assert label(copied)["assignment"] == "gmm_lab"


WITHOUT = """
import sys, time
class NotThere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"otter", "emgrade", "IPython", "pandas", "scipy", "sklearn", "matplotlib", "nbformat"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, NotThere())
sys.path.insert(0, "")
started = time.process_time()
from emkit.notebook import Notebook
grader = Notebook("em_exercise.ipynb")
card = grader.check("q1_1")
seconds = time.process_time() - started
import emkit, os
assert os.path.samefile(os.path.dirname(emkit.__file__), "emkit"), emkit.__file__
print(card.state)
print(seconds)
"""


def test_cold_import_and_first_check_with_numpy_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "student" / "em_exercise")
    command = [sys.executable, "-c", WITHOUT]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(3)]
    assert all("Ready: em_exercise, version" in run for run in runs)
    assert all(run.splitlines()[-2] == "not answered yet" for run in runs)
    assert min(float(run.splitlines()[-1]) for run in runs) < 1.0


def test_no_emkit_beside_the_notebook(tmp_path: Path) -> None:
    cell = json.loads((ROOT / "student" / "gmm_lab" / "gmm_lab.ipynb").read_text())["cells"][0]["source"]
    hidden = "import sys; sys.path[:] = [p for p in sys.path if 'src' not in p]; sys.meta_path = sys.meta_path[:3]\n"
    done = subprocess.run(
        [sys.executable, "-c", hidden + cell], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: emkit is not here: open the notebook inside of the unzipped handout"
    )


def test_a_grader_takes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    fake = ModuleType("otter")
    vars(fake)["Notebook"] = type(
        "Notebook", (), {"_grading_mode": True, "__init__": lambda self, *a: made.append(a)}
    )
    monkeypatch.setitem(sys.modules, "otter", fake)
    for name in [name for name in sys.modules if name.partition(".")[0] == "google"]:
        monkeypatch.delitem(sys.modules, name)
    before = set(sys.modules)
    assert type(Notebook("x.ipynb", "./other")) is fake.Notebook
    assert made == [("x.ipynb", "./other", None)]
    for name in set(sys.modules) - before:
        monkeypatch.delitem(sys.modules, name)


def test_otter_that_does_not_grade_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ModuleType("otter")
    vars(fake)["Notebook"] = type("Notebook", (), {"_grading_mode": False})
    monkeypatch.setitem(sys.modules, "otter", fake)
    assert type(emkit.notebook.Notebook("gmm_lab.ipynb")).__name__ == "StudentNotebook"


def test_a_number_of_a_version_ends_in_no_zeros(folder: Path) -> None:
    for least in ("3", "3.0", "3.0.0.0", "3.0.0rc1"):
        handout(folder, python=least)
        assert told(folder) == []
    assert _number("3.0") == _number("3.0.0") < _number("3.0.1") < _number("3.10.0")


def test_colab_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ModuleType("google.colab._message")
    vars(fake)["blocking_request"] = lambda name, timeout_sec: None
    for name in ("google", "google.colab"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, fake.__name__, fake)
    with pytest.raises(NotSubmittable, match="did not hand over the notebook"):
        colab.notebook()


def test_colab_costs_nothing_where_it_is_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "google"]:
        monkeypatch.delitem(sys.modules, name)
    before = set(sys.modules)
    colab.stand_in()
    try:
        names: dict[str, object] = {}
        exec(
            "from google.colab import drive, files\nimport google.colab.output\n"
            "drive.mount('/content/drive', force_remount=True)\nfound = files.upload()\nfiles.download('x')",
            names,
        )
        assert names["found"] == {}
        with pytest.raises(ModuleNotFoundError):
            exec("import google.cloud", {})
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]


def test_cards_say_the_same_in_html_and_in_plain_text() -> None:
    card = Card(
        "not right yet",
        "q1: not right yet",
        ["Put * between 2 and `x`, if you mean <b>their</b> product.\n    2 x\n      ^"],
        "Error at line 1 in test q1:\n  <script>",
        [("a", "b"), ("c", "d")],
        'a"b.zip',
    )
    html = card._repr_html_()
    assert "<b>" not in html
    assert "<script>" not in html
    assert "<code>x</code>" in html
    assert "<pre" in html
    assert "    2 x\n      ^" in html
    assert 'download="a&quot;b.zip"' in html
    assert repr(card).splitlines() == [
        "✗ q1: not right yet",
        "  Put * between 2 and `x`, if you mean <b>their</b> product.",
        "      2 x",
        "        ^",
        "  a  b",
        "  c  d",
        '  a"b.zip',
    ]
